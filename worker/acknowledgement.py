"""The acknowledgement: what it says, which clocks it meets, and which it starts.

It says who answers and by when only where no person has to decide first; where one does it is a bare receipt,
and the council's promise to write stays open in the pipeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from uuid_utils.compat import uuid7

from foundation.council import Council
from foundation.procedure.deadlines import CORPORATE_STAGE_1, Due, deadline, in_words
from foundation.procedure.deadlines import Deadline as Clock
from foundation.procedure.vocabulary import Procedure
from foundation.procedure.working_days import CalendarRunsOut
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, Submission
from foundation.runtime.clock import london_day
from worker.circumstances import Circumstances


@dataclass(frozen=True)
class Acknowledgement:
    """The words of one acknowledgement, and the answer's clock that it starts if it starts one."""

    subject: str
    text: str
    says_who_answers: bool
    starts: Clock | None


def compose(case: Case, submission: Submission, clocks: Sequence[Deadline], given: Circumstances) -> Acknowledgement:
    """The acknowledgement of a case as it stands. Its subject says nothing about what it is about."""
    starts = _corporate_answer(case, given)
    answer = starts or next((clock for clock in clocks if clock.due == Due.STAGE_1_ANSWER), None)
    team = given.council.teams.get(case.team, case.team)
    if case.stage == "stage_1" and answer is not None:
        promise = (
            f"{team} will answer you by {in_words(answer.due_on)}. If that cannot be kept we write to you before "
            "then, say why, and give you the new date."
        )
    else:
        promise = _open_promise(case, clocks)
    return Acknowledgement(
        f"We have your message {case.reference}",
        _letter(case, submission, promise, given.council),
        case.stage == "stage_1" and answer is not None,
        starts,
    )


def note_sent(
    uow: UnitOfWork, case: Case, clocks: Sequence[Deadline], sent: Acknowledgement, given: Circumstances
) -> None:
    """Mark the clocks that it met, and start the answer's clock where the Code starts it here."""
    if not sent.says_who_answers:
        return
    today = london_day(given.now())
    for clock in clocks:
        if clock.due == Due.ACKNOWLEDGEMENT and clock.met_on is None:
            clock.met_on = today
    uow.session.flush()
    if sent.starts is not None:
        row = {"id": uuid7(), "case_id": case.id, "local": False, "met_on": None}
        uow.keep(Deadline, row | vars(sent.starts))


def _corporate_answer(case: Case, given: Circumstances) -> Clock | None:
    """Under the Code the answer is due so many working days after the acknowledgement, not after receipt."""
    if case.procedure != Procedure.CORPORATE or case.stage != "stage_1":
        return None
    try:
        return deadline(CORPORATE_STAGE_1, london_day(given.now()), given.days)
    except CalendarRunsOut:
        return None


def _open_promise(case: Case, clocks: Sequence[Deadline]) -> str:
    by = next((clock.due_on for clock in clocks if clock.due == Due.ACKNOWLEDGEMENT and clock.local), None)
    if case.kind == "comment":
        return "A person reads it. We write again only if we have a question."
    if by is None:
        return "A person reads it and decides who will answer."
    return f"A person reads it and writes to you by {in_words(by)}, to say who will answer and by when."


def _letter(case: Case, submission: Submission, promise: str, council: Council) -> str:
    phones = council.telephones
    return (
        f"{submission.name or 'Hello'},\n\n"
        f"thank you for writing to us. We received it on {in_words(case.received_on)}.\n\n"
        f"Your reference is {case.reference}. You can read it out to us on the phone.\n\n"
        f"{promise}\n\n"
        f"If a child or anyone is in danger now, ring {phones.emergency}. If you are worried about a child, "
        f"ring {phones.children_day}, at night {phones.children_night}.\n\n"
        f"{council.name}\n"
    )
