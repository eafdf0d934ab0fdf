"""What a message says that asks somebody: plain words by questionnaire, channel and reader.

Somebody else may see the screen. So no subject and no line says what it was about, and none says who we are beyond the
council's name. A text has only signs that fit 160 to a message (GSM 03.38).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.surveys.codes import shown
from foundation.surveys.questionnaire import Band, Questionnaire

OPENINGS: Mapping[str, str] = MappingProxyType({
    "adoption_support": "You have had help from us.",
    "child_protection_conference": "You were asked to a meeting with us.",
    "complaint_closed_adult": "You told us about something, and we have answered you.",
    "complaint_closed_child": "You told us about something, and we wrote back.",
    "end_of_assessment": "We have looked with you at what help you may need.",
    "end_of_intervention": "Our work with you has come to an end.",
    "leaving_care": "You have had help from us.",
    "looked_after_review": "There was a meeting to look at the plan.",
    "meeting": "You were at a meeting with us.",
    "people_served": "We ask a number of people the same questions. You were chosen by chance.",
    "why_did_you_stop": "A while ago you told us about something.",
})  # fmt: skip
OF_ANY_OTHER = "You have had to do with us lately."
SUBJECT, CHILDS_SUBJECT = "Will you tell us how it went?", "Tell us how it went"
REMINDER = "We asked you this a few days ago. There is still time to answer. We do not ask again."
CHILDS_REMINDER = "We asked you this a few days ago. There is still time. We do not ask again."


@dataclass(frozen=True)
class Invited:
    """What is told to somebody who is asked: where, by which code, and until when."""

    questionnaire: Questionnaire
    link: str
    code: str
    address: str
    until: date | None
    reminder: bool

    @property
    def for_children(self) -> bool:
        """Is it asked of children alone? Any other message is worded for whoever opens it."""
        return Band.ADULT not in self.questionnaire.bands


def subject_of(invited: Invited) -> str:
    """The subject of a mail."""
    return CHILDS_SUBJECT if invited.for_children else SUBJECT


def words_of(invited: Invited, channel: str, council: Council) -> str:
    """The whole message."""
    if channel == "text":
        return _text(invited, council)
    said = _to_a_child(invited, council) if invited.for_children else _to_anybody(invited, council)
    return "\n\n".join(filter(None, ("Hello,", *said, council.name))) + "\n"


def _to_anybody(invited: Invited, council: Council) -> tuple[str, ...]:
    until = f"You can answer until {in_words(invited.until)}. " if invited.until else ""
    return (
        REMINDER if invited.reminder else _opening(invited),
        "Will you tell us how it was for you? It takes a few minutes. We do not ask for your name, and nobody can see "
        "who said what.",
        invited.link,
        f"The link works once. You can also go to {invited.address} and type this code: {shown(invited.code)}",
        f"{until}You do not have to. Nothing changes for you, whatever you say.",
        f"We do not read it at once. If anyone is in danger, ring {council.telephones.emergency}.",
        "Do you want no more of these? There is a button for that on the page.",
    )


def _to_a_child(invited: Invited, council: Council) -> tuple[str, ...]:
    until = f"You have time until {in_words(invited.until)}. " if invited.until else ""
    return (
        CHILDS_REMINDER if invited.reminder else _opening(invited),
        "Will you tell us how it was for you? It is short. You do not say your name. Nobody can see who said what.",
        invited.link,
        f"The link works once. You can also go to {invited.address} and type this code: {shown(invited.code)}",
        f"{until}You do not have to. It is fine to say no.",
        f"We do not read it at once. If you are in danger, ring {council.telephones.emergency}.",
        "Do you want no more of these? Press the button for that on the page.",
    )


def _text(invited: Invited, council: Council) -> str:
    ask = "there is still time to tell us" if invited.reminder else "will you tell us"
    until = f" Open until {invited.until.day} {invited.until:%B}." if invited.until else ""
    mark = "." if invited.reminder else "?"
    return (
        f"{council.name}: {ask} how it went{mark} We ask no name and nobody sees who said what.{until} {invited.link}\n"
    )


def _opening(invited: Invited) -> str:
    return OPENINGS.get(invited.questionnaire.code, OF_ANY_OTHER)
