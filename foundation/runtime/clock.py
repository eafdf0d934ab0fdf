"""The two questions about time: which moment is it, and which day is it for people in England."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def london_day(moment: datetime) -> date:
    """The day of a moment in England: a form sent at 23:59 British Summer Time was received that day."""
    return moment.astimezone(LONDON).date()


def london_today() -> date:
    """The day it is in England now."""
    return london_day(now())
