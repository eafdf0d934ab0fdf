"""The questions, in families' words, and what is said when an answer is missing or cannot be read."""

from typing import Any
from uuid import uuid4

from marshmallow import ValidationError as Wrong
from marshmallow.validate import Email
from wtforms import HiddenField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import UUID as IsUUID

from foundation.council import Council
from foundation.pages.fields import STALE, Form, PastDate, choice, line, tick
from foundation.pages.fields import words as box
from foundation.procedure.vocabulary import Relationship
from intake_service.told import LISTENED, LONGEST_OUTCOME, WENT, Told

RELATIONSHIPS = (
    (Relationship.CHILD, "I am the child or young person"),
    (Relationship.PARENT, "Parent"),
    (Relationship.STEP_PARENT, "Step-parent"),
    (Relationship.GRANDPARENT, "Grandparent"),
    (Relationship.SIBLING, "Brother or sister"),
    (Relationship.OTHER_RELATIVE, "Another relative"),
    (Relationship.FOSTER_CARER, "Foster carer"),
    (Relationship.ADOPTIVE_PARENT, "Adoptive parent"),
    (Relationship.SPECIAL_GUARDIAN, "Special guardian"),
    (Relationship.CARE_LEAVER, "I am a care leaver"),
    (Relationship.ADVOCATE, "Advocate, speaking for someone"),
    (Relationship.PROFESSIONAL, "I work with the family"),
    (Relationship.NEIGHBOUR, "Friend or neighbour"),
    (Relationship.OTHER, "Somebody else"),
)


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
    form_id = HiddenField(validators=[IsUUID(STALE)])
    name = line("Your name (if you want to say)", autocomplete="name")
    email = line(
        "Your email address (if you want an answer)", rules=[ReadableEmail()], autocomplete="email", type="email",
    )  # fmt: skip
    phone = line("Your phone number (if we may ring you)", autocomplete="tel", type="tel")

    def __init__(self, council: Council, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.council = council
        for name, known in (("service_area", council.areas), ("topic", council.topics), ("meeting", council.meetings)):
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
    """Something went wrong. The outcome wanted is asked first."""

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
    relationship = choice("Who are you to the child?", RELATIONSHIPS, missing="Select who you are to the child")
    child_name = line("The child’s name (if you want to say)")
    happened_on = PastDate("When did it happen? (if you know)", "For example, 27 3 2026")
    still_going_on = tick("It is still going on")
    child_at_risk = tick("I think a child is at risk of harm")


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


class MeetingForm(Telling):
    """Three taps and a few words, straight after a meeting."""

    kind = "meeting"
    meeting = choice("Which meeting was it?", (), missing="Select which meeting it was")
    meeting_went = choice("How did it go?", WENT, missing="Select how it went")
    meeting_listened = choice("Did people listen to you?", LISTENED, missing="Select whether people listened to you")
    words = box("Is there anything you want to say about it? (a few words, if you like)")

    @property
    def area(self) -> str:
        """The area that this kind of meeting belongs to."""
        return self.council.meetings[self.meeting.data].area

    def told(self) -> Told:
        """What was told; the face that was chosen is a number from 1 to 5."""
        told = super().told()
        return Told(**{**told.__dict__, "meeting_went": int(self.meeting_went.data)})
