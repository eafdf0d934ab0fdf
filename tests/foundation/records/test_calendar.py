"""The calendar as every process has it: asked for now and then, and never without its number."""

from datetime import date

import pytest
from sqlalchemy import create_engine, text

from foundation.records import Records
from foundation.records.calendar import ASKED_EVERY, CurrentCalendar
from foundation.records.models import HolidayChange
from foundation.runtime.clock import now

PROCLAIMED = date(2027, 5, 7)
BOXING_DAY = date(2026, 12, 28)
ROLES = ("heard_intake", "heard_consume", "heard_clock", "heard_console", "heard_operator")


@pytest.fixture
def change(records_as):
    """Write a change of the calendar down."""
    records = records_as()

    def write(number, day, what="added"):
        row = {"number": number, "day": day, "what": what, "name": "A day of joy", "source": "a proclamation"}
        with records.unit_of_work() as uow:
            uow.keep(HolidayChange, row | {"made_at": now()})

    return write


class Seconds:
    def __init__(self):
        self.passed = 0.0

    def __call__(self):
        return self.passed


def test_without_changes_it_is_the_calendar_as_shipped(records_as, days):
    found = CurrentCalendar(records_as("heard_intake"), days).now()
    assert (found.days, found.number) == (days, 0)


@pytest.mark.parametrize("role", ROLES)
def test_every_process_that_counts_has_what_was_added_and_taken_back(role, records_as, days, change):
    change(1, PROCLAIMED)
    change(2, BOXING_DAY, "removed")
    found = CurrentCalendar(records_as(role), days).now()
    assert found.number == 2
    assert PROCLAIMED not in found.days
    assert BOXING_DAY in found.days


def test_a_change_is_seen_within_seconds_and_the_table_is_left_alone_meanwhile(records_as, days, change):
    seconds = Seconds()
    calendar = CurrentCalendar(records_as("heard_consume"), days, seconds)
    assert calendar.now().number == 0
    change(1, PROCLAIMED)
    seconds.passed += ASKED_EVERY / 2
    assert calendar.now().number == 0
    seconds.passed += ASKED_EVERY / 2
    assert calendar.now().number == 1
    seconds.passed += ASKED_EVERY
    assert calendar.now() is calendar.now()


def test_while_the_records_do_not_answer_the_last_one_known_holds(database, days, change):
    change(1, PROCLAIMED)
    seconds = Seconds()
    records = Records(database.url("heard_consume"), process="tests", connections=1)
    calendar = CurrentCalendar(records, days, seconds)
    known = calendar.now()
    assert known.number == 1
    server = create_engine(database.url(), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("revoke select on operation.holiday_change from heard_consume"))
    seconds.passed += ASKED_EVERY
    assert calendar.now() is known
    records.close()
    server.dispose()


def test_where_they_never_answered_it_is_the_one_shipped(days):
    nowhere = Records("postgresql+psycopg://nobody@127.0.0.1:9/nothing", process="tests", connections=1)
    assert CurrentCalendar(nowhere, days).now().number == 0
    nowhere.close()
