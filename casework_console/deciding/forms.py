"""The forms of decisions: one thing each, always with a reason."""

from typing import Any
from uuid import uuid4

from wtforms import HiddenField
from wtforms.validators import UUID as IsUUID
from wtforms.validators import Regexp

from casework_console.cases import words
from casework_console.deciding.closing import BECAUSE
from casework_console.deciding.procedures import REASONS
from foundation.pages.fields import STALE, Form, PastDate, choice, line, picker, tick
from foundation.pages.fields import words as box
from foundation.procedure.vocabulary import Subject

LONGEST_REASON = 2000
IN_THE_LETTER = "The letter to the family gives this reason: write it to them, in plain words."
NOT_IN_THE_LETTER = "This stays in the case. It is not sent to the family."
NOBODY = ("", "Nobody yet")


def reason(hint: str = NOT_IN_THE_LETTER, label: str = "Why?") -> Any:
    """The box for a reason."""
    return box(label, hint, missing="Say why, in a few words", longest=LONGEST_REASON)


def weighed(label: str, hint: str, *, missing: str) -> Any:
    """The box for one test of the law, answered in words."""
    return box(label, hint, missing=missing, longest=LONGEST_REASON)


class DecisionForm(Form):
    """What every decision has: an id of this one attempt, the state that its page showed, and a reason."""

    form_id = HiddenField(validators=[IsUUID(STALE)])
    seen = HiddenField(validators=[Regexp(r"^[0-9a-f]{24}$", message=STALE)])
    why = reason()

    def begin(self, state: str) -> None:
        """A new attempt, on the case as it stands."""
        self.form_id.data = self.form_id.raw_data = str(uuid4())
        self.seen.data = state


class ConfirmForm(DecisionForm):
    """The proposal is right."""


class ChangeForm(DecisionForm):
    """Another procedure, and the reason that belongs to it."""

    reason = choice(
        "Which procedure, and why?",
        [(code, f"{words.PROCEDURES[procedure]}: {words.REASONS[code]}") for procedure in REASONS
         for code in REASONS[procedure]],
        missing="Select a procedure with its reason",
    )  # fmt: skip
    coordinator = picker("Who coordinates it?", ())
    our_mistake = tick("We used the wrong procedure: the letter says that we are sorry")


class ChangePointForm(DecisionForm):
    """The same for one point."""

    reason = ChangeForm.reason
    coordinator = picker("Who coordinates the complaint?", ())


class LateForm(DecisionForm):
    """Both tests of the regulations, and then the decision."""

    sooner = weighed(
        "Was it unreasonable to expect the complaint sooner?",
        "The first test of regulation 9. Think of illness, fear, age, or not being told how to complain.",
        missing="Say in words whether it was unreasonable to expect it sooner",
    )
    fairly = weighed(
        "Can it still be looked at effectively and fairly?",
        "The second test. Think of records, of people who can still be asked, and of the child.",
        missing="Say in words whether it can still be looked at effectively and fairly",
    )
    outcome = choice(
        "What do you decide?", (("take", "Take it: stage 1 starts today"), ("decline", "Do not take it")),
        missing="Select whether it is taken",
    )  # fmt: skip
    why = reason(IN_THE_LETTER)


class OldCorporateForm(DecisionForm):
    """Over twelve months, under the Code."""

    outcome = choice(
        "What do you decide?",
        (("take", "Take it"), ("decline", "Do not take it")),
        missing="Select whether it is taken",
    )
    why = reason(f"{IN_THE_LETTER} The Code wants a valid reason with evidence to decline.")


class InterestForm(DecisionForm):
    """Is the interest in the child's welfare enough?"""

    outcome = choice(
        "Is their interest in the child’s welfare enough?",
        (
            ("yes", "Yes: the statutory procedure starts today"),
            ("corporate", "No, but we answer it under the corporate procedure"),
            ("no", "No, and there is nothing for us to answer"),
        ),
        "Take the child’s view where that is right.",
        missing="Select whether the interest is enough",
    )
    why = reason(IN_THE_LETTER)


class NextStageForm(DecisionForm):
    """A request for the next stage that came after the time for it."""

    outcome = choice(
        "What do you decide?", (("take", "Take it: the stage starts today"), ("decline", "Do not take it")),
        missing="Select whether it is taken",
    )  # fmt: skip
    why = reason(IN_THE_LETTER)


class CourtForm(DecisionForm):
    """The same matter is before a court."""

    outcome = choice(
        "Would looking at it now get in the court’s way?",
        (("wait", "Yes: it waits until the case is over"), ("take", "No: we look at it now")),
        missing="Select whether it waits",
    )
    why = reason(IN_THE_LETTER)


class PassOnForm(DecisionForm):
    """Where it goes instead."""

    where = line(
        "Where does this go?",
        "The letter says: “This is for …”. For example: the school’s own complaints procedure.",
        missing="Say where this goes",
    )


class PointForm(DecisionForm):
    """One more point of the complaint."""

    words = box(
        "What is this point about, in the person’s words?", missing="Write what this point is about", longest=20_000
    )
    subject = picker("Subject", [("", "Select one"), *((code, words.subject_words(code)) for code in Subject)])
    coordinator = picker("Who coordinates the complaint?", ())

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is it right? A subject is needed."""
        valid = bool(super().validate(*args, **kwargs))
        if not self.subject.data and not self.subject.errors:
            self.subject.errors = ["Select a subject"]
            return False
        return valid


class CloseForm(DecisionForm):
    """Why nothing more is to be done."""

    because = choice(
        "Why is it closed?", BECAUSE.items(), "Who did not go on with it is never counted as satisfied.",
        missing="Select why it is closed",
    )  # fmt: skip
    on = PastDate(
        "If they have our answer: on which day did it go?",
        "For example, 27 3 2026. Leave it empty where the answer is recorded already, and for the other reasons.",
    )
    why = reason(
        "Which answer they have; or when and how they withdrew it; or when and how we last tried to reach them. "
        f"{NOT_IN_THE_LETTER}",
        "What happened?",
    )


class ReopenForm(DecisionForm):
    """More is to be done after all."""


class CoordinatorForm(DecisionForm):
    """Who answers for the case."""

    coordinator = picker("Who coordinates it?", ())


class TeamForm(DecisionForm):
    """Who acts on the case."""

    team = picker("Which team?", ())


class WorkerChangeForm(DecisionForm):
    """What becomes of a request for another worker."""

    answer = choice("What do you decide?", words.WORKER_CHANGES.items(), missing="Select what you decide")
    why = reason(f"{IN_THE_LETTER} Think first of what the child needs.")


class DoneForm(DecisionForm):
    """Something that was due is done."""

    on = PastDate("On which day?", "For example, 27 3 2026")
    why = reason(label="What was done?")


class ExtendForm(DecisionForm):
    """More time, once."""

    until = PastDate("Until which day?", "For example, 27 3 2026")
    why = reason(IN_THE_LETTER)


class PauseForm(DecisionForm):
    """The clock stands still from today."""


class ResumeForm(DecisionForm):
    """The clock runs on from today."""


class StatementForm(DecisionForm):
    """The written record of the complaint is agreed."""

    on = PastDate("On which day was the written record agreed?", "For example, 27 3 2026")


class BreachForm(DecisionForm):
    """Why a date was not kept."""

    why = reason(label="Why was this date not kept?")
