"""Quarters of the municipal year, which begins on 1 April: they are those of the calendar."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = 3


@dataclass(frozen=True)
class Quarter:
    """Three months, the first day and the last."""

    begins_on: date
    ends_on: date


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day is."""
    first = (day.month - 1) // MONTHS * MONTHS + 1
    last = first + MONTHS - 1
    return Quarter(date(day.year, first, 1), date(day.year, last, monthrange(day.year, last)[1]))
