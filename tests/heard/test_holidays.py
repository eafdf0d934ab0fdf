"""`heard holidays` as an operator types it, right and wrong."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from builders import a_case
from click.testing import Result
from sqlalchemy import delete, select, update

from chaos.installation import Installation
from foundation.records import Records, RecordsRefused
from foundation.records.models import Deadline, HolidayChange
from foundation.runtime.clock import now
from heard.holidays import add_holiday, remove_holiday

pytestmark = pytest.mark.xdist_group("commands")

Typed = Callable[..., Result]
FRIDAY = "2027-05-07"
SOURCE = ("--source", "gov.uk, 3 March 2027")


@pytest.fixture(autouse=True)
def unchanged(prepared: Installation) -> None:
    """The calendar as shipped."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    with records.unit_of_work() as uow:
        uow.session.execute(delete(HolidayChange))
        uow.session.execute(delete(Deadline))
    records.close()


def said(result: Result) -> str:
    assert result.exit_code != 0, result.output
    assert "Traceback" not in result.output
    return result.stderr.strip().splitlines()[-1]


def test_a_day_added_is_in_the_list_with_its_source_and_can_be_taken_back(typed: Typed, prepared: Installation) -> None:
    done = typed(prepared, "holidays", "add", FRIDAY, "Day of joy 🎉", *SOURCE)
    assert done.exit_code == 0, done.output
    assert "Friday 2027-05-07 is a holiday now; 0 open clocks" in done.stdout
    listed = typed(prepared, "holidays", "list")
    assert "2027-05-07  Fri  Day of joy 🎉  (added)" in listed.stdout
    assert "2027-12-28  Tue  Boxing Day (substitute day)\n" in listed.stdout
    assert "change 1: 2027-05-07 added, Day of joy 🎉: gov.uk, 3 March 2027" in listed.stderr
    assert "1 changed" in listed.stderr
    done = typed(prepared, "holidays", "remove", FRIDAY, *SOURCE)
    assert "Friday 2027-05-07 is a working day now" in done.stdout
    listed = typed(prepared, "holidays", "list")
    assert FRIDAY not in listed.stdout
    assert "change 2: 2027-05-07 removed, Day of joy 🎉" in listed.stderr


def test_it_says_how_many_clocks_are_counted_again(typed: Typed, prepared: Installation) -> None:
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    with records.unit_of_work() as uow:
        a_case(uow, due_on=date(2026, 12, 7))
    records.close()
    done = typed(prepared, "holidays", "add", FRIDAY, "Day of joy", *SOURCE)
    assert "1 open clocks: the clock counts them again within a minute" in done.stdout


def test_the_doctor_names_dates_that_nobody_counts_again(typed: Typed, prepared: Installation) -> None:
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    with records.unit_of_work() as uow:
        a_case(uow, due_on=date(2026, 12, 7))
    typed(prepared, "holidays", "add", FRIDAY, "Day of joy", *SOURCE)
    assert "ok      every date by the newest bank holidays\n" in typed(prepared, "doctor").stdout
    with records.unit_of_work() as uow:
        uow.session.execute(update(HolidayChange).values(made_at=now() - timedelta(minutes=6)))
    records.close()
    told = typed(prepared, "doctor").stdout
    assert "WRONG   every date by the newest bank holidays: 1 dates were counted with older ones; is the worker" in told


@pytest.mark.parametrize(
    "arguments, wanted",
    [
        pytest.param(("add", "7 May", "Joy", *SOURCE), "“7 May” is no day; write it like 2027-05-07", id="not a day"),
        pytest.param(("add", "2027-02-30", "Joy", *SOURCE), "“2027-02-30” is no day", id="30 February"),
        pytest.param(("add", "2031-05-07", "Joy", *SOURCE), "outside the bank holidays we know", id="after the table"),
        pytest.param(("remove", "2019-05-07", *SOURCE), "outside the bank holidays we know", id="before the table"),
        pytest.param(("add", "2027-05-08", "Joy", *SOURCE), "is a Saturday, which is no working day", id="Saturday"),
        pytest.param(("remove", "2027-05-09", *SOURCE), "is a Sunday, which is no working day", id="Sunday"),
        pytest.param(("add", "2027-05-03", "Joy", *SOURCE), "holiday already (Early May bank", id="already one"),
        pytest.param(("add", "2028-12-25", "Joy", *SOURCE), "holiday already (Christmas Day)", id="Christmas"),
        pytest.param(("remove", FRIDAY, *SOURCE), "2027-05-07 is no holiday; nothing was changed", id="none"),
        pytest.param(("remove", "2028-12-25", *SOURCE), "off by SI 2006/1738 reg. 2 itself", id="not Christmas"),
        pytest.param(("remove", "2027-03-26", *SOURCE), "off by SI 2006/1738 reg. 2 itself", id="not Good Friday"),
        pytest.param(("add", FRIDAY, "Joy"), "Missing option '--source'", id="no source"),
        pytest.param(("add", FRIDAY, "Joy", "--source", "  "), "--source must be one line", id="empty source"),
        pytest.param(("add", FRIDAY, "", *SOURCE), "NAME must be one line of 1 to 200", id="no name"),
        pytest.param(("add", FRIDAY, "Joy\nand more", *SOURCE), "NAME must be one line", id="two lines"),
        pytest.param(("add", FRIDAY, "x" * 201, *SOURCE), "NAME must be one line", id="too long"),
        pytest.param(("add", FRIDAY, "\x1b[2J", *SOURCE), "NAME must be one line", id="no text"),
        pytest.param(("add", FRIDAY), "Missing argument 'NAME'", id="half"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(
    typed: Typed, prepared: Installation, arguments: tuple[str, ...], wanted: str
) -> None:
    assert wanted in said(typed(prepared, "holidays", *arguments))
    assert "0 changed" in typed(prepared, "holidays", "list").stderr


def test_of_two_who_change_at_the_same_moment_one_is_refused(records_as: Callable[..., Records]) -> None:
    first, second = records_as("heard_operator"), records_as("heard_operator")
    with first.unit_of_work() as uow:
        add_holiday(uow, date(2027, 5, 7), "Joy", "the Gazette", now())
        refused: list[RecordsRefused] = []

        def other() -> None:
            try:
                with second.unit_of_work() as theirs:
                    remove_holiday(theirs, date(2027, 5, 3), "the Gazette", now())
            except RecordsRefused as error:
                refused.append(error)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it waits for the first"
    thread.join(10)
    assert [error.constraint for error in refused] == ["holiday_change_pkey"]
    with records_as().unit_of_work() as uow:
        assert [(row.number, row.what) for row in uow.session.scalars(select(HolidayChange))] == [(1, "added")]
