"""Invitations per second that one worker hands to a mail server which refuses some, puts some off and drops some."""

import logging
import time
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select

from chaos.mail_server import a_mail_server
from foundation.records import Records
from foundation.records.models import Invitation, SendOut
from foundation.runtime.clock import now
from foundation.runtime.logs import OURS
from foundation.surveys.library import library
from worker.circumstances import Circumstances
from worker.providers import Smtp
from worker.surveys.asking import Asking
from worker.surveys.keys import KeyFolder
from worker.surveys.sending import send_invitations

LATER = timedelta(minutes=1)


def sent_per_second(given: Circumstances, keys: KeyFolder, everything: Records, invitations: int) -> float:
    """One send-out with three faults of a hundred. Raises SystemExit unless each good one was sent exactly once."""
    contacts = [f"{number}@{uuid4().hex}.example" for number in range(invitations)]
    refused, put_off, dropped = (set(contacts[at::100]) for at in range(3))
    send_out_id = _ask(everything, contacts)
    asking, moment = Asking(keys, "https://surveys.council.example"), now()
    logging.getLogger(OURS).setLevel(logging.ERROR)  # every fault is a line
    with a_mail_server(refuses=refused, puts_off=put_off, drops_after=dropped) as mail:
        provider = Smtp(f"smtp://127.0.0.1:{mail.port}")
        started = time.monotonic()
        tried = send_invitations(_at(moment, given), asking, provider, invitations + 1)
        mail.puts_off, mail.drops_after = set(), set()
        tried += send_invitations(_at(moment + LATER, given), asking, provider, invitations + 1)
        took = time.monotonic() - started
    taken = Counter(str(to) for to in mail.sent_to)
    wanted = dict.fromkeys(set(contacts) - refused, 1) | dict.fromkeys(dropped, 2)
    if taken != wanted or _states(everything, send_out_id) != {"sent": len(wanted), "undeliverable": len(refused)}:
        raise SystemExit("not every invitation was sent once, or stands where it should")
    return tried / took


def _at(moment: datetime, given: Circumstances) -> Circumstances:
    return Circumstances(given.records, given.council, given.shipped, lambda: moment)


def _ask(everything: Records, contacts: list[str]) -> UUID:
    send_out_id, asked = uuid4(), library().newest("end_of_intervention")
    with everything.unit_of_work() as uow:
        uow.keep(SendOut, {
            "id": send_out_id, "kind": "invitations", "name": "The bench", "questionnaire": asked.code,
            "version": asked.version, "area": "child_in_need", "made_at": now(), "confirmed_at": now(),
        })  # fmt: skip
        uow.keep(Invitation, *(
            {"ticket": uuid4(), "send_out_id": send_out_id, "channel": "email", "contact": contact, "state": "waiting",
             "attempts": 0}
            for contact in contacts
        ))  # fmt: skip
    return send_out_id


def _states(everything: Records, send_out_id: UUID) -> dict[str, int]:
    counted = (
        select(Invitation.state, func.count().label("n"))
        .where(Invitation.send_out_id == send_out_id)
        .group_by(Invitation.state)
    )
    with everything.unit_of_work() as uow:
        return {row.state: row.n for row in uow.connection.execute(counted)}
