"""Mails of the clock to teams and coordinators: references, days, and nothing that a family said."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from foundation.council import Council
from foundation.procedure.deadlines import in_words

IN_ONE_MAIL = 200
REDATED, NOT_REDATED, DUE_SOON, OVERDUE, CALENDAR_ENDS = (
    "redated",
    "not_redated",
    "due_soon",
    "overdue",
    "calendar_ends",
)
TEXTS: Mapping[str, tuple[str, str]] = {
    REDATED: (
        "Dates have changed",
        "The bank holidays have changed, and so have dates of these cases. The history of each says which and why:",
    ),
    NOT_REDATED: (
        "A person must set dates",
        "The bank holidays have changed. Our table of them ends before these cases are due, so that their dates stand "
        "as they were. A person sets them:",
    ),
    DUE_SOON: ("Cases are due soon", "Something is due soon in these cases:"),
    OVERDUE: (
        "Cases are overdue",
        "Something was due in these cases and was not done. Each asks in the console why:",
    ),
    CALENDAR_ENDS: (
        "The table of bank holidays ends within a year",
        "Beyond its end no date can be counted. Ask whoever runs Heard to install a version that knows more. It ends "
        "on:",
    ),
}


def mails(template: str, told: Mapping[str, Iterable[dict[str, str]]], moment: datetime) -> list[dict[str, Any]]:
    """The rows of casework.staff_mail that tell each address of its items, two hundred in one mail."""
    return [
        mail(uuid7(), template, address, items[start : start + IN_ONE_MAIL], moment)
        for address, items in ((address, list(items)) for address, items in told.items())
        for start in range(0, len(items), IN_ONE_MAIL)
    ]


def mail(
    mail_id: UUID, template: str, address: str, items: Sequence[dict[str, str]], moment: datetime
) -> dict[str, Any]:
    """The row of one mail. An item has a reference, a day (`on`, ISO 8601), or both."""
    return {
        "id": mail_id,
        "template": template,
        "address": address,
        "details": {"items": list(items)},
        "made_at": moment,
        "attempts": 0,
    }


def compose(template: str, details: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text of a mail of the clock."""
    subject, opening = TEXTS[template]
    lines = [
        "  ".join(filter(None, [item.get("reference"), "on" in item and in_words(date.fromisoformat(item["on"]))]))
        for item in details["items"]
    ]
    return subject, "\n".join([opening, "", *lines, ""])


def mailboxes_of(council: Council, team: str) -> list[str]:
    """The complaints team's mailbox, and the team's own where it has one."""
    return list(dict.fromkeys(filter(None, [council.complaints_mailbox, council.mailboxes.get(team)])))
