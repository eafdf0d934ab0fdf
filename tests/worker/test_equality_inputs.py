"""What releases are made from is read as it was counted: periods, sample surveys, cases, and populations."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from builders import a_case
from counted import a_closed_period, a_counted_sample
from staffing import an_account

from foundation.equality.characteristics import NOT_ASKED
from foundation.records.models import EqualityCount, Invitation, SendOut
from worker.equality.families import counted_sample, funnel_of
from worker.equality.inputs import counted_period, funnel_of_period
from worker.equality.recorded import recorded_by_month, recorded_in, settled_month, settled_year

MOMENT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


@pytest.fixture
def officer(records_as, council):
    return an_account(records_as("heard_operator"), council, MOMENT, role="equality_officer", password=None)


def test_a_period_is_read_as_it_was_counted_and_each_question_adds_up(everything, given):
    with everything.unit_of_work() as uow:
        period_id = a_closed_period(uow, MOMENT, answers=60, declined=7, offers=150)
    with given.records.unit_of_work() as uow:
        counted = counted_period(uow, period_id)
        funnel = funnel_of_period(uow, counted)
    counted.check()
    assert (counted.answers, counted.declined, counted.offered, counted.versions) == (60, 7, 150, frozenset({2}))
    assert sum(counted.of("ethnic_group").values()) == 60
    assert counted.crossed == {}
    assert [(step.code, step.n) for step in funnel] == [("offered", 150), ("submitted", 67), ("answered_any", 60)]


def test_two_versions_of_the_questions_add_up_and_who_had_a_question_less_was_not_asked_it(everything, given):
    with everything.unit_of_work() as uow:
        period_id = a_closed_period(uow, MOMENT, answers=50, declined=3)
        uow.keep(
            EqualityCount,
            *(
                {"id": uuid4(), "period_id": period_id, "version": 3, "question": question, "answer": answer, "n": n}
                for question, answer, n in [(":answers", ":all", 9), ("sex", "female", 5), ("sex", "male", 4)]
            ),
        )
    with given.records.unit_of_work() as uow:
        counted = counted_period(uow, period_id)
    counted.check()
    assert (counted.answers, counted.declined, counted.versions) == (59, 3, frozenset({2, 3}))
    assert sum(counted.of("sex").values()) == 59
    assert counted.of("religion")[NOT_ASKED] == 9


def test_a_sample_survey_is_read_whole_and_by_stratum_with_opinions_within_characteristics(everything, given, officer):
    with everything.unit_of_work() as uow:
        sample_id = a_counted_sample(uow, officer, MOMENT, answered={"north": 30, "south": 50})
    with given.records.unit_of_work() as uow:
        sample = counted_sample(uow, sample_id)
    sample.pooled.check()
    assert (sample.pooled.answers, sample.pooled.code) == (80, str(sample_id))
    assert [(stratum.people, stratum.answered) for stratum, _ in sample.strata] == [(130, 30), (260, 50)]
    for _, counted in sample.strata:
        counted.check()
    [north, south] = [counted for _, counted in sample.strata]
    assert north.counts["sex", "female"] + south.counts["sex", "female"] == sample.pooled.counts["sex", "female"]
    within = sum(n for (name, _, said, _), n in sample.pooled.crossed.items() if (name, said) == ("sex", "satisfied"))
    assert within == 80
    assert "listened_to" not in {question for question, _ in sample.pooled.counts}


def test_whoever_was_not_reached_is_not_among_those_to_whom_a_sample_survey_was_delivered(everything, given, officer):
    send_out = uuid4()
    states = ["sent", "delivered", "delivered", "undeliverable", "failed", "stopped"]
    strata = [{"code": "north", "name": "North", "size": 130, "invited": 100, "left_out": 0,
               "send_out_id": str(send_out)}]  # fmt: skip
    with everything.unit_of_work() as uow:
        sample_id = a_counted_sample(uow, officer, MOMENT, answered={"north": 12}, strata=strata)
        uow.keep(SendOut, {
            "id": send_out, "kind": "sample", "name": "Winter survey", "questionnaire": "people_served", "version": 2,
            "area": "child_in_need", "team": None, "meeting": None, "code": None, "expected": None, "leave_hash": None,
            "made_by": officer, "made_at": MOMENT, "confirmed_at": MOMENT, "send_at": MOMENT, "remind_on": None,
            "closes_on": MOMENT.date(), "stopped_at": None, "sample_id": sample_id,
        })  # fmt: skip
        uow.keep(Invitation, *(
            {"ticket": uuid4(), "send_out_id": send_out, "channel": "email", "contact": None, "contact_key": None,
             "state": state, "attempts": 1, "not_before": None, "provider_id": None, "sent_on": None,
             "reminded_on": None}
            for state in states
        ))  # fmt: skip
    with given.records.unit_of_work() as uow:
        found = [(step.code, step.n) for step in funnel_of(uow, sample_id)]
    assert found == [("eligible", 130), ("invited", 5), ("delivered", 3), ("submitted", 12)]


@pytest.mark.parametrize(
    ("today", "month", "year"),
    [
        (date(2026, 4, 14), date(2026, 2, 1), 2024),
        (date(2026, 4, 15), date(2026, 3, 1), 2025),
        (date(2027, 3, 31), date(2027, 2, 1), 2025),
        (date(2027, 1, 14), date(2026, 11, 1), 2025),
    ],
)
def test_a_month_and_a_year_are_settled_fourteen_days_after_their_end(today, month, year):
    assert (settled_month(today), settled_year(today)) == (month, year)


def test_cases_are_counted_by_month_from_the_first_whole_month_and_a_month_without_any_is_there(everything, given):
    with everything.unit_of_work() as uow:
        for day, kind in [
            (date(2026, 6, 12), "complaint"), (date(2026, 7, 1), "complaint"), (date(2026, 7, 31), "compliment"),
            (date(2026, 9, 30), "complaint"), (date(2026, 9, 30), "comment"), (date(2026, 10, 1), "complaint"),
        ]:  # fmt: skip
            a_case(uow, submission={"kind": kind, "received_on": day})
    with given.records.unit_of_work() as uow:
        months = recorded_by_month(uow, date(2026, 9, 1))
    assert months == [
        {"month": "2026-07-01", "complaint": 1, "compliment": 1},
        {"month": "2026-08-01", "complaint": 0, "compliment": 0},
        {"month": "2026-09-01", "complaint": 1, "compliment": 0},
    ]


def test_there_are_24_months_at_the_most_and_none_without_a_whole_month(everything, given):
    with given.records.unit_of_work() as uow:
        assert recorded_by_month(uow, date(2026, 9, 1)) == []
    with everything.unit_of_work() as uow:
        a_case(uow, submission={"received_on": date(2026, 9, 2)})
    with given.records.unit_of_work() as uow:
        assert recorded_by_month(uow, date(2026, 9, 1)) == []
    with everything.unit_of_work() as uow:
        a_case(uow, submission={"received_on": date(2021, 1, 2)})
    with given.records.unit_of_work() as uow:
        months = recorded_by_month(uow, date(2026, 9, 1))
    assert (len(months), months[0]["month"], months[-1]["month"]) == (24, "2024-10-01", "2026-09-01")


def test_a_year_is_counted_by_part_of_the_service_and_by_relationship(everything, given, council):
    with everything.unit_of_work() as uow:
        for day, area, kind, relationship in [
            (date(2025, 4, 1), "fostering", "complaint", "foster_carer"),
            (date(2026, 3, 31), "fostering", "complaint", None),
            (date(2026, 3, 31), "adoption", "compliment", "adoptive_parent"),
            (date(2026, 4, 1), "adoption", "complaint", "parent"),
        ]:
            told = {"received_on": day, "service_area": area, "kind": kind, "relationship": relationship}
            a_case(uow, submission=told)
    with given.records.unit_of_work() as uow:
        recorded = recorded_in(uow, 2025, council.areas)
    assert recorded["relationship"] == {"foster_carer": 1, "not_said": 1}
    assert [area["code"] for area in recorded["areas"]] == list(council.areas)
    assert [area for area in recorded["areas"] if area["complaint"] or area["compliment"]] == [
        {"code": "fostering", "complaint": 2, "compliment": 0}, {"code": "adoption", "complaint": 0, "compliment": 1},
    ]  # fmt: skip
