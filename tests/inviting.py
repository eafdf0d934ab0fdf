"""People who wait to be asked: what the staff face puts before the worker."""

import re
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any
from uuid import UUID, uuid4

from boxed import MOMENT, a_send_out

from foundation.records import Records
from foundation.records.models import Invitation, SendOut
from foundation.surveys.codes import read_code

ADDRESS = "https://surveys.council.example"
NAMES = ("ticket", "send_out_id", "channel", "contact", "contact_key", "state", "attempts", "not_before")
NAMES += ("provider_id", "sent_on", "reminded_on")


def an_invitation(send_out_id: UUID, contact: str, **different: Any) -> dict[str, Any]:
    """Somebody who waits to be asked, by a text where the contact is no mail address."""
    nothing: dict[str, Any] = dict.fromkeys(NAMES)
    return nothing | {
        "ticket": uuid4(), "send_out_id": send_out_id, "channel": "email" if "@" in contact else "text",
        "contact": contact, "state": "waiting", "attempts": 0, **different,
    }  # fmt: skip


def ask(everything: Records, contacts: Sequence[str], **different: Any) -> UUID:
    """A send-out that somebody has confirmed, to these contacts; its id."""
    send_out = a_send_out(
        **{"kind": "invitations", "questionnaire": "end_of_intervention", "area": "child_in_need", "made_at": MOMENT}
        | different
    )
    with everything.unit_of_work() as uow:
        uow.keep(SendOut, send_out)
        uow.keep(Invitation, *(an_invitation(send_out["id"], contact) for contact in contacts))
    return UUID(str(send_out["id"]))


def code_in(letter: EmailMessage) -> str:
    """The code of the invitation in this letter."""
    [code] = re.findall(rf"{ADDRESS}/s/(\w+)", letter.get_content())
    return read_code(code)
