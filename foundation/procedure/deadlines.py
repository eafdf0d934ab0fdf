"""What is due when, as values with their working shown, so that page, letter, list and export agree."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from foundation.procedure.working_days import WorkingDays


class Due(StrEnum):
    """What is due."""

    SAFEGUARDING_CHECK = "safeguarding_check"
    STAGE_1_ANSWER = "stage_1_answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    DECISION = "decision"


@dataclass(frozen=True)
class Allowance:
    """So many working days, and where that number is from."""

    due: Due
    working_days: int
    source: str


# Statutory stage 1: ten working days from the day received, oral or written; twenty at the very most.
STATUTORY_STAGE_1 = Allowance(Due.STAGE_1_ANSWER, 10, "SI 2006/1738 reg. 14")
# Corporate: acknowledged and logged within five working days of receipt.
CORPORATE_ACKNOWLEDGEMENT = Allowance(Due.ACKNOWLEDGEMENT, 5, "LGSCO Complaint Handling Code 2024, para 6.2")
# Corporate stage 1: a full answer within ten working days of the acknowledgement.
CORPORATE_STAGE_1 = Allowance(Due.STAGE_1_ANSWER, 10, "LGSCO Complaint Handling Code 2024, para 6.3")
# A sign of harm is dealt with on the day it comes, working day or not.
SAFEGUARDING = Allowance(Due.SAFEGUARDING_CHECK, 0, "Children Act 1989 s.47; Working Together to Safeguard Children")


@dataclass(frozen=True)
class Deadline:
    """One date that something is due by, the law's or (local) the council's own, with its working."""

    due: Due
    starts_on: date
    due_on: date
    source: str
    working: str
    local: bool = False


def deadline(allowance: Allowance, starts_on: date, days: WorkingDays, *, local: bool = False) -> Deadline:
    """The last day of an allowance. Raises CalendarRunsOut beyond the table of bank holidays."""
    due_on = days.after(starts_on, allowance.working_days)
    return Deadline(
        allowance.due, starts_on, due_on, allowance.source, _working(allowance, starts_on, due_on, days), local
    )


def _working(allowance: Allowance, starts_on: date, due_on: date, days: WorkingDays) -> str:
    if allowance.working_days == 0:
        return f"The same day, {in_words(due_on)}."
    off = "".join(f" {in_words(day)} is a holiday ({name})." for day, name in days.passed_over(starts_on, due_on))
    count = allowance.working_days
    return (
        f"{count} working day{'s' * (count > 1)}. {in_words(starts_on)} is day 0; "
        f"day {count} is {in_words(due_on)}.{off}"
    )


def in_words(day: date) -> str:
    """Friday 8 January 2027."""
    return f"{day:%A} {day.day} {day:%B %Y}"
