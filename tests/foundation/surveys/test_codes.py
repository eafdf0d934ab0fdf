"""Codes: short, told from a slip, the same for a message that is handed over twice, and never to be guessed."""

from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.contracts.references import ALPHABET
from foundation.surveys.codes import LENGTH, NotACode, code_of, hash_of, read_code, shown

KEY = bytes(range(32))
TICKET = UUID("01939f5e-7a00-7000-8000-00000000002a")


def test_a_code_is_the_same_each_time_and_another_for_the_reminder_another_ticket_and_another_key():
    code = code_of(KEY, TICKET, 0)
    assert code_of(KEY, TICKET, 0) == code
    others = {code_of(KEY, TICKET, 1), code_of(KEY, uuid4(), 0), code_of(KEY[::-1], TICKET, 0)}
    assert len(others | {code}) == 4


@given(st.uuids(), st.sampled_from([0, 1]))
def test_a_code_is_read_as_it_was_made_however_it_is_typed(ticket, number):
    code = code_of(KEY, ticket, number)
    assert len(code) == LENGTH
    assert set(code) <= set(ALPHABET)
    for typed in (code, shown(code), shown(code).lower(), f"  {' '.join(code)}\t", f"{code[:5]} - {code[5:]}\n"):
        assert read_code(typed) == code


@given(st.uuids(), st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_every_slip_in_one_sign_is_found(ticket, at, sign):
    code = code_of(KEY, ticket, 0)
    slipped = code[:at] + sign + code[at + 1 :]
    if slipped != code:
        with pytest.raises(NotACode, match="slip"):
            read_code(slipped)


def test_nearly_all_swaps_of_two_neighbours_are_found():
    swapped, missed = 0, 0
    for number in range(300):
        code = code_of(KEY, UUID(int=number), 0)
        for at in range(LENGTH - 1):
            other = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
            swapped += other != code
            missed += other != code and _is_read(other)
    assert missed < swapped / 20


def _is_read(code):
    try:
        return bool(read_code(code))
    except NotACode:
        return False


@pytest.mark.parametrize("typed", ["", "7", "\x00" * 16, "é" * 16, "0" * 16, "A" * 15, "A" * 17, "\u202e" + "A" * 15,
                                   "ß" * 16, "ﬃ" * 16, "😀" * 16])  # fmt: skip
def test_what_is_no_code_is_refused_in_words(typed):
    with pytest.raises(NotACode, match=r"\.$"):
        read_code(typed)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_refused(typed):
    try:
        code = read_code(typed)
    except NotACode:
        return
    assert set(code) <= set(ALPHABET)


def test_only_a_hash_is_kept_and_all_codes_are_used_evenly():
    codes = [code_of(KEY, UUID(int=number), 0) for number in range(2_000)]
    assert len({hash_of(code) for code in codes}) == 2_000
    assert all(len(hash_of(code)) == 32 for code in codes[:5])
    for at in (0, LENGTH - 2):
        counts = [sum(code[at] == sign for code in codes) for sign in ALPHABET]
        assert min(counts) > 2_000 / len(ALPHABET) / 2
