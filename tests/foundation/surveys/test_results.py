"""Answers as shares with their n, never of fewer than ten, over all versions of a questionnaire."""

from collections import Counter
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from little_questionnaire import LITTLE, read_little

from foundation.equality.intervals import Change, wilson
from foundation.surveys.library import library
from foundation.surveys.results import Share, added, figures, items, share_of, told_apart, waiting
from foundation.surveys.trend import Months, around, compare, first_and_last, months_after, quarter_of

APRIL = date(2026, 4, 1)


@pytest.fixture
def tea(tmp_path):
    return read_little(tmp_path)


def item_of(questionnaires, code):
    return next(it for it in items(questionnaires) if it.code == code)


def counts(code, **answers):
    n = sum(answers.values())
    return Counter({(":responses", ":all"): n, **{(code, answer.replace("p", "")): x for answer, x in answers.items()}})


def test_words_are_no_question_that_is_counted_and_staff_read_what_adults_do(tea):
    assert [it.code for it in items([tea])] == ["liked", "ate", "come_again", "why_not"]
    assert item_of([tea], "liked").words == "Did you like it?"


def test_a_newer_version_words_a_question_and_an_older_one_keeps_its_answers(tmp_path, tea):
    newer = LITTLE.replace("version: 1", "version: 2").replace("Will you come again?", "Again?")
    newer = newer.replace("      - {code: scone, words: A scone}\n", "")
    second = read_little(tmp_path, newer, "tea.2.yaml")
    assert item_of([tea, second], "come_again").words == "Again?"
    assert list(item_of([tea, second], "ate").options) == ["cake", "other", "scone"]


def test_a_share_has_its_n_and_its_interval(tea):
    found = figures(item_of([tea], "come_again"), counts("come_again", yes=6, no=3, not_sure=3))
    assert (found.n, found.headline.x, found.headline.n) == (12, 6, 12)
    sure = wilson(6, 12)
    assert found.answers["yes"] == Share(6, 12, sure.lo, sure.hi)


def test_who_was_not_sure_is_in_no_share_of_a_scale_and_in_every_share_of_answers(tea):
    found = figures(item_of([tea], "liked"), counts("liked", p1=5, p4=4, p5=3, not_sure=8))
    assert (found.headline.x, found.headline.n, found.answers["not_sure"].n) == (7, 12, 20)


def test_of_many_answers_each_is_a_share_of_those_who_gave_any(tea):
    given_ = Counter({("ate", ":answered"): 10, ("ate", "cake"): 9, ("ate", "scone"): 4, ("ate", ":unanswered"): 3})
    found = figures(item_of([tea], "ate"), given_)
    assert (found.n, found.unanswered, found.answers["cake"].x, found.answers["scone"].n) == (10, 3, 9, 10)
    assert found.headline is None


def test_a_question_that_fewer_than_ten_answered_shows_nothing(tea):
    assert figures(item_of([tea], "come_again"), counts("come_again", yes=9)) is None
    assert share_of(3, 9) is None


def test_a_question_few_answered_in_one_group_is_hidden_in_another_so_that_nobody_subtracts(tea):
    groups = {"a": counts("come_again", yes=30), "b": counts("come_again", yes=12), "c": counts("come_again", no=4)}
    found = told_apart(item_of([tea], "come_again"), groups)
    assert {key for key, it in found.items() if it} == {"a"}


def test_a_group_that_is_kept_back_shows_no_question(tea):
    groups = {"a": counts("come_again", yes=30), "b": counts("come_again", yes=12), "c": counts("come_again", no=14)}
    assert {key for key, it in told_apart(item_of([tea], "come_again"), groups, {"a"}).items() if it} == {"c"}


@given(st.dictionaries(st.sampled_from("abcde"), st.integers(0, 30), min_size=1))
def test_what_is_not_shown_of_a_question_is_nobody_or_ten_answers_of_two_groups(sizes):
    item = item_of([library().newest("meeting")], "went")
    found = told_apart(item, {key: counts("went", p4=n) for key, n in sizes.items()})
    gone = [sizes[key] for key, it in found.items() if it is None and sizes[key]]
    shown = [sizes[key] for key, it in found.items() if it]
    assert min(shown, default=10) >= 10
    assert not gone or not shown or (sum(gone) >= 10 and len(gone) >= 2)


@pytest.mark.parametrize("sent, counted, said", [(9, 0, 0), (10, 0, 10), (39, 20, 10), (20, 20, 0), (5, 20, 0)])
def test_what_waits_is_told_in_tens(sent, counted, said):
    assert waiting(sent, counted) == said


def test_groups_together_are_their_sum():
    assert added([Counter(a=1), Counter(a=2, b=3)]) == {"a": 3, "b": 3}


def test_no_question_counts_a_reason_for_stopping_as_being_content():
    assert item_of([library().newest("why_did_you_stop")], "why").headline is None


@pytest.mark.parametrize("code", [it.code for it in library().all_newest()])
def test_of_every_ready_made_questionnaire_the_headline_is_two_points_or_yes(code):
    for item in items([library().newest(code)]):
        if item.headline:
            assert item.headline.codes in ({"4", "5"}, {"yes"})
            assert item.headline.codes <= item.headline.of <= item.options.keys()


def test_a_difference_is_a_change_only_where_its_interval_leaves_out_nothing():
    found = compare(share_of(10, 50), share_of(40, 50))
    assert (found.change, found.difference.diff) == (Change.HIGHER, pytest.approx(0.6))
    assert compare(share_of(40, 50), share_of(10, 50)).change == Change.LOWER
    assert compare(share_of(25, 50), share_of(26, 50)).change == Change.NO_CLEAR_CHANGE


@pytest.mark.parametrize("before, after", [*product([None, share_of(10, 12)], repeat=2)])
def test_nothing_is_said_of_a_difference_from_fewer_than_ten(before, after):
    assert (compare(before, after).change is None) == (before is None or after is None)


def test_the_first_and_last_months_are_those_that_can_be_shown():
    shares = [(months_after(APRIL, n), share_of(5, size)) for n, size in enumerate((3, 12, 14, 20, 9))]
    first, last = first_and_last(shares)
    assert (first[0], last[0], last[1].n) == (date(2026, 5, 1), date(2026, 7, 1), 20)
    assert first_and_last(shares[:2]) is None


@pytest.mark.parametrize("began_on, before, after", [
    (date(2026, 4, 1), ("2025-04", "2026-03"), ("2026-04", "2026-10")),
    (date(2026, 4, 2), ("2025-04", "2026-03"), ("2026-05", "2026-10")),
    (date(2024, 1, 31), ("2023-01", "2023-12"), ("2024-02", "2025-01")),
    (date(2026, 10, 30), ("2025-10", "2026-09"), None),
    (date(2027, 3, 1), ("2026-03", "2027-02"), None),
])  # fmt: skip
def test_a_change_is_compared_over_whole_months_that_are_over_and_not_its_own(began_on, before, after):
    found = around(began_on, date(2026, 11, 1))
    assert tuple(None if it is None else (f"{it.first:%Y-%m}", f"{it.last:%Y-%m}") for it in found) == (before, after)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(-50, 50))
def test_months_go_back_and_forth(day, n):
    month = day.replace(day=1)
    assert months_after(months_after(day, n), -n) == month
    every = Months(month, months_after(month, abs(n))).every()
    assert (every[0], every[-1], len(every)) == (month, months_after(month, abs(n)), abs(n) + 1)
    assert quarter_of(day) <= month < months_after(quarter_of(day), 3)
