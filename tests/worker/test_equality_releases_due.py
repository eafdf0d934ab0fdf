"""A year is reported when it is over, and again for what is known later; a month once. Each from numbers taken once."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from builders import a_case
from counted import a_closed_period, a_counted_sample
from released import a_demand, a_year, keep_release
from sqlalchemy import update
from staffing import an_account

from foundation.records.models import EqualityPeriod, Reference, ReferenceCount, Sample
from worker.equality import demand, yearly

MOMENT = datetime(2026, 4, 20, 9, 0, tzinfo=UTC)
SPRING = {"begins_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}


@pytest.fixture
def due(given, council):
    """What reports of years are to be made from."""

    def ask():
        with given.records.unit_of_work() as uow:
            return yearly.due(uow, council.areas)

    return ask


@pytest.fixture
def put(everything):
    """Keep something by a function, with every right."""

    def keep(make, *given, **different):
        with everything.unit_of_work() as uow:
            return make(uow, *given, **different)

    return keep


def a_reference(uow, population="pupils", version=1):
    reference_id = uuid4()
    uow.keep(Reference, {
        "id": reference_id, "population": population, "version": version, "area_code": "E06000019", "year": 2022,
        "dated_on": date(2022, 1, 20), "description": "School census", "approved_by": "Chris", "place_holder": False,
        "file_hash": bytes(32), "uploaded_by": None, "uploaded_at": MOMENT, "withdrawn_by": None, "withdrawn_at": None,
    })  # fmt: skip
    uow.keep(ReferenceCount, *(
        {"reference_id": reference_id, "characteristic": "ethnic_group_2", "code": code, "source": "DfE", "n": n}
        for code, n in [("white_british", 20_267), ("all_other", 3_198)]
    ))  # fmt: skip
    return reference_id


def test_a_year_is_over_when_its_last_quarter_takes_no_more_answers(put, due):
    first = put(a_closed_period, MOMENT, begins_on=date(2025, 4, 1), ends_on=date(2025, 6, 30), answers=3)
    assert due() == []
    last = put(a_closed_period, None, state="open", **SPRING)
    assert due() == []
    with_it = put(lambda uow: uow.connection.execute(update(EqualityPeriod).values(state="closed")))
    assert with_it.rowcount == 2
    [inputs] = due()
    assert (inputs["year"], inputs["periods"], inputs["sample"]) == (2025, [str(first), str(last)], None)
    assert inputs["before"] is None


def test_a_quarter_that_ran_on_ends_its_year_too_and_one_that_was_lost_only_with_the_one_in_its_place(put, due):
    put(a_closed_period, MOMENT, state="lost", **SPRING)
    instead = put(a_closed_period, None, state="open", **SPRING)
    put(a_case, submission={"received_on": date(2026, 3, 10)})
    assert due() == []
    put(lambda uow: uow.connection.execute(
        update(EqualityPeriod).where(EqualityPeriod.id == instead).values(state="ran_on")
    ))  # fmt: skip
    [inputs] = due()
    assert (inputs["year"], inputs["periods"]) == (2025, [])


def test_a_year_waits_for_a_quarter_that_somebody_must_decide_about(put, due):
    put(a_closed_period, None, state="open", begins_on=date(2025, 7, 1), ends_on=date(2025, 9, 30), held_at=MOMENT)
    put(a_closed_period, MOMENT, answers=3, **SPRING)
    assert due() == []


def test_a_year_of_which_nothing_is_known_has_no_report(put, due):
    put(a_closed_period, MOMENT, state="ran_on", **SPRING)
    assert due() == []


def test_the_pool_of_other_feedback_has_no_report(put, due):
    put(a_closed_period, MOMENT, pool="other_feedback", answers=3, **SPRING)
    assert due() == []


def test_the_newest_year_is_reported_again_for_another_population_or_survey_and_for_nothing_else(
    put, due, records_as, council
):
    officer = an_account(records_as("heard_operator"), council, MOMENT, role="equality_officer", password=None)
    put(a_closed_period, MOMENT, answers=3, **SPRING)
    put(a_reference)
    [first] = due()
    put(keep_release, a_year(), inputs=first)
    assert due() == []
    put(a_case, submission={"received_on": date(2025, 6, 1)})
    assert due() == []
    newer = put(a_reference, version=2)
    [second] = due()
    assert second["references"] == [str(newer)]
    assert second["recorded"] == first["recorded"], "the numbers of a year are taken once"
    put(keep_release, a_year(), number=2, inputs=second)
    assert due() == []
    held = put(a_counted_sample, officer, MOMENT, answered={"north": 12}, closes_on=date(2026, 3, 1))
    [third] = due()
    assert third["sample"] == str(held)


def test_an_older_year_stands_and_the_one_after_it_knows_what_it_was_made_from(put, due):
    put(a_closed_period, MOMENT, answers=3, **SPRING)
    [old] = due()
    put(keep_release, a_year(), inputs=old | {"settings": {}})
    put(a_closed_period, MOMENT, answers=3, begins_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    put(a_reference)
    [new] = due()
    assert new["year"] == 2026
    assert new["before"] == {name: of for name, of in old.items() if name != "before"}


def test_a_withdrawn_population_is_not_used_any_more(put, due):
    put(a_closed_period, MOMENT, answers=3, **SPRING)
    put(a_reference)
    put(lambda uow: uow.connection.execute(update(Reference).values(withdrawn_at=MOMENT)))
    [inputs] = due()
    assert inputs["references"] == []


def test_a_month_is_due_once_fourteen_days_after_its_end_and_its_year_is_the_last_whole_one(put, given, council):
    def due(today):
        with given.records.unit_of_work() as uow:
            return demand.due(uow, council.areas, today)

    assert due(date(2026, 5, 20)) == []
    put(a_case, submission={"received_on": date(2026, 2, 10), "service_area": "fostering"})
    [inputs] = due(date(2026, 5, 20))
    assert [month["month"] for month in inputs["months"]] == ["2026-03-01", "2026-04-01"]
    [fostering] = [area for area in inputs["recorded"]["areas"] if area["code"] == "fostering"]
    assert (inputs["recorded"]["year"], fostering["complaint"]) == (2025, 1)
    put(keep_release, a_demand(ends_on=date(2026, 4, 30)), inputs=inputs)
    assert due(date(2026, 5, 31)) == due(date(2026, 6, 14)) == []
    put(a_case, submission={"received_on": date(2026, 3, 10), "service_area": "fostering"})
    [later] = due(date(2026, 6, 15))
    assert later["recorded"] == inputs["recorded"], "two tables of one year could be subtracted from each other"
    assert later["months"][0] == {"month": "2026-03-01", "complaint": 1, "compliment": 0}


def test_the_two_surveys_that_are_compared_do_not_overlap(put, given, records_as, council):
    officer = an_account(records_as("heard_operator"), council, MOMENT, role="equality_officer", password=None)
    days = [(MOMENT - timedelta(days=400), 28), (MOMENT - timedelta(days=40), 28), (MOMENT - timedelta(days=30), 28)]
    first, overlapping, newest = [
        put(a_counted_sample, officer, moment, answered={}, closes_on=moment.date() + timedelta(days=lasts))
        for moment, lasts in days
    ]
    with given.records.unit_of_work() as uow:
        assert demand.two_surveys(uow) == [first, newest]
    put(lambda uow: uow.connection.execute(update(Sample).where(Sample.id == first).values(counted_at=None)))
    with given.records.unit_of_work() as uow:
        assert demand.two_surveys(uow) == [newest]
    assert overlapping != newest
