"""What holds for every word of the vocabulary and any day."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st
from triaged import ENGLAND, OWN, TARGETS, nothing_found, told, triaged

from foundation.procedure.deadlines import Deadline, Unit
from foundation.procedure.decision import Decision
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import VERSIONS, rule_set
from foundation.procedure.screen import Screening
from foundation.procedure.triage import decide
from foundation.procedure.vocabulary import (
    AgeBand,
    ChildStatus,
    Due,
    Flag,
    OtherBody,
    Part,
    Procedure,
    Reason,
    ReceivedHow,
    Relationship,
    Subject,
)
from foundation.procedure.working_days import WorkingDays, england

OFTEN = settings(deadline=None, max_examples=120)
LAST_DAY = date(2028, 6, 1)
DAYS = st.dates(ENGLAND.known_from, LAST_DAY)
EARLIER = st.none() | st.dates(date(2019, 1, 1), LAST_DAY)
REASONS = {
    Procedure.STATUTORY: {
        Reason.STATUTORY_ELIGIBLE, Reason.SUFFICIENT_INTEREST_NEEDED, Reason.LATE_NEEDS_DECISION,
        Reason.STAGE2_REQUEST, Reason.STAGE3_REQUEST, Reason.LATE_REQUEST_NEEDS_DECISION, Reason.DOUBT_STATUTORY,
    },
    Procedure.CORPORATE: {Reason.CORPORATE_DEFAULT},
    Procedure.OUT_OF_SCOPE: {
        Reason.SCHOOL, Reason.OTHER_AUTHORITY, Reason.OTHER_BODY, Reason.TRIBUNAL_APPEAL, Reason.DATA_PROTECTION,
        Reason.FOI_OR_SAR, Reason.INSURANCE_CLAIM, Reason.STAFF_GRIEVANCE, Reason.FOSTER_APPROVAL,
        Reason.CP_CONFERENCE, Reason.COURT_SAME_MATTER, Reason.EXHAUSTED,
    },
    Procedure.SAFEGUARDING_FIRST: {Reason.HARM_RISK},
    None: {Reason.COMPLIMENT, Reason.SERVICE_REQUEST},
}  # fmt: skip
UNDECIDED = {Reason.SUFFICIENT_INTEREST_NEEDED, Reason.LATE_NEEDS_DECISION, Reason.LATE_REQUEST_NEEDS_DECISION}


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    """Anything at all that can be told, also dates that a door would refuse; the last answer stays in the table."""
    received = draw(DAYS)
    answered_on = draw(st.none() | st.dates(ENGLAND.known_from, received))
    return Facts(
        is_complaint=draw(st.booleans()),
        relationship=draw(st.sampled_from(Relationship)),
        child_status=draw(st.sampled_from(ChildStatus)),
        responsible_authority=draw(st.sampled_from([OWN, OWN, OWN, "farshire", *OtherBody])),
        subject=draw(st.sampled_from(Subject)),
        received_date=received,
        story=draw(st.sampled_from(["", "They never rang back.", "He hits her."])),
        event_date=draw(EARLIER),
        event_ongoing=draw(st.booleans()),
        aware_date=draw(EARLIER),
        has_parental_responsibility=draw(st.sampled_from([True, False, None])),
        complainant_age_band=draw(st.none() | st.sampled_from(AgeBand)),
        received_how=draw(st.none() | st.sampled_from(ReceivedHow)),
        already_in_court=draw(st.booleans()),
        court_same_matter=draw(st.booleans()),
        already_answered_at_stage=draw(st.integers(0, 3)),
        asks_for_stage=draw(st.none() | st.integers(1, 3)),
        last_response_received_date=answered_on,
        written_record_agreed_date=draw(st.none() | st.dates(ENGLAND.known_from, LAST_DAY)),
        ticked_child_at_risk=draw(st.booleans()),
        allegation_against_worker=draw(st.booleans()),
    )


def dates_of(decision: Decision) -> list[Deadline]:
    """Every date in a decision."""
    found = [decision.first_deadline, decision.local_target, *decision.beside]
    return [it for it in found if it is not None] + (dates_of(decision.then) if decision.then else [])


def holds_together(decision: Decision) -> None:
    """The reason belongs to the procedure, a clock to the reason, and each date to the explanation."""
    assert decision.reason in REASONS[decision.procedure]
    assert decision.explanation[0].source
    assert (decision.then is not None) == (decision.procedure is Procedure.SAFEGUARDING_FIRST)
    has_clock = decision.first_deadline is not None
    if decision.procedure is Procedure.STATUTORY:
        assert has_clock == (decision.reason not in UNDECIDED)
    if decision.procedure in (Procedure.CORPORATE, Procedure.SAFEGUARDING_FIRST):
        assert has_clock
    if decision.procedure is None:
        assert not has_clock
    if decision.reason in UNDECIDED:
        assert decision.person_decides
        assert decision.local_target.due is Due.DECISION
    assert set(decision.flags) <= set(Flag)


def test_every_status_person_and_subject_has_an_answer_under_every_set_of_rules():
    for version, is_complaint, who, about in product(VERSIONS, (True, False), Relationship, Subject):
        asked = told(is_complaint=is_complaint, relationship=who, subject=about)
        holds_together(triaged(asked, version=rule_set(version)))
    for who, about in product(Relationship, Subject):
        holds_together(triaged(told(child_status=ChildStatus.NOT_KNOWN, relationship=who, subject=about)))


@OFTEN
@given(facts())
def test_whatever_is_told_has_an_answer_that_holds_together(asked):
    decision = triaged(asked)
    holds_together(decision)
    if decision.then:
        holds_together(decision.then)


@OFTEN
@given(facts())
def test_the_same_facts_give_the_same_answer(asked):
    again = decide(
        replace(asked), rule_set(triaged(asked).rules_version), england(), own_authority=OWN, targets=TARGETS,
        screen=nothing_found,
    )  # fmt: skip
    assert again == triaged(asked)


@OFTEN
@given(facts(), st.booleans())
def test_a_story_can_only_raise(asked, failed):
    calm = replace(asked, ticked_child_at_risk=False, allegation_against_worker=False)
    without = triaged(calm)
    raised = triaged(calm, screen=lambda _: Screening(hit=True, found=() if failed else ("hits",), failed=failed))
    assert without.procedure is not Procedure.SAFEGUARDING_FIRST
    assert raised.procedure is Procedure.SAFEGUARDING_FIRST
    assert raised.then == without
    assert set(without.flags) <= set(raised.flags)


@OFTEN
@given(facts())
def test_what_is_written_changes_nothing_but_what_the_screen_finds(asked):
    assert triaged(asked) == triaged(replace(asked, story="Something else entirely."))


@OFTEN
@given(facts(), st.sets(DAYS, max_size=6))
def test_one_more_holiday_never_makes_a_date_earlier(asked, proclaimed):
    more = WorkingDays({**ENGLAND.holidays, **dict.fromkeys(proclaimed, "Proclaimed")}, *ends())
    before, after = triaged(asked), triaged(asked, more)
    if answer_kind(before) == answer_kind(after):  # a longer window may take a request that was late
        for old, new in zip(dates_of(before), dates_of(after), strict=True):
            assert new.due_on >= old.due_on
    else:
        assert Reason.LATE_REQUEST_NEEDS_DECISION in {before.reason, before.then and before.then.reason}


def ends() -> tuple[date, date]:
    """The first and the last day of the calendar."""
    return ENGLAND.known_from, ENGLAND.known_until


def answer_kind(decision: Decision) -> list[Reason]:
    """The reason, and the reason beneath it."""
    return [decision.reason] + ([decision.then.reason] if decision.then else [])


@OFTEN
@given(facts(), st.integers(1, 40))
def test_received_later_is_never_due_earlier(asked, later):
    version = rule_set(VERSIONS[-1])
    moved = replace(asked, received_date=asked.received_date + timedelta(days=later))
    first, second = triaged(asked, version=version), triaged(moved, version=version)
    if answer_kind(first) == answer_kind(second):
        assert all(new.due_on >= old.due_on for old, new in zip(dates_of(first), dates_of(second), strict=True))


DATE_IN_WORDS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day \d{1,2} [A-Z][a-z]+ \d{4}"


@OFTEN
@given(facts())
def test_explanation_and_date_agree(asked):
    decision = triaged(asked)
    for due in dates_of(decision):
        [step] = [it for it in decision.explanation if f"{due.what}: {due.working}" in it.words]
        assert step.source == due.source
        days = [datetime.strptime(it, "%A %d %B %Y").date() for it in re.findall(DATE_IN_WORDS, step.words)]  # noqa: DTZ007
        assert due.due_on in days
        assert due.starts_on in days
        counted = by_crossing_off(due.starts_on, due.allowed, due.unit)
        assert due.due_on == counted


def by_crossing_off(start: date, count: int, unit: Unit) -> date:
    """The slow way: one day of a paper calendar after the other."""
    day = start
    if unit is Unit.CALENDAR:
        day += timedelta(days=count)
        while not is_working(day):
            day += timedelta(days=1)
        return day
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day)
    return day


def is_working(day: date) -> bool:
    """Neither a weekend nor in the table."""
    return day.weekday() < 5 and day not in ENGLAND.holidays and (day.month, day.day) not in {(12, 25), (12, 26)}


STATUTORY_PARTS = {
    Part.CHILD_IN_NEED, Part.LOOKED_AFTER, Part.LEAVING_CARE, Part.ADOPTION_AND_SPECIAL_GUARDIANSHIP,
    Part.STAFF_CONDUCT,
}  # fmt: skip


def test_the_lesser_procedure_is_never_given_to_who_may_complain_in_their_own_right():
    listed = {it for it, rule in rule_set(VERSIONS[-1]).subjects.items() if rule.part in STATUTORY_PARTS}
    for who, about, status in product((Relationship.CHILD, Relationship.PARENT), listed, ChildStatus):
        decision = triaged(told(relationship=who, subject=about, child_status=status))
        assert decision.procedure is Procedure.STATUTORY
        assert decision.first_deadline.due is Due.STAGE_1_ANSWER
