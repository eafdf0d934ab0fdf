"""Invitations per second that one worker hands to a mail server which refuses some, puts some off and drops some."""

import logging
import multiprocessing
import smtplib
import time
from collections import Counter
from collections.abc import Iterator, Set
from contextlib import contextmanager
from datetime import datetime, timedelta
from multiprocessing.connection import Connection
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
LETTER = b"Subject: About our service\r\nTo: somebody@example.com\r\n\r\n" + b"We would like to ask you.\r\n" * 40


def sent_per_second(given: Circumstances, keys: KeyFolder, everything: Records, invitations: int) -> float:
    """One send-out with three faults of a hundred. Raises SystemExit unless each good one was sent exactly once."""
    contacts = [f"{number}@{uuid4().hex}.example" for number in range(invitations)]
    refused, put_off, dropped = (set(contacts[at::100]) for at in range(3))
    send_out_id = _ask(everything, contacts)
    asking, moment = Asking(keys, "https://surveys.council.example"), now()
    logging.getLogger(OURS).setLevel(logging.ERROR)  # every fault is a line
    with mail_server_apart(refused, put_off, dropped) as mail:
        provider = Smtp(f"smtp://127.0.0.1:{mail.recv()}")
        started = time.monotonic()
        tried = send_invitations(_at(moment, given), asking, provider, invitations + 1)
        mail.send("no faults any more")
        mail.recv()
        tried += send_invitations(_at(moment + LATER, given), asking, provider, invitations + 1)
        took = time.monotonic() - started
        mail.send("what was taken?")
        taken = mail.recv()
    wanted = dict.fromkeys(set(contacts) - refused, 1) | dict.fromkeys(dropped, 2)
    if taken != wanted or _states(everything, send_out_id) != {"sent": len(wanted), "undeliverable": len(refused)}:
        raise SystemExit("not every invitation was sent once, or stands where it should")
    return tried / took


def mails_taken(seconds: float) -> float:
    """Yardstick M: letters per second that this mail server takes from bare smtplib by one connection, one by one."""
    with mail_server_apart() as mail, smtplib.SMTP("127.0.0.1", mail.recv()) as connection:
        count, end = 0, time.monotonic() + seconds
        while time.monotonic() < end:
            connection.sendmail("council@example.com", [f"{count}@example.com"], LETTER)
            count += 1
    return count / seconds


@contextmanager
def mail_server_apart(
    refuses: Set[str] = frozenset(), puts_off: Set[str] = frozenset(), drops: Set[str] = frozenset()
) -> Iterator[Connection]:
    """A mail server in a process of its own, as it would be. It says its port, and then whom it has taken letters for
    when it is asked a second time; from the first time on it takes everything.
    """
    ours, theirs = multiprocessing.Pipe()
    start = multiprocessing.get_context("spawn").Process
    process = start(target=_take_letters, args=(theirs, refuses, puts_off, drops), daemon=True)
    process.start()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def _take_letters(line: Connection, refuses: Set[str], puts_off: Set[str], drops: Set[str]) -> None:
    logging.disable()  # what breaks when it hangs up
    with a_mail_server(refuses=set(refuses), puts_off=set(puts_off), drops_after=set(drops)) as mail:
        line.send(mail.port)
        line.recv()
        mail.puts_off, mail.drops_after = set(), set()
        line.send(None)
        line.recv()
        line.send(Counter(envelope.rcpt_tos[0] for envelope in mail.envelopes))
        line.recv()


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
