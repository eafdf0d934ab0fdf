"""Step 0 of triage: a sign of harm comes first, the same day, whatever the calendar says."""

from datetime import date

import pytest
from triaged import ENGLAND, FRIDAY_BEFORE_CHRISTMAS, OLD, OWN, TARGETS, answer, nothing_found, told, triaged

from foundation.procedure.rule_sets import rules_on
from foundation.procedure.screen import Screening
from foundation.procedure.triage import decide, undated
from foundation.procedure.vocabulary import Due, Flag

PERSON, ADVOCATE, FREEZE, HISTORIC = "person_decides", "offer_advocate", "consider_freeze", "historic"


def words_found(_: str) -> Screening:
    """A screen that finds something."""
    return Screening(hit=True, found=("hit him", "bruises"))


def broken(_: str) -> Screening:
    """A screen that could not be done."""
    return Screening(hit=True, failed=True)


@pytest.mark.parametrize(
    "signs, screen, flags",
    [
        ({"ticked_child_at_risk": True}, nothing_found, {PERSON: True}),
        ({}, words_found, {PERSON: True, "harm_words": ("hit him", "bruises")}),
        ({}, broken, {PERSON: True, "screen_failed": True}),
        ({"allegation_against_worker": True}, nothing_found, {PERSON: True, "allegation_against_worker": True}),
        ({"ticked_child_at_risk": True, "allegation_against_worker": True}, words_found,
         {PERSON: True, "allegation_against_worker": True, "harm_words": ("hit him", "bruises")}),
    ],
    ids=["ticked", "words", "the screen failed", "an allegation", "all at once"],
)  # fmt: skip
@pytest.mark.parametrize("is_complaint", [True, False])
def test_any_sign_of_harm_comes_first_the_same_day(signs, screen, flags, is_complaint):
    plain = triaged(told(is_complaint=is_complaint))
    decision = triaged(told(is_complaint=is_complaint, **signs), screen=screen)
    assert answer(decision) == ("safeguarding_first", "harm_risk", FRIDAY_BEFORE_CHRISTMAS, None)
    assert decision.flags == flags
    assert decision.then == plain


@pytest.mark.parametrize("received", [date(2027, 12, 25), date(2026, 4, 3), date(2026, 9, 5)])
def test_a_safeguarding_check_waits_for_no_working_day(received):
    decision = triaged(told(received_date=received, event_date=received, ticked_child_at_risk=True))
    assert decision.first_deadline.due_on == received


def test_an_allegation_is_passed_on_within_one_working_day():
    decision = triaged(told(allegation_against_worker=True, received_date=date(2026, 4, 2), event_date=None))
    [referral] = decision.beside
    assert (referral.due, referral.due_on) == (Due.ALLEGATION_REFERRAL, date(2026, 4, 7))


def test_flags_add_up_over_safeguarding():
    decision = triaged(told(relationship="child", subject="placement_move", ticked_child_at_risk=True, **OLD))
    assert set(decision.flags) == {PERSON, ADVOCATE, FREEZE, HISTORIC}


def test_the_screen_that_heard_ships_is_asked_unless_another_is_given():
    frightened = told(story="He hits me with a belt and I have bruises")
    decision = decide(frightened, rules_on(frightened.received_date), ENGLAND, own_authority=OWN, targets=TARGETS)
    assert decision.procedure == "safeguarding_first"
    assert decision.flags[Flag.HARM_WORDS]


def test_the_words_found_stand_in_their_flag_and_nowhere_else():
    decision = triaged(told(story="He hit him and there are bruises"), screen=words_found)
    assert "hit him" not in repr(decision)
    assert not any("hit him" in step.words for step in decision.explanation)
    assert "hit him" not in repr(told(story="He hit him"))


@pytest.mark.parametrize("received", [date(2023, 12, 1), date(2028, 12, 29)])
def test_where_the_calendar_ends_a_person_sets_the_date_and_harm_still_comes_first(received):
    plain, rules = told(received_date=received), rules_on(received)
    decision = undated(plain, rules, ENGLAND, screen=nothing_found)
    assert answer(decision) == ("statutory", "calendar_ended", None, None)
    assert decision.person_decides
    at_risk = told(received_date=received, allegation_against_worker=True)
    raised = undated(at_risk, rules, ENGLAND, screen=nothing_found)
    assert answer(raised) == ("safeguarding_first", "harm_risk", received, None)
    assert raised.then == decision
