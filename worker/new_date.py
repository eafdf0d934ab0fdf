"""The letter that says a date we promised will be later, and what letters have promised.

A letter that names a day keeps it with its notice: `promises` holds what is due and the day. The letter about a new
date is made from the clock as it stands when it goes: if the day is what was promised after all, none goes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from foundation.procedure.deadlines import in_words
from foundation.procedure.vocabulary import Due
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, Submission
from worker.circumstances import Circumstances
from worker.letter_frame import frame

TEMPLATE = "new_date"
WHAT = {
    Due.ACKNOWLEDGEMENT: "We said that a person would write to you by {day}, to say what happens next.",
    Due.STAGE_1_ANSWER: "We said that you would have an answer by {day}.",
}
OTHERWISE = "We gave you the date {day}."
# The last letter of each case among `cases` that named a day for something, of the whole case or of one of its points,
# and whether one about a new day waits.
PROMISED = """
    select distinct on (notice.case_id, details -> 'promises' ->> 'due', details ->> 'point') notice.case_id,
        details -> 'promises' ->> 'due' as due, cast(details ->> 'point' as uuid) as point_id,
        cast(details -> 'promises' ->> 'on' as date) as day, channel, (
            -- looked for by its case alone: ten thousand may wait, and each case has few
            select bool_or(
                other.template = 'new_date' and other.sent_at is null and other.given_up_at is null
                and other.details ->> 'due' = notice.details -> 'promises' ->> 'due'
                and other.details ->> 'point' is not distinct from notice.details ->> 'point'
            ) from casework.notice as other where other.case_id = notice.case_id
        ) as letter_waits
    from casework.notice where notice.case_id = any({cases}) and sent_at is not null and details ? 'promises'
    order by notice.case_id, details -> 'promises' ->> 'due', details ->> 'point', sent_at desc, id desc
"""
PROMISES = text(PROMISED.format(cases="cast(:cases as uuid[])"))


@dataclass(frozen=True)
class NewDate:
    """The words of one letter, and the day that it names in its turn."""

    subject: str
    text: str
    says: Sequence[str]
    names: tuple[str, date]


def promised(uow: UnitOfWork, case_id: UUID, due: str, point_id: UUID | None) -> date | None:
    """The day that the last letter named for this, of the whole case or of one point."""
    found = uow.connection.execute(PROMISES, {"cases": [case_id]})
    return next((promise.day for promise in found if (promise.due, promise.point_id) == (due, point_id)), None)


def compose(
    uow: UnitOfWork, details: Mapping[str, str], case: Case, submission: Submission, clocks: Sequence[Deadline],
    given: Circumstances,
) -> NewDate | None:  # fmt: skip
    """The letter as of now; None where the date is no later than we said last, or nothing is due any more."""
    due, point_id = details["due"], UUID(details["point"]) if "point" in details else None
    running = [
        clock for clock in clocks
        if (clock.due, clock.point_id) == (due, point_id) and not (clock.met_on or clock.ended_on)
    ]  # fmt: skip
    before = promised(uow, case.id, due, point_id)
    latest = max(running, key=lambda clock: clock.due_on, default=None)
    if latest is None or before is None or latest.due_on <= before:
        return None
    was = WHAT.get(due, OTHERWISE).format(day=in_words(before))
    new = f"The new date is {in_words(latest.due_on)}. We are sorry that it is later. {_why(latest, given)}"
    words, says = frame(case, submission, given.council, was, new)
    return NewDate(f"About your message {case.reference}", words, says, (due, latest.due_on))


def _why(clock: Deadline, given: Circumstances) -> str:
    """The days in between that the calendar as shipped did not know as holidays."""
    days = given.days.passed_over(clock.starts_on, clock.due_on)
    added = [
        f"{in_words(day)} is now a bank holiday ({name})." for day, name in days if given.shipped.holiday(day) is None
    ]
    return " ".join(added) or "The bank holidays have changed since we wrote to you."
