"""Sealing: what is in a box is seen by nobody but the holder of its key, and its length says nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.equality.sealing import CannotOpen, TooLong, new_pair, reseal, seal, unseal

PRIVATE, PUBLIC = new_pair()
OTHER_PRIVATE, OTHER_PUBLIC = new_pair()
SIZE = 64


@given(st.binary(max_size=SIZE - 4))
def test_a_box_holds_what_was_put_in_and_all_boxes_have_one_length(payload):
    box = seal(payload, PUBLIC, SIZE)
    assert unseal(box, [OTHER_PRIVATE, PRIVATE]) == payload
    assert len(box) == SIZE + 48


def test_keys_have_their_length_and_are_never_the_same():
    assert {len(half) for half in (*new_pair(), *new_pair())} == {32}
    assert len({PRIVATE, PUBLIC, OTHER_PRIVATE, OTHER_PUBLIC}) == 4


def test_the_same_twice_is_two_boxes_that_have_nothing_in_common():
    one, two = seal(b"yes", PUBLIC, SIZE), seal(b"yes", PUBLIC, SIZE)
    assert not {one[at : at + 4] for at in range(len(one) - 3)} & {two[at : at + 4] for at in range(len(two) - 3)}


@pytest.mark.parametrize("over", [1, 500])
def test_what_does_not_fit_is_refused_by_how_much_it_is_too_long(over):
    with pytest.raises(TooLong) as refused:
        seal(b"x" * (SIZE - 4 + over), PUBLIC, SIZE)
    assert refused.value.over == over


@settings(deadline=None)
@given(st.binary(max_size=40), st.integers(0, SIZE + 47), st.integers(1, 255))
def test_a_box_of_which_one_byte_was_changed_opens_to_nobody(payload, at, difference):
    box = bytearray(seal(payload, PUBLIC, SIZE))
    box[at] ^= difference
    with pytest.raises(CannotOpen):
        unseal(bytes(box), [PRIVATE])


@given(st.binary(max_size=200))
def test_whatever_bytes_there_are_they_are_no_box(found):
    with pytest.raises(CannotOpen):
        unseal(found, [PRIVATE, OTHER_PRIVATE])


def test_with_another_key_or_none_it_stays_shut_and_nothing_of_it_is_said():
    box = seal(b"Llywelyn", PUBLIC, SIZE)
    for privates in ([], [OTHER_PRIVATE]):
        with pytest.raises(CannotOpen) as refused:
            unseal(box, privates)
        assert "Llywelyn" not in str(refused.value)


def test_sealed_by_another_program_a_length_that_cannot_be_or_a_padding_that_says_something_is_refused():
    from nacl.public import PublicKey, SealedBox

    for padded in ((99).to_bytes(4) + b"x", (1).to_bytes(4) + b"x" + b"\0\1", b""):
        with pytest.raises(CannotOpen):
            unseal(SealedBox(PublicKey(PUBLIC)).encrypt(padded), [PRIVATE])


@given(st.binary(max_size=SIZE - 4))
def test_sealed_anew_it_opens_by_the_new_key_alone_and_is_as_long_as_it_was(payload):
    old = seal(payload, PUBLIC, SIZE)
    new = reseal(old, [PRIVATE], OTHER_PUBLIC)
    assert unseal(new, [OTHER_PRIVATE]) == payload
    assert len(new) == len(old)
    with pytest.raises(CannotOpen):
        unseal(new, [PRIVATE])


def test_what_no_key_opens_cannot_be_sealed_anew():
    with pytest.raises(CannotOpen):
        reseal(seal(b"x", PUBLIC, SIZE), [OTHER_PRIVATE], PUBLIC)
