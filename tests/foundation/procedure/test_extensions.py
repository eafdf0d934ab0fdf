"""A clock is extended once, with a reason and up to its longest; it stands still only where the law lets it."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from triaged import ENGLAND

from foundation.procedure.deadlines import deadline, recount, restore, show_working
from foundation.procedure.extensions import NotAllowed, extend, pause, resume
from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.vocabulary import Clock

RULES = rule_set(VERSIONS[-1])
MONDAY = date(2026, 6, 8)
WHY = "Two of the workers are ill."


def running(clock: Clock, starts_on: date = MONDAY):
    """A clock that has just started."""
    return deadline(RULES.clocks[clock], starts_on, ENGLAND)


# the clock, how many more days, the new date
GIVEN = [
    (Clock.STATUTORY_STAGE_1_ANSWER, 1, date(2026, 6, 23)),
    (Clock.STATUTORY_STAGE_1_ANSWER, 10, date(2026, 7, 6)),
    (Clock.STATUTORY_STAGE_2_ANSWER, 5, date(2026, 7, 20)),
    (Clock.STATUTORY_STAGE_2_ANSWER, 40, date(2026, 9, 8)),
    (Clock.CORPORATE_STAGE_1_ANSWER, 10, date(2026, 7, 6)),
    (Clock.CORPORATE_STAGE_2_ANSWER, 20, date(2026, 8, 3)),
]


@pytest.mark.parametrize("clock, more, due_on", GIVEN)
def test_an_extension_gives_the_new_date_and_keeps_the_reason(clock, more, due_on):
    before = running(clock)
    after = extend(before, more, f"  {WHY} ", on=MONDAY, days=ENGLAND)
    assert (after.due_on, after.extended_by, after.extended_because) == (due_on, more, WHY)
    assert (after.starts_on, after.allowed, after.longest_on) == (before.starts_on, before.allowed, before.longest_on)
    assert f"{more} more by an extension" in after.working
    assert f"day {before.allowed + more} is" in after.working
    assert before.extended_by == 0, "the clock that was is unchanged"


# the clock, how many more days, the reason, on which day, what is said
REFUSED = [
    (Clock.STATUTORY_STAGE_1_ANSWER, 11, WHY, MONDAY, "20 working days are the most"),
    (Clock.STATUTORY_STAGE_2_ANSWER, 41, WHY, MONDAY, "65 working days are the most"),
    (Clock.CORPORATE_STAGE_1_ANSWER, 11, WHY, MONDAY, "1 to 10 days are left"),
    (Clock.STATUTORY_STAGE_1_ANSWER, 0, WHY, MONDAY, "1 to 10 days are left"),
    (Clock.STATUTORY_STAGE_1_ANSWER, -5, WHY, MONDAY, "1 to 10 days are left"),
    (Clock.STATUTORY_STAGE_1_ANSWER, 5, " \n", MONDAY, "Give the reason"),
    (Clock.STATUTORY_STAGE_1_ANSWER, 5, WHY, date(2026, 6, 23), "which has passed. It is late"),
    (Clock.CORPORATE_ACKNOWLEDGEMENT, 1, WHY, MONDAY, "cannot be extended"),
    (Clock.PANEL_MEETING, 5, WHY, MONDAY, "cannot be extended"),
    (Clock.PANEL_RESPONSE, 5, WHY, MONDAY, "cannot be extended"),
    (Clock.STATUTORY_STAGE_2_REQUEST, 5, WHY, MONDAY, "cannot be extended"),
    (Clock.DATA_PROTECTION_ACKNOWLEDGEMENT, 5, WHY, MONDAY, "cannot be extended"),
    (Clock.SAFEGUARDING_CHECK, 1, WHY, MONDAY, "cannot be extended"),
]


@pytest.mark.parametrize("clock, more, because, on, said", REFUSED)
def test_an_extension_that_the_law_does_not_give_is_refused_and_says_what_it_gives(clock, more, because, on, said):
    with pytest.raises(NotAllowed, match=said):
        extend(running(clock), more, because, on=on, days=ENGLAND)


def test_there_is_no_second_extension():
    once = extend(running(Clock.STATUTORY_STAGE_2_ANSWER), 5, WHY, on=MONDAY, days=ENGLAND)
    with pytest.raises(NotAllowed, match="extended already, by 5 days"):
        extend(once, 5, WHY, on=MONDAY, days=ENGLAND)


def test_on_the_day_it_is_due_it_can_still_be_extended():
    last_day = running(Clock.STATUTORY_STAGE_1_ANSWER)
    assert extend(last_day, 1, WHY, on=last_day.due_on, days=ENGLAND).extended_by == 1


# paused on, resumed on, how many days do not count, due on; from Monday 8 June 2026, due on 22 June
PAUSES = [
    (date(2026, 6, 10), date(2026, 6, 10), 0, date(2026, 6, 22)),
    (date(2026, 6, 10), date(2026, 6, 12), 2, date(2026, 6, 24)),
    (date(2026, 6, 12), date(2026, 6, 15), 1, date(2026, 6, 23)),  # over a weekend
    (date(2026, 6, 12), date(2026, 6, 14), 0, date(2026, 6, 22)),
    (date(2026, 6, 8), date(2026, 6, 22), 10, date(2026, 7, 6)),
    (date(2026, 6, 10), date(2026, 9, 1), 10, date(2026, 7, 6)),  # twenty are the most even so
    (date(2026, 6, 22), date(2026, 6, 23), 1, date(2026, 6, 23)),
]


@pytest.mark.parametrize("paused_on, resumed_on, paused_days, due_on", PAUSES)
def test_days_on_which_stage_one_stands_still_do_not_count(paused_on, resumed_on, paused_days, due_on):
    still = pause(running(Clock.STATUTORY_STAGE_1_ANSWER), on=paused_on)
    assert still.paused_since == paused_on
    on_again = resume(still, on=resumed_on, days=ENGLAND)
    assert (on_again.paused_since, on_again.paused_days, on_again.due_on) == (None, paused_days, due_on)
    assert (f"{paused_days} not counted in a pause" in on_again.working) is (paused_days > 0)


def test_an_extension_and_two_pauses_together_never_pass_twenty_days():
    clock = extend(running(Clock.STATUTORY_STAGE_1_ANSWER), 6, WHY, on=MONDAY, days=ENGLAND)
    clock = resume(pause(clock, on=date(2026, 6, 10)), on=date(2026, 6, 12), days=ENGLAND)
    assert (clock.paused_days, clock.due_on) == (2, date(2026, 7, 2))
    clock = resume(pause(clock, on=date(2026, 6, 22)), on=date(2026, 7, 30), days=ENGLAND)
    assert (clock.paused_days, clock.due_on) == (4, clock.longest_on)


def test_a_pause_leaves_less_to_extend_by():
    clock = resume(
        pause(running(Clock.STATUTORY_STAGE_1_ANSWER), on=date(2026, 6, 10)), on=date(2026, 6, 12), days=ENGLAND
    )
    with pytest.raises(NotAllowed, match="1 to 8 days are left"):
        extend(clock, 9, WHY, on=date(2026, 6, 12), days=ENGLAND)


@pytest.mark.parametrize(
    "clock", [it for it in RULES.clocks if it is not Clock.STATUTORY_STAGE_1_ANSWER], ids=lambda clock: clock
)
def test_no_other_clock_stands_still(clock):
    with pytest.raises(NotAllowed, match="cannot be paused"):
        pause(running(clock), on=MONDAY)


def test_a_clock_that_stands_still_is_not_paused_again_and_one_that_runs_is_not_resumed():
    clock = running(Clock.STATUTORY_STAGE_1_ANSWER)
    still = pause(clock, on=date(2026, 6, 10))
    with pytest.raises(NotAllowed, match="stands still already, since Wednesday 10 June 2026"):
        pause(still, on=date(2026, 6, 11))
    with pytest.raises(NotAllowed, match="does not stand still"):
        resume(clock, on=MONDAY, days=ENGLAND)
    with pytest.raises(NotAllowed, match="cannot go on before that"):
        resume(still, on=date(2026, 6, 9), days=ENGLAND)


@pytest.mark.parametrize("on", [date(2026, 6, 7), date(2026, 6, 23)])
def test_a_pause_lies_inside_the_run_of_its_clock(on):
    with pytest.raises(NotAllowed, match="Pause it in between"):
        pause(running(Clock.STATUTORY_STAGE_1_ANSWER), on=on)


def test_while_it_stands_still_only_its_longest_date_can_be_broken():
    clock = running(Clock.STATUTORY_STAGE_1_ANSWER)
    still = pause(clock, on=date(2026, 6, 10))
    assert (clock.is_breached(date(2026, 6, 22)), clock.is_breached(date(2026, 6, 23))) == (False, True)
    assert (still.is_breached(date(2026, 7, 6)), still.is_breached(date(2026, 7, 7))) == (False, True)


@settings(deadline=None, max_examples=150)
@given(st.dates(date(2024, 1, 1), date(2028, 3, 1)), st.integers(1, 10), st.integers(0, 9), st.integers(0, 60))
def test_what_is_kept_of_a_clock_gives_the_same_date_and_working_again(starts_on, more, paused_after, waited):
    clock = extend(running(Clock.STATUTORY_STAGE_1_ANSWER, starts_on), more, WHY, on=starts_on, days=ENGLAND)
    paused_on = ENGLAND.after(starts_on, paused_after)
    clock = resume(pause(clock, on=paused_on), on=ENGLAND.after(paused_on, waited), days=ENGLAND)
    assert recount(clock, ENGLAND) == clock.due_on
    assert show_working(clock, ENGLAND) == clock.working
    assert restore(clock, RULES.clocks[Clock.STATUTORY_STAGE_1_ANSWER], ENGLAND) == clock
    assert clock.due_on == ENGLAND.after(starts_on, 10 + more + clock.paused_days) <= clock.longest_on
    assert clock.paused_days == min(waited, 10 - more)
