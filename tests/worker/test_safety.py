"""Signs of harm: the duty list is told at once, and louder until somebody opens the alert."""

from datetime import UTC, datetime, timedelta

import pytest
from builders import a_case
from sqlalchemy import select, update
from uuid_utils.compat import uuid7

from foundation.records.models import Alert, Case, StaffMail
from worker.clock import count_what_waits
from worker.safety import alerts_for, on_duty, repeat_alerts
from worker.staff_mail import send_alerts

FIRST, SECOND, THIRD = (
    f"{box}@herefordshire.example" for box in ("duty", "complaints.manager", "duty.manager")
)  # fmt: skip


@pytest.fixture
def raised(everything, given):
    """An alert for a new case, as it is made with the case; its reference."""

    def raise_alert(*because):
        with everything.unit_of_work() as uow:
            reference = a_case(uow)
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            alert, mail = alerts_for(case_id, reference, because or ("words",), given)
            uow.keep(Alert, alert)
            uow.keep(StaffMail, mail)
        return reference

    return raise_alert


@pytest.fixture
def opened(everything, clock):
    """Somebody opens every alert."""

    def open_all():
        with everything.unit_of_work() as uow:
            uow.connection.execute(update(Alert).values(opened_at=clock()))

    return open_all


@pytest.fixture
def watched(given_as):
    """The clock's own role looks for alerts whose time has come."""
    return lambda: repeat_alerts(given_as("heard_clock"))


def test_the_first_of_the_duty_list_is_told_at_once_by_the_reference_and_nothing_else(raised, given, mail, by_mail):
    reference = raised("ticked", "words")
    assert send_alerts(given, by_mail()) == 1
    [letter] = mail.taken
    assert (letter["To"], letter["Subject"], letter.get_content()) == (FIRST, reference, f"{reference}\n")


@pytest.mark.parametrize("moment", [datetime(2026, 11, 28, 2, 0, tzinfo=UTC), datetime(2026, 12, 25, 12, tzinfo=UTC)])
def test_the_first_is_told_at_night_at_the_weekend_and_on_christmas_day(moment, clock, raised, given, mail, by_mail):
    clock.moment = moment
    raised()
    assert send_alerts(given, by_mail()) == 1
    assert mail.sent_to == [FIRST]


def test_the_row_says_why_and_that_one_was_told(raised, rows, clock):
    reference = raised("words", "ticked", "words")
    [alert] = rows(Alert)
    assert (alert.reference, alert.because, alert.told) == (reference, ["ticked", "words"], 1)
    assert alert.raised_at == alert.told_at == clock()
    assert alert.opened_at is None


def test_until_somebody_opens_it_the_next_is_told_every_half_hour_round_and_round(
    raised, watched, given, clock, mail, by_mail, opened
):
    raised()
    for minutes in (29, 1, 29, 1, 30, 30):
        clock.forward(minutes=minutes)
        watched()
        send_alerts(given, by_mail())
    assert mail.sent_to == [FIRST, SECOND, THIRD, FIRST, SECOND]
    opened()
    clock.forward(minutes=30)
    assert watched() == 0


def test_looking_twice_tells_nobody_twice(raised, watched, given, clock, rows):
    raised()
    clock.forward(minutes=30)
    assert [watched(), watched()] == [1, 0]
    assert len(rows(StaffMail)) == 2


def test_an_alert_that_nobody_was_told_of_is_told_whatever_the_hour(raised, watched, everything, clock, rows):
    clock.moment = datetime(2026, 11, 29, 3, 0, tzinfo=UTC)
    raised()
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Alert).values(told=0))
    assert watched() == 1
    assert [mail.address for mail in rows(StaffMail)] == [FIRST, FIRST]


@pytest.mark.parametrize(
    "moment, on",
    [
        ((2026, 11, 27, 8, 59), False),
        ((2026, 11, 27, 9, 0), True),
        ((2026, 11, 27, 16, 59), True),
        ((2026, 11, 27, 17, 0), False),  # Friday evening
        ((2026, 11, 28, 10, 0), False),  # Saturday
        ((2026, 11, 29, 10, 0), False),  # Sunday
        ((2026, 11, 30, 9, 0), True),
        ((2026, 12, 25, 10, 0), False),  # Christmas Day
        ((2026, 12, 28, 10, 0), False),  # its substitute day
        ((2027, 3, 26, 10, 0), False),  # Good Friday
        ((2027, 6, 1, 8, 0), True),  # nine by the clock in England: summer time
        ((2027, 6, 1, 16, 0), False),
        ((2090, 6, 1, 10, 0), True),  # a weekday beyond our calendar
        ((2090, 6, 3, 10, 0), False),  # a Saturday beyond it
    ],
)
def test_the_hours_of_duty_are_those_of_working_days_in_england(moment, on, given):
    assert on_duty(datetime(*moment, tzinfo=UTC), given) is on


def test_over_a_weekend_nobody_else_is_told_until_monday_at_nine(raised, watched, clock):
    clock.moment = datetime(2026, 11, 27, 16, 50, tzinfo=UTC)
    raised()
    clock.moment = datetime(2026, 11, 27, 17, 30, tzinfo=UTC)
    assert watched() == 0
    clock.moment = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    assert watched() == 0
    clock.moment = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
    assert watched() == 1


def test_what_stands_unopened_is_counted_and_said(raised, watched, given_as, clock, sample, capfd, opened):
    raised(), raised()
    clock.forward(minutes=40)
    watched()
    count_what_waits(given_as("heard_clock"))
    assert (sample("heard_alerts_unopened"), sample("heard_alerts_oldest_seconds")) == (2, 2400)
    opened()
    count_what_waits(given_as("heard_clock"))
    assert (sample("heard_alerts_unopened"), sample("heard_alerts_oldest_seconds")) == (0, 0)


def test_no_time_however_long_opens_or_closes_an_alert(raised, watched, given, clock, rows, by_mail):
    raised()
    for _ in range(40):
        clock.forward(days=9)
        watched()
        send_alerts(given, by_mail())
    [alert] = rows(Alert)
    assert alert.opened_at is None
    assert alert.told > 20
    assert clock() - alert.raised_at > timedelta(days=300)


def test_of_a_sign_of_harm_in_a_survey_the_duty_list_is_told_by_its_reference_until_it_is_opened(
    everything, given, given_as, clock, watched, opened, mail, by_mail, sample
):
    row = {"id": uuid7(), "case_id": None, "reference": "7KQ4-M2XH", "words": "He hits me.", "because": ["words"]}
    with everything.unit_of_work() as uow:
        uow.keep(Alert, row | {"raised_at": clock(), "told": 0, "told_at": clock()})
    assert watched() == send_alerts(given, by_mail()) == 1
    [letter] = mail.taken
    assert (letter["To"], letter["Subject"], letter.get_content()) == (FIRST, "7KQ4-M2XH", "7KQ4-M2XH\n")
    count_what_waits(given_as("heard_clock"))
    assert sample("heard_alerts_unopened") == 1
    clock.forward(hours=1)
    assert watched() == 1
    opened()
    assert send_alerts(given, by_mail()) == 1
    assert len(mail.taken) == 1
    clock.forward(hours=5)
    assert watched() == 0
