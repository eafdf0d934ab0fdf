"""Asking for the next stage: until when, and what it starts."""

from datetime import date

import pytest
from triaged import ENGLAND, the_day

from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.stages import request_window, stage_2_answers, stage_3_clocks
from foundation.procedure.vocabulary import Clock, Due

RULES = rule_set(VERSIONS[-1])
STAGE_2, STAGE_3, CORPORATE = (
    Clock.STATUTORY_STAGE_2_REQUEST, Clock.STATUTORY_STAGE_3_REQUEST, Clock.CORPORATE_STAGE_2_REQUEST,
)  # fmt: skip

# The window, the day the answer was received or else sent, the last day to ask.
WINDOWS = [
    (STAGE_2, "Mon 8 Jun 2026", None, "Mon 6 Jul 2026"),
    (STAGE_2, None, "Mon 8 Jun 2026", "Wed 8 Jul 2026"),
    (STAGE_2, "Mon 8 Jun 2026", "Thu 4 Jun 2026", "Mon 6 Jul 2026"),  # what is known counts, not the post
    (STAGE_2, "Thu 2 Apr 2026", None, "Tue 5 May 2026"),  # over Easter and May twenty working days are 33 days
    (STAGE_2, None, "Thu 2 Apr 2026", "Thu 7 May 2026"),
    (STAGE_2, None, "Sat 6 Jun 2026", "Tue 7 Jul 2026"),
    (STAGE_3, "Fri 18 Dec 2026", None, "Wed 20 Jan 2027"),
    (STAGE_3, None, "Fri 18 Dec 2026", "Fri 22 Jan 2027"),
    (STAGE_3, None, "Thu 24 Dec 2026", "Thu 28 Jan 2027"),
    (CORPORATE, "Mon 8 Jun 2026", None, "Mon 6 Jul 2026"),
]


@pytest.mark.parametrize("clock, received, sent, last_day", WINDOWS)
def test_the_window_runs_from_the_day_received_or_has_the_days_of_the_post_on_top(clock, received, sent, last_day):
    window = request_window(
        clock, RULES, ENGLAND, received_on=received and the_day(received), sent_on=sent and the_day(sent)
    )
    assert window.due_on == the_day(last_day)
    assert ("post" in window.source) is (received is None)


def test_a_local_window_is_named_as_one():
    assert request_window(CORPORATE, RULES, ENGLAND, received_on=date(2026, 6, 8)).local
    assert not request_window(STAGE_2, RULES, ENGLAND, received_on=date(2026, 6, 8)).local


def test_without_any_day_there_is_no_window():
    with pytest.raises(ValueError, match="the day on which it was sent"):
        request_window(STAGE_2, RULES, ENGLAND)


def test_agreeing_the_statement_gives_a_second_date_and_never_moves_the_first():
    requested_on = date(2026, 6, 8)
    [alone] = stage_2_answers(requested_on, RULES, ENGLAND)
    for agreed_on, second in ((date(2026, 6, 10), date(2026, 7, 15)), (date(2027, 6, 1), date(2027, 7, 6))):
        strict, from_statement = stage_2_answers(requested_on, RULES, ENGLAND, agreed_on=agreed_on)
        assert strict == alone
        assert (from_statement.due, from_statement.starts_on) == (Due.STAGE_2_ANSWER_FROM_STATEMENT, agreed_on)
        assert from_statement.due_on == second
        assert "agreed written record" in from_statement.what


def test_a_panel_is_acknowledged_chaired_and_meets_from_the_request():
    assert {it.due: it.due_on for it in stage_3_clocks(date(2026, 6, 8), RULES, ENGLAND)} == {
        Due.STAGE_3_ACKNOWLEDGEMENT: date(2026, 6, 10),
        Due.PANEL_CHAIR: date(2026, 6, 22),
        Due.PANEL_MEETING: date(2026, 7, 20),
    }


def test_the_longest_way_through_stage_three_is_fifty_working_days():
    requested_on = date(2026, 6, 8)
    meeting = stage_3_clocks(requested_on, RULES, ENGLAND)[-1].due_on
    report = ENGLAND.after(meeting, RULES.clocks[Clock.PANEL_REPORT].allowed)
    response = ENGLAND.after(report, RULES.clocks[Clock.PANEL_RESPONSE].allowed)
    assert ENGLAND.between(requested_on, response) == 50
