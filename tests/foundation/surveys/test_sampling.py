"""A sample: fair shares for every group, and a draw that anybody can repeat."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from foundation.surveys.sampling import (
    LEAST_INVITED,
    MOST_STRATA,
    Allocation,
    BadSample,
    allocate,
    draw,
    new_seed,
    refuse_strata,
)

SEED = "000102030405060708090a0b0c0d0e0f"
sizes = st.lists(st.integers(LEAST_INVITED, 20_000), min_size=1, max_size=MOST_STRATA).map(
    lambda numbers: {f"group {at}": n for at, n in enumerate(numbers)}
)


@settings(deadline=None, max_examples=60)
@given(sizes, st.data(), st.sampled_from(Allocation))
@example({"a": 100, "b": 100, "c": 101, "d": 20_000}, None, Allocation.PROPORTIONAL)
def test_whatever_the_groups_each_has_a_hundred_or_more_and_never_more_than_there_are(groups, data, how):
    least, most = LEAST_INVITED * len(groups), sum(groups.values())
    totals = [least, most] if data is None else [data.draw(st.integers(least, most))]
    for total in totals:
        asked = allocate(groups, total, how)
        assert list(asked) == list(groups)
        assert sum(asked.values()) == total
        assert all(LEAST_INVITED <= asked[name] <= size for name, size in groups.items())


@settings(deadline=None, max_examples=60)
@given(sizes, st.data())
def test_a_greater_group_is_never_asked_less_than_a_smaller_one(groups, data):
    total = data.draw(st.integers(LEAST_INVITED * len(groups), sum(groups.values())))
    asked = allocate(groups, total, Allocation.PROPORTIONAL)
    by_size = sorted(groups, key=groups.__getitem__)
    for smaller, greater in pairwise(by_size):
        assume(groups[smaller] < groups[greater])
        assert asked[smaller] <= asked[greater] + 1, "a part of a person may go to either"


# Sizes, total, how, and how many are asked of each.
SHARED_OUT = [
    ({"a": 4_000, "b": 1_000}, 1_000, "proportional", {"a": 800, "b": 200}),
    ({"a": 4_000, "b": 1_000}, 1_000, "equal", {"a": 500, "b": 500}),
    ({"a": 9_000, "b": 150, "c": 850}, 1_000, "proportional", {"a": 800, "b": 100, "c": 100}),
    ({"a": 3_000, "b": 150}, 1_000, "equal", {"a": 850, "b": 150}),
    ({"a": 100}, 100, "proportional", {"a": 100}),
]


@pytest.mark.parametrize("groups, total, how, wanted", SHARED_OUT)
def test_the_people_who_are_asked_are_shared_out(groups, total, how, wanted):
    assert allocate(groups, total, Allocation(how)) == wanted


# Groups, total, and what is said.
REFUSED = [
    ({}, 100, "There is nobody in this list."),
    ({"a": 99}, 99, "Too small: “a” (99). Merge groups"),
    ({"a": 500, "b": 3, "c": 99}, 300, "Too small: “b” (3), “c” (99)"),
    (dict.fromkeys("abcde", 200), 500, "The list has 5 groups, and there can be 4 at most. Merge groups"),
    ({"a": 500, "b": 1_000}, 199, "Ask from 200 to 1,500 people."),
    ({"a": 500, "b": 1_000}, 1_501, "Ask from 200 to 1,500 people."),
]


@pytest.mark.parametrize("groups, total, words", REFUSED)
@pytest.mark.parametrize("how", Allocation)
def test_a_sample_that_could_point_at_people_or_cannot_be_drawn_is_refused_with_what_to_do(groups, total, words, how):
    with pytest.raises(BadSample) as refused:
        allocate(groups, total, how)
    assert words in str(refused.value)


def test_groups_are_refused_before_anybody_chose_how_many_to_ask():
    with pytest.raises(BadSample):
        refuse_strata({"a": 99})
    refuse_strata({"a": 100})


def test_the_same_seed_draws_the_same_people_from_the_same_lines():
    lines = range(2, 502)
    assert draw(SEED, lines, 100) == draw(SEED, reversed(lines), 100)
    assert draw(SEED, lines, 5) == draw(SEED, lines, 100)[:5]
    assert draw(SEED, lines, 100) != draw(new_seed(), lines, 100)
    # Worked once, by sha256sum of the sixteen bytes of the seed and the number of the line.
    assert draw(SEED, range(2, 12), 3) == [2, 5, 9]


def test_nobody_is_drawn_twice_and_all_are_drawn_when_all_are_asked():
    drawn = draw(SEED, range(2, 102), 100)
    assert sorted(drawn) == list(range(2, 102))


def test_over_many_seeds_everybody_is_as_likely_as_everybody_else():
    """Pearson's chi-squared, 19 degrees of freedom: above 52.4 once in 17,000 tries with other seeds."""
    seeds = [f"{number:032x}" for number in range(2_000)]
    times = Counter(line for seed in seeds for line in draw(seed, range(20), 5))
    expected = len(seeds) * 5 / 20
    assert sum((times[line] - expected) ** 2 / expected for line in range(20)) < 52.4


def test_a_seed_is_128_bits_and_another_each_time():
    seeds = {new_seed() for _ in range(50)}
    assert len(seeds) == 50
    assert all(len(bytes.fromhex(seed)) == 16 for seed in seeds)
