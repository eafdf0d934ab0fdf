"""The acknowledgement: what it says, which clocks it meets, and which it starts.

It says by when the answer comes only where no person has to decide first. Where one does it is a bare receipt, and
the council's promise to write stays open in the pipeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import update

from foundation.procedure import vocabulary
from foundation.procedure.deadlines import Deadline as Clock
from foundation.procedure.deadlines import deadline, in_words
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Due, Procedure
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records import UnitOfWork
from foundation.records.clock_rows import clock_row
from foundation.records.models import Case, Deadline, Submission
from foundation.runtime.clock import london_day
from worker.circumstances import Circumstances
from worker.letter_frame import frame


class Started(NamedTuple):
    """The clock of an answer that an acknowledgement starts, for the case or for one of its points."""

    clock: Clock
    point_id: UUID | None


@dataclass(frozen=True)
class Acknowledgement:
    """The words of one acknowledgement, what it says will happen by which day, and the clocks that it starts."""

    subject: str
    text: str
    says: Sequence[str]
    says_when: bool
    starts: Sequence[Started]
    names: tuple[Due, date] | None


def compose(case: Case, submission: Submission, clocks: Sequence[Deadline], given: Circumstances) -> Acknowledgement:
    """The acknowledgement of a case as it stands. Its subject says nothing about what it is about."""
    starts = answers_from_today(case, clocks, given)
    own = [clock for clock, point_id in starts if point_id is None]
    answer = next(iter([*own, *_running(clocks, Due.STAGE_1_ANSWER, None)]), None)
    today = london_day(given.now())
    says_when = case.stage == "stage_1" and answer is not None and answer.due_on >= today
    names: tuple[Due, date] | None
    if says_when and answer is not None:
        names = Due.STAGE_1_ANSWER, answer.due_on
        promise = (
            f"You will have an answer by {in_words(answer.due_on)}. If that cannot be kept we write to you before "
            "then, say why, and give you the new date."
        )
    else:
        promise, by = _open_promise(clocks, today)
        names = (Due.ACKNOWLEDGEMENT, by) if by else None
    received = f"thank you for writing to us. We received it on {in_words(case.received_on)}."
    text, says = frame(case, submission, given.council, received, promise)
    return Acknowledgement(f"We have your message {case.reference}", text, says, says_when, starts, names)


def note_sent(uow: UnitOfWork, case: Case, sent: Acknowledgement, given: Circumstances) -> None:
    """Mark the clocks that it met, and start the answers' clocks where the Code starts them here."""
    start_answers(uow, case, sent.starts, given.calendar.number)
    if sent.says_when:
        met = update(Deadline).where(
            Deadline.case_id == case.id, Deadline.due == Due.ACKNOWLEDGEMENT, Deadline.met_on.is_(None),
            Deadline.ended_on.is_(None),
        )  # fmt: skip
        uow.connection.execute(met.values(met_on=london_day(given.now())))


def start_answers(uow: UnitOfWork, case: Case, answers: Sequence[Started], calendar: int) -> None:
    """Start the clocks of corporate answers; also where the letter could not be sent: nothing due is out of sight."""
    uow.keep(Deadline, *(clock_row(case.id, clock, calendar, point_id) for clock, point_id in answers))


def answers_from_today(case: Case, clocks: Sequence[Deadline], given: Circumstances) -> list[Started]:
    """Under the Code an answer is due so many working days after the acknowledgement, not after receipt.

    That goes for the case, and for each point that waits for its own. One that runs, or is met, is not started again.
    """
    if case.stage != "stage_1":
        return []
    waiting = {clock.point_id for clock in _running(clocks, Due.ACKNOWLEDGEMENT) if clock.point_id and not clock.local}
    wanted = [None] * (case.procedure == Procedure.CORPORATE) + sorted(waiting)
    answer = rules_on(case.received_on).clocks[vocabulary.Clock.CORPORATE_STAGE_1_ANSWER]
    try:
        clock = deadline(answer, london_day(given.now()), given.days)
    except CalendarRunsOut:
        return []
    counted = {kept.point_id for kept in clocks if kept.due == Due.STAGE_1_ANSWER and kept.ended_on is None}
    return [Started(clock, part) for part in wanted if part not in counted]


def _running(clocks: Sequence[Deadline], due: Due, *of: UUID | None) -> list[Deadline]:
    """Those that are due for this and run, of the whole case or of one point if that is said."""
    return [
        clock for clock in clocks
        if clock.due == due and not (clock.met_on or clock.ended_on) and (not of or clock.point_id in of)
    ]  # fmt: skip


def _open_promise(clocks: Sequence[Deadline], today: date) -> tuple[str, date | None]:
    """The promise, and the day in it. No date that has passed is ever promised."""
    by = next((clock.due_on for clock in _running(clocks, Due.ACKNOWLEDGEMENT, None) if clock.local), None)
    if by is None:
        return "A person reads it and writes to you.", None
    if by < today:
        return "You should have heard from us before now, and we are sorry. A person reads it and writes to you.", None
    return f"A person reads it and writes to you by {in_words(by)}, to say what happens next.", by
