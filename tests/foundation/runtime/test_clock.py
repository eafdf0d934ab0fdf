"""The day in England is the day that people in England see."""

from datetime import UTC, date, datetime

import pytest

from foundation.runtime.clock import london_day, london_today, now


@pytest.mark.parametrize(
    "moment, day",
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 18, 23, 59, tzinfo=UTC), date(2026, 12, 18)),
        (datetime(2026, 12, 19, 0, 0, tzinfo=UTC), date(2026, 12, 19)),
        (datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 28)),
        (datetime(2026, 3, 29, 23, 30, tzinfo=UTC), date(2026, 3, 30)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), date(2026, 10, 25)),
    ],
)
def test_a_form_sent_just_before_midnight_in_england_was_received_that_day(moment, day):
    assert london_day(moment) == day


def test_now_is_in_utc_and_today_is_its_day_in_england():
    before = london_day(now())
    assert before <= london_today() <= london_day(now())
    assert now().utcoffset().total_seconds() == 0
