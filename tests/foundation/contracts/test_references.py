"""A reference can be read over the telephone, and a slip is noticed."""

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.contracts.references import ALPHABET, LENGTH, NotAReference, new_reference, read_reference

REFERENCES = [new_reference() for _ in range(100)]


def is_read(signs: str) -> bool:
    try:
        read_reference(signs)
    except NotAReference:
        return False
    return True


def completed(seven: str) -> str:
    """Seven signs and the one check sign that fits."""
    fitting = [sign for sign in ALPHABET if is_read(seven + sign)]
    assert len(fitting) == 1, f"{seven} has {len(fitting)} check signs"
    return seven + fitting[0]


def swapped(signs: str, at: int) -> str:
    return signs[:at] + signs[at + 1] + signs[at] + signs[at + 2 :]


def test_a_new_reference_reads_back_as_it_is():
    for reference in REFERENCES:
        assert read_reference(reference) == reference
        assert len(reference) == LENGTH + 1
        assert reference[4] == "-"


def test_new_references_are_drawn_by_chance_from_the_whole_alphabet():
    assert len(set(REFERENCES)) == len(REFERENCES)
    drawn = "".join(new_reference() for _ in range(400))
    assert set(drawn) == {*ALPHABET, "-"}


@pytest.mark.parametrize("alike", ["0ODQ", "1IL", "2Z", "5S", "6G", "8B", "UV", "MN"])
def test_of_signs_that_look_or_sound_alike_at_most_one_is_used(alike):
    assert len(set(alike) & set(ALPHABET)) <= 1


def test_no_word_can_arise_because_there_are_no_vowels():
    assert not set("AEIOU") & set(ALPHABET)
    assert len(set(ALPHABET)) == len(ALPHABET) == 22
    assert ALPHABET.upper() == ALPHABET


def test_any_single_wrong_sign_is_found():
    for reference in REFERENCES:
        signs = reference.replace("-", "")
        for at, wrong in product(range(LENGTH), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"):
            if wrong != signs[at]:
                assert not is_read(signs[:at] + wrong + signs[at + 1 :]), f"{reference}, sign {at + 1} as {wrong}"


def test_of_all_swaps_of_neighbours_at_most_one_in_two_hundred_and_thirty_one_is_missed():
    """ISO 7064's hybrid systems miss a few swaps. Every first sign, then every pair, then the pair swapped."""
    tried = missed = 0
    for first, (left, right) in product(ALPHABET, combinations(ALPHABET, 2)):
        tried += 1
        missed += is_read(swapped(completed(f"{first}{left}{right}7KQ4"), 1))
    assert tried == 22 * 231
    assert missed <= 22


def test_swaps_with_the_check_sign_are_found_too():
    tried = missed = 0
    for first, second in product(ALPHABET, ALPHABET):
        signs = completed(f"{first}KQ4M2{second}")
        if signs[-1] != signs[-2]:
            tried += 1
            missed += is_read(swapped(signs, LENGTH - 2))
    assert tried > 400
    assert missed <= 2


@pytest.mark.parametrize(
    "as_typed",
    [
        str.lower,
        str.title,
        lambda reference: reference.replace("-", ""),
        lambda reference: reference.replace("-", " "),
        lambda reference: reference.replace("-", " - "),
        lambda reference: f"  {reference}\n",
        lambda reference: " ".join(reference.lower()),
        lambda reference: "-".join(reference.replace("-", "")),
        lambda reference: reference.replace("-", "\u00a0"),
    ],
    ids=["small letters", "mixed", "no dash", "a space", "a spaced dash", "space around", "spelled out", "dashes",
         "a space that does not break"],
)  # fmt: skip
def test_a_reference_is_read_however_it_was_typed(as_typed):
    for reference in REFERENCES:
        assert read_reference(as_typed(reference)) == reference


@pytest.mark.parametrize("typed", ["", " ", "-", "7KQ4", "7KQ4-M2X", "7KQ4-M2XH-H", "hello", "7" * 5000])
def test_a_reference_of_the_wrong_length_is_refused_saying_how_long_it_is(typed):
    with pytest.raises(NotAReference, match="a reference has 8 letters and numbers"):
        read_reference(typed)


@pytest.mark.parametrize("typed", ["7KQ4-M2X2", "IOIO-IOIO", "ÄÖÜß-ÄÖÜ", "7KQ4-M2X😀", "٧KQ4-M2XH", "........"])
def test_a_reference_that_does_not_fit_is_refused_saying_what_to_do_and_not_quoting_it(typed):
    with pytest.raises(NotAReference, match="check each letter and number of the reference again") as refused:
        read_reference(typed)
    assert typed not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_known_reference_is_read_for_ever():
    assert read_reference("7kq4 m2xh") == "7KQ4-M2XH"


@settings(deadline=None, max_examples=400)
@given(st.text() | st.text(alphabet=ALPHABET + ALPHABET.lower() + "- ", min_size=7, max_size=10))
def test_arbitrary_text_is_a_reference_or_is_refused_as_none(typed):
    try:
        reference = read_reference(typed)
    except NotAReference:
        return
    assert read_reference(reference) == reference
    assert set(reference) <= {*ALPHABET, "-"}


@pytest.mark.parametrize("typed", ["\ud800" * 8, "\x00" * 8, "\u202e7KQ4M2X", "ﬀﬀﬀﬀ"])
def test_odd_characters_are_refused_like_any_other(typed):
    with pytest.raises(NotAReference):
        read_reference(typed)
