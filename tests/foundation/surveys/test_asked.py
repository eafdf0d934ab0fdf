"""Response rates: who was asked against who answered, ten people or more at a time, of months that are over."""

from datetime import date
from uuid import uuid4

import pytest

from foundation.equality.intervals import wilson
from foundation.surveys.asked import SentOut, counted, rate

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)


def a_send_out(**different):
    given = {"id": uuid4(), "month": OCTOBER, "area": "adoption", "team": "adoption", "asked": 20, "not_reached": 0,
             "answered": 5}  # fmt: skip
    return SentOut(**given | different)


def test_a_rate_is_of_those_who_were_reached_and_has_its_interval():
    found = rate([a_send_out(asked=30, not_reached=10, answered=5), a_send_out(answered=0)])
    sure = wilson(5, 40)
    assert (found.asked, found.reached, found.answered, found.rate) == (50, 40, 5, 0.125)
    assert (found.lo, found.hi) == (sure.lo, sure.hi)


def test_of_fewer_than_ten_who_were_reached_there_is_no_rate():
    assert rate([a_send_out(asked=30, not_reached=21)]) is None
    assert rate([]) is None


def test_a_poster_that_more_answered_than_were_expected_has_a_rate_of_one():
    found = rate([a_send_out(asked=12, answered=15)])
    assert (found.reached, found.rate) == (15, 1)


def test_who_answered_was_reached_whatever_the_mail_server_said_later():
    assert rate([a_send_out(asked=20, not_reached=18, answered=11)]).reached == 11


def test_single_invitations_are_counted_together_and_their_team_is_not_named():
    found = counted([*(a_send_out(asked=1, answered=1, team=f"t{n}") for n in range(12)), a_send_out()], NOVEMBER)
    assert sorted((it.block.path[0], len(it.of), it.block.n) for it in found if it.block.path[0] is None) == [
        (None, 12, 12)
    ]
    assert [it.block.n for it in found if it.block.path[0] == "adoption"] == [20]


@pytest.mark.parametrize("different", [{"month": NOVEMBER}, {"asked": 0}, {"asked": 9}])
def test_a_month_that_goes_on_and_fewer_than_ten_are_in_no_rate(different):
    assert counted([a_send_out(**different)], NOVEMBER) == []
