"""Letters about what a person decided: plain words for the family, from a template, dates and the person's reason.

Each ends as every letter does: with the reference, the way to the Ombudsman at any time, and whom to ring in danger.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from foundation.council.rules import Telephones
from foundation.procedure.deadlines import in_words
from foundation.procedure.vocabulary import Due, Procedure
from foundation.records.models import Case, Deadline, Submission
from foundation.runtime.clock import london_day
from worker.circumstances import Circumstances
from worker.letter_frame import frame

PROCEDURES = {
    Procedure.STATUTORY: "the complaints procedure that the law has for children’s services",
    Procedure.CORPORATE: "the council’s own complaints procedure",
}
STAGE_DUE = {2: Due.STAGE_2_ANSWER, 3: Due.PANEL_MEETING}
ANSWERS = (Due.STAGE_1_ANSWER, Due.STAGE_2_ANSWER, Due.PANEL_MEETING)
OF_TIME = {
    Due.STAGE_1_ANSWER: "your answer",
    Due.STAGE_2_ANSWER: "the answer at stage 2",
    Due.STAGE_2_ANSWER_FROM_STATEMENT: "the answer at stage 2",
}
OLD = "You told us about something that happened more than a year ago."


@dataclass(frozen=True)
class Written:
    """The words of one letter, and what is due by the day that it names, if it names one."""

    subject: str
    text: str
    says: Sequence[str]
    names: tuple[str, date] | None


@dataclass(frozen=True)
class Told:
    """What a template is told: the details of the notice, the clocks as they stand, and the day it goes."""

    details: Mapping[str, Any]
    case: Case
    clocks: Sequence[Deadline]
    today: date
    telephones: Telephones

    @property
    def wrong(self) -> str:
        """How somebody says that a decision is wrong."""
        return WRONG.format(or_ring_us=self.telephones.or_ring_us)

    def day(self, due: str) -> date | None:
        """By when it is due as of now; where several clocks run for it, the day that was decided."""
        running = self.running(due)
        if len(running) == 1:
            return running[0].due_on
        by = self.details.get("by")
        return date.fromisoformat(by) if by else None

    def running(self, due: str) -> list[Deadline]:
        """The clocks that run for this: those of the point that the letter is about, or of the whole case."""
        point = self.details.get("point")
        of = UUID(point) if point else None
        return [
            clock for clock in self.clocks
            if clock.due == due and clock.point_id == of and not (clock.met_on or clock.ended_on)
        ]  # fmt: skip

    @property
    def answer(self) -> Due:
        """What its next answer is: at stage 1 or 2, or from a panel."""
        return next((due for due in ANSWERS if self.running(due)), Due.STAGE_1_ANSWER)


Paragraphs = tuple[list[str], tuple[str, date] | None]


def compose(
    template: str, details: Mapping[str, Any], case: Case, submission: Submission, clocks: Sequence[Deadline],
    given: Circumstances,
) -> Written | None:  # fmt: skip
    """The letter as of now; None where what it says is so no more. Its subject says nothing about what it is about.

    Raises KeyError for no such template.
    """
    said = TEMPLATES[template](Told(details, case, clocks, london_day(given.now()), given.council.telephones))
    if said is None:
        return None
    paragraphs, names = said
    text, says = frame(case, submission, given.council, *paragraphs)
    return Written(f"About your message {case.reference}", text, says, names)


def _confirmed(told: Told) -> Paragraphs | None:
    procedure = PROCEDURES.get(told.case.procedure)
    if procedure is None:  # moved to another route since, which has a letter of its own
        return None
    return _with_answer(told, f"A person has read what you told us. It is dealt with under {procedure}.")


def _moved(told: Told) -> Paragraphs:
    what = f"point {told.details['number']} of your complaint" if "number" in told.details else "your complaint"
    said = [f"We have looked again at how we deal with {what}."]
    if told.details.get("ours"):
        received = in_words(date.fromisoformat(told.details["received"]))
        said.append(
            "We used the wrong procedure at first. We are sorry. You lose no time by our mistake: we still count from "
            f"{received}, the day on which we received it."
        )
    to = PROCEDURES.get(told.details["to"])
    if to is None:
        return [*said, "Another way is right for it. A person writes to you soon to say which."], None
    return _with_answer(told, *said, f"It is now dealt with under {to}.")


def _late_taken(told: Told) -> Paragraphs:
    return _with_answer(told, OLD, "We thought about whether we can still look at it. We have decided to do so.")


def _late_declined(told: Told) -> Paragraphs:
    said = "A person thought about whether we can still look at it. We are sorry to say that we have decided not to."
    return [OLD, said, _reason(told), told.wrong], None


def _interest_yes(told: Told) -> Paragraphs:
    said = "You care about a child, and we have decided that you may complain about this on that ground."
    if not told.details.get("late"):
        return _with_answer(told, said)
    day = told.day(Due.DECISION)
    by = f" We write to you about that by {in_words(day)}." if day and day >= told.today else ""
    return [said, f"{OLD} So a person now decides whether we can still look at it.{by}"], None


def _interest_no(told: Told) -> Paragraphs:
    said = (
        f"For complaints about help for a child there is {PROCEDURES[Procedure.STATUTORY]}. We have to decide who may "
        "use it. We have decided that it is not open to you for this."
    )
    if not told.details.get("corporate", told.details.get("by")):
        return [said, _reason(told), told.wrong], None
    return _with_answer(told, said, _reason(told), f"We still answer you, by {PROCEDURES[Procedure.CORPORATE]}.")


def _request_taken(told: Told) -> Paragraphs:
    stage = told.details["stage"]
    said = f"You asked for stage {stage} after the usual time for that. We have decided to take it all the same."
    return _with_answer(told, said, due=STAGE_DUE[stage])


def _request_declined(told: Told) -> Paragraphs:
    said = f"You asked for stage {told.details['stage']} after the usual time for that."
    return [said, "We are sorry to say that we have decided not to take it.", _reason(told), told.wrong], None


def _court_waits(told: Told) -> Paragraphs:
    said = "A court is dealing with the same thing. If we looked at it now we could get in the court’s way. So we wait."
    after = "When the court case is over you may come back to us with it. Then tell us your reference."
    return [said, _reason(told), after], None


def _passed_on(told: Told) -> Paragraphs:
    said = f"Our complaints procedure cannot answer this. This is for {told.details['where']}."
    answer = f"answer this letter{told.telephones.or_ring_us}"
    offer = f"If you want us to pass it on for you, {answer}. Then you need not tell it again."
    return [said, offer], None


def _extended(told: Told) -> Paragraphs:
    due = told.details["due"]
    old, new = (date.fromisoformat(told.details[name]) for name in ("from_day", "to_day"))
    running = told.day(due)
    new = running if running and running > new else new
    said = f"We need more time for {OF_TIME.get(due, 'what we owe you')}. We are sorry."
    dates = f"The day was {in_words(old)}. The new day is {in_words(new)}."
    return [said, dates, _reason(told)], (due, new)


def _worker_answered(told: Told) -> Paragraphs:
    said = f"You asked for a different worker. {WORKERS[told.details['answer']]}"
    return [said, _reason(told), told.wrong, COMPLAIN], None


WORKERS = {
    "agreed": "We have decided that you will have one.",
    "not_agreed": "We are sorry to say that we have decided not to change the worker now.",
    "mediation": "We want to try another way first: somebody who takes no side helps you and the worker to talk.",
    "joint_visit": "We want to try another way first: somebody else comes with the worker when they visit.",
    "second_worker": "We want to try another way first: a second worker helps you beside the first one.",
}
COMPLAIN = "You can also make a complaint about it, at any time."
WRONG = "If you think that this is wrong, answer this letter{or_ring_us}, and say why. A person reads it again."
TEMPLATES: Mapping[str, Callable[[Told], Paragraphs | None]] = MappingProxyType({
    "confirmed": _confirmed, "moved": _moved, "late_taken": _late_taken, "late_declined": _late_declined,
    "interest_yes": _interest_yes, "interest_no": _interest_no, "request_taken": _request_taken,
    "request_declined": _request_declined, "court_waits": _court_waits, "passed_on": _passed_on,
    "extended": _extended, "worker_answered": _worker_answered,
})  # fmt: skip


def _with_answer(told: Told, *said: str, due: Due | None = None) -> Paragraphs:
    """And by when the answer comes, or a panel meets. A day that has passed is never promised."""
    due = due or told.answer
    day, panel = told.day(due), due == Due.PANEL_MEETING
    if day is None:
        return [*said, "We write to you to say by when you have an answer."], None
    if day < told.today:
        owed = "A panel should have met" if panel else "You should have had an answer"
        return [*said, f"{owed} by {in_words(day)}. We are sorry. A person works on it now."], None
    by = f"They meet by {in_words(day)}." if panel else f"You will have an answer by {in_words(day)}."
    kept = "If that cannot be kept we write to you before then, say why, and give you the new date."
    who = "Three people who do not work for the council look at it. " if panel else ""
    return [*said, f"{who}{by} {kept}"], (due, day)


def _reason(told: Told) -> str:
    return f"This is why: {told.details['why']}"
