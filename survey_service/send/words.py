"""Plain words for what is sent and how far it has come."""

from datetime import date, datetime

from foundation.council import Council
from foundation.records.models import SendOut
from foundation.runtime.clock import LONDON
from foundation.surveys.library import library
from survey_service.send.contacts import EMAIL, Contact

STATES = {
    "draft": "Not sent yet",
    "scheduled": "Will be sent",
    "open": "Open",
    "closed": "Closed",
    "stopped": "Stopped",
}
KINDS = {"invitations": "Sent to people", "poster": "Poster"}
# Of invitations, in the order in which they go.
PROGRESS = {
    "waiting": "Waiting to be sent",
    "held": "Held back: asked not long ago, or wants no surveys",
    "sent": "Sent",
    "delivered": "Delivered",
    "undeliverable": "Could not be delivered: no such address or number",
    "failed": "Could not be sent after several tries",
    "stopped": "Stopped before they were sent",
}
FOR_THE_SAMPLE = frozenset({"people_served"})  # it asks what is only ever counted, and only a sample survey is


def what_can_be_sent(council: Council) -> list[tuple[str, str]]:
    """What may have ended: every kind of meeting, then every questionnaire that is for no meeting, with their codes."""
    meetings = [(f"meeting:{it.code}", it.words) for it in council.meetings.values()]
    asked_there = {it.questionnaire for it in council.meetings.values()} | FOR_THE_SAMPLE
    others = [it for it in library().all_newest() if it.code not in asked_there]
    return meetings + [(f"after:{it.code}", it.name) for it in others]


def where(contact: Contact) -> str:
    """Where somebody is asked, to be checked by whoever typed it."""
    if contact.channel == EMAIL:
        return f"Email to {contact.address}"
    number = f"0{contact.address.removeprefix('+44')}"
    return f"Text message to {number[:5]} {number[5:8]} {number[8:]}"


def at(moment: datetime) -> str:
    """27 November 2026 at 14:30, by the clock in England."""
    local = moment.astimezone(LONDON)
    return f"{on(local.date())} at {local:%H:%M}"


def on(day: date) -> str:
    """27 November 2026."""
    return f"{day.day} {day:%B %Y}"


def what(send_out: SendOut, council: Council) -> str:
    """The meeting it is about, or the questionnaire's name."""
    meeting = council.meetings.get(send_out.meeting or "")
    return meeting.words if meeting else library().version(send_out.questionnaire, send_out.version).name


def area(council: Council, code: str) -> str:
    """The part of the service in words; a code that is no longer in the rule file as it is."""
    return council.areas[code].words if code in council.areas else code


def team(council: Council, code: str | None) -> str:
    """The team's name."""
    return council.teams.get(code or "", code or "No team")
