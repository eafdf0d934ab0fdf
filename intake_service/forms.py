"""The questions, in families' words, and what is said when an answer is missing or cannot be read."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from marshmallow import ValidationError as Wrong
from marshmallow.validate import Email
from wtforms import HiddenField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsUUID

from foundation.contracts.submissions import WORKER_CHANGE
from foundation.council import Council
from foundation.pages.fields import STALE, Form, PastDate, choice, line, tick
from foundation.pages.fields import words as box
from foundation.procedure.vocabulary import OtherBody, Relationship
from intake_service.told import LONGEST_OUTCOME, Told

RELATIONSHIPS = (
    (Relationship.CHILD, "I am the child or young person"),
    (Relationship.PARENT, "Parent"),
    (Relationship.STEP_PARENT, "Step-parent"),
    (Relationship.GRANDPARENT, "Grandparent"),
    (Relationship.SIBLING, "Brother or sister"),
    (Relationship.OTHER_RELATIVE, "Another relative"),
    (Relationship.FOSTER_CARER, "Foster carer"),
    (Relationship.SPECIAL_GUARDIAN, "Special guardian"),
    (Relationship.CARE_LEAVER, "I am a care leaver"),
    (Relationship.FORMER_LOOKED_AFTER_ADULT, "I am an adult who was in care"),
    (Relationship.ADOPTIVE_PARENT, "Adoptive parent"),
    (Relationship.PROSPECTIVE_ADOPTER, "I hope to adopt"),
    (Relationship.ADOPTED_PERSON, "I was adopted"),
    (Relationship.BIRTH_RELATIVE, "Birth family of an adopted child"),
    (Relationship.ADVOCATE, "Advocate, speaking for someone"),
    (Relationship.COUNCILLOR_OR_MP, "Councillor or MP"),
    (Relationship.PROFESSIONAL, "I work with the family"),
    (Relationship.NEIGHBOUR, "Friend or neighbour"),
    (Relationship.OTHER, "Somebody else"),
)
NOT_SURE = ("not_sure", "I am not sure")
# Another council is not asked by name: it need only be none of ours.
OTHER_BODIES = (
    (OtherBody.SCHOOL, "A school"),
    (OtherBody.HEALTH, "Health, for example a nurse, doctor or hospital"),
    (OtherBody.POLICE, "The police"),
    ("another_council", "Another council"),
    NOT_SURE,
)
ANSWERED = (
    ("0", "No"),
    ("1", "Yes, once"),
    ("2", "Yes, after an investigation"),
    ("3", "Yes, after a panel met"),
)
WHEN = (
    "Tell us when it happened. If you are not sure, give the day as near as you can, or tick that it is still going on"
)
WHEN_ANSWERED = "Tell us when our last answer reached you. Roughly is enough"
NOT_YET = "Enter a date that is today or in the past"
TOO_LONG_AGO = "We cannot count that far back. Leave this and the question above it empty, and say it in your own words"
LOOKED_AT_FIRST = "We look at these first, but not at night. If it cannot wait, ring the numbers at the top."


class ReadableEmail:
    """An address that a letter can be sent to."""

    def __call__(self, _form: Any, field: Any) -> None:
        try:
            Email()(field.data)
        except Wrong:
            raise ValidationError("Enter an email address like name@example.com, or leave this empty") from None


class Telling(Form):
    """What every form has: an id of this one attempt, and contact details that may be left empty."""

    kind = ""
    questions: tuple[str, ...] = ()
    form_id = HiddenField(validators=[IsUUID(STALE)])
    name = line("Your name (if you want to say)", autocomplete="name")
    email = line(
        "Your email address (if you want an answer)", rules=[ReadableEmail()], autocomplete="email", type="email",
    )  # fmt: skip
    phone = line("Your phone number (if we may ring you)", autocomplete="tel", type="tel")

    def __init__(self, council: Council, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.council = council
        for name, known in (("service_area", council.areas), ("topic", council.topics)):
            if name in self:
                self[name].choices = [SelectChoice(item.code, item.words) for item in known.values()]
        if not self.form_id.data:
            self.begin_anew()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is it right? An id that is none of ours gets a new one, so that pressing the button again works."""
        valid = bool(super().validate(*args, **kwargs))
        if self.form_id.errors:
            self.begin_anew()
        return valid

    def begin_anew(self) -> None:
        """Make this a new attempt: sending it is no repetition of the one before."""
        self.form_id.data = self.form_id.raw_data = str(uuid4())

    @property
    def area(self) -> str:
        """The service area that this is about."""
        return str(self["service_area"].data)

    def told(self) -> Told:
        """What was told, as values."""
        given = {name: self[name].data or None for name in Told.__dataclass_fields__ if name in self}
        given |= {"kind": self.kind, "service_area": self.area, "child_at_risk": bool(given.get("child_at_risk"))}
        return Told(**given)


class ComplaintForm(Telling):
    """Something went wrong. The outcome wanted is asked first, and `questions` are what the law turns on.

    How the child is known to the service is not asked: the council's rule file has it for each service area.
    """

    kind = "complaint"
    outcome_wanted = box("What would you like to happen?", longest=LONGEST_OUTCOME)
    words = box(
        "What went wrong?",
        "Tell us in your own words. You can write as much or as little as you like.",
        missing="Tell us what went wrong",
    )
    topic = choice("What is it mostly about?", (), missing="Select what it is mostly about")
    service_area = choice(
        "Which part of the service is it about?", (), missing="Select a part of the service, or that you are not sure"
    )
    happened_on = PastDate("When did it happen?", "As near as you can, for example 27 3 2026")
    still_going_on = tick("It is still going on")
    child_at_risk = tick("I think a child is at risk of harm", LOOKED_AT_FIRST)
    allegation_against_worker = tick(
        "Somebody who works with children has hurt a child, or may have",
        "For example a social worker, a foster carer, a teacher or a volunteer.",
    )
    relationship = choice("Who are you to the child?", RELATIONSHIPS, missing="Select who you are to the child")
    has_parental_responsibility = choice(
        "Do you have parental responsibility for the child?",
        (("yes", "Yes"), ("no", "No"), NOT_SURE),
        "This is the right to make big decisions for a child. Mothers have it, and so do many fathers. A court can "
        "give it to other people.",
    )
    child_name = line("The child’s name (if you want to say)")
    responsible_authority = choice("Whose work is it about?", OTHER_BODIES)
    answered_at_stage = choice("Have we answered you about this before?", ANSWERED)
    answered_on = PastDate(
        "If we have, when did our last answer reach you?", "Roughly is enough, for example 27 3 2026"
    )
    court_same_matter = tick("A court is deciding about this now")
    questions = (
        "relationship",
        "has_parental_responsibility",
        "child_name",
        "responsible_authority",
        "answered_at_stage",
        "answered_on",
        "court_same_matter",
    )

    def __init__(self, council: Council, **kwargs: Any) -> None:
        super().__init__(council, **kwargs)
        ours = SelectChoice(council.code, "The council’s")
        self.responsible_authority.choices = [ours, *self.responsible_authority.choices]

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Is it right? A day is needed unless it goes on, and where we have answered the day of that."""
        valid = bool(super().validate(*args, **kwargs))
        needed = [(self.happened_on, not self.still_going_on.data, WHEN)]
        needed.append((self.answered_on, self.answered_at_stage.data in ("1", "2", "3"), WHEN_ANSWERED))
        missing = [(day, said) for day, asked, said in needed if asked and day.data is None and not day.errors]
        for day, said in missing:
            day.errors = [said]
        return valid and not missing

    def told(self) -> Told:
        """What was told. Who is not sure has not said; a court that decides about this is at work already."""
        whose = self.responsible_authority.data
        return replace(
            super().told(),
            has_parental_responsibility={"yes": True, "no": False}.get(self.has_parental_responsibility.data),
            responsible_authority=None if whose == NOT_SURE[0] else whose or None,
            answered_at_stage=int(self.answered_at_stage.data) if self.answered_at_stage.data else None,
            already_in_court=self.court_same_matter.data or None,
        )

    def refuse(self, faults: Mapping[str, list[str]], today: date) -> None:
        """Say how to mend what cannot be true today."""
        for name, said in faults.items():
            day = self[name].data
            self[name].errors = said if day is None else [NOT_YET if day > today else TOO_LONG_AGO]


class WorkerChangeForm(Telling):
    """A request for a different worker, no complaint. What would be good for the child is asked first and apart."""

    kind = WORKER_CHANGE
    outcome_wanted = box(
        "What would be good for the child?",
        "What does the child need, or ask for? If that is you, say it for yourself.",
        longest=LONGEST_OUTCOME,
    )
    words = box(
        "Why do you ask for a different worker?",
        "Say who the worker is now, if you know.",
        missing="Tell us why you ask for a different worker",
    )
    service_area = choice(
        "Which part of the service is it about?", (), missing="Select a part of the service, or that you are not sure"
    )
    relationship = choice("Who are you to the child?", RELATIONSHIPS, missing="Select who you are to the child")
    child_name = line("The child’s name (if you want to say)")


class ComplimentForm(Telling):
    """Thanks, in the family's words."""

    kind = "compliment"
    words = box("What went well?", missing="Tell us what went well")
    thanks_to = line("Who would you like to thank? (if you know)")
    service_area = choice(
        "Which part of the service is it about?", (), missing="Select a part of the service, or that you are not sure"
    )


class CommentForm(Telling):
    """An idea, a question or a comment."""

    kind = "comment"
    words = box("What would you like to tell us?", missing="Write your idea or comment")
    service_area = choice(
        "Which part of the service is it about?", (), missing="Select a part of the service, or that you are not sure"
    )
