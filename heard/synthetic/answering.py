"""The survey service in the made-up year: families are asked, and answer at its own public door."""

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from email import message_from_bytes, policy
from itertools import count
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from flask import Flask
from sqlalchemy import func, select

from foundation.council import Council
from foundation.records import Records
from foundation.records.models import SendOut, Spent
from foundation.staff.sessions import SignedIn
from foundation.surveys.library import library
from heard.synthetic.surveys import Asked, Invitations, Reply
from survey_service.asking import name_of
from survey_service.send import sending
from survey_service.send.contacts import read_contact
from worker.circumstances import Circumstances
from worker.providers import FileOutbox, Letter
from worker.surveys.asking import Asking
from worker.surveys.key_life import keep_keys
from worker.surveys.opening import open_boxes
from worker.surveys.sending import send_invitations
from worker.surveys.standing import hang_posters

LINK = re.compile(r"https?://\S+/s/\S+")
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
FORM = "data-answers"
Planned = TypeVar("Planned", Invitations, Reply)


class WalkStopped(RuntimeError):
    """A door refused something made up: the plan and the door disagree."""


class Letterbox(FileOutbox):
    """The folder of letters, and the link that a made-up person finds in theirs."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.links: dict[str, str] = {}
        for file in folder.glob("*.eml"):  # of a walk that was stopped
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            self._find_link(str(letter["To"]), letter.get_content())

    def take(self, letter: Letter, council: Council, moment: datetime) -> None:
        """Write it, and remember the link in it."""
        super().take(letter, council, moment)
        self._find_link(letter.address, letter.text)

    def _find_link(self, address: str, text: str) -> None:
        if found := LINK.search(text):
            self.links[address] = urlsplit(found[0]).path


class Surveys:
    """What happens day by day: who is asked is sent a letter, who answers comes to the door, the worker opens boxes."""

    def __init__(
        self, planned: Asked, *, door: Flask, staff: Records, by: SignedIn, desk: Circumstances, asking: Asking,
        letters: Letterbox,
    ) -> None:  # fmt: skip
        self._planned, self._door, self._staff, self._by = planned, door.test_client(), staff, by
        self._desk, self._asking, self._letters = desk, asking, letters
        self._answered = _answered_before(desk)
        self._seen_to: date | None = None
        self._households = count(1)

    def days(self) -> set[date]:
        """The days on which anything happens."""
        replies = (*self._planned.by_invitation, *self._planned.by_poster)
        return {it.on for it in (*self._planned.invitations, *replies)}

    def begin(self, day: date) -> None:
        """See to keys once a month, and to posters."""
        if self._seen_to is None:
            hang_posters(self._desk)
        if self._seen_to is None or self._seen_to.replace(day=1) != day.replace(day=1):
            keep_keys(self._desk, self._asking.keys)
        self._seen_to = day

    def ask(self, day: date) -> None:
        """Send the invitations of this day."""
        for invitations in _of(self._planned.invitations, day):
            self._invite(invitations)
            self.send_letters()

    def send_letters(self) -> None:
        """Send every invitation that waits."""
        while send_invitations(self._desk, self._asking, self._letters):
            pass

    def answer_letter(self, reply: Reply) -> bool:
        """Bring the answer of somebody who may have been drawn for a sample; whether they were."""
        if reply.to not in self._letters.links:
            return False
        self._send(self._letters.links[reply.to], reply)
        return True

    def answer(self, day: date) -> int:
        """Bring the answers of this day; how many there were. What was kept before the walk was stopped stays once."""
        by_invitation, by_poster = _of(self._planned.by_invitation, day), _of(self._planned.by_poster, day)
        for reply in by_invitation:
            self._send(self._letters.links[reply.to], reply)
        for reply in by_poster:
            if self._answered[reply.to]:
                self._answered[reply.to] -= 1
            else:
                self._send(f"/q/{reply.to}", reply, ticket=self._ticket(reply))
        return len(by_invitation) + len(by_poster)

    def open(self) -> None:
        """Open what has come together."""
        while open_boxes(self._desk, self._asking.keys):
            pass

    def _invite(self, invitations: Invitations) -> None:
        moment, surveys = self._desk.now(), self._desk.council.surveys
        plan = sending.Plan(
            uuid5(NAMESPACE_URL, f"{invitations.on} {invitations.questionnaire}"), invitations.name,
            library().newest(invitations.questionnaire), invitations.area, invitations.team, None, self._by.account_id,
        )  # fmt: skip
        contacts = [read_contact(address) for address in invitations.addresses]
        with self._staff.unit_of_work() as uow:
            sending.draft(uow, plan, contacts, (), sending.when(moment, surveys, remind=False), moment)
        with self._staff.unit_of_work() as uow:
            sending.confirm(uow, uow.session.get_one(SendOut, plan.id), surveys, moment)

    def _ticket(self, reply: Reply) -> str:
        """The ticket of one page: what is posted from a poster carries it."""
        found = TICKET.search(self._door.get(f"/q/{reply.to}", query_string={"for": reply.band}).text)
        if found is None:
            raise WalkStopped(f"the synthetic year stopped at the poster {reply.to}: its page has no ticket")
        return found[1]

    def _send(self, path: str, reply: Reply, **more: str) -> None:
        """Fill in the form and send it; each from an address of its own, as families do."""
        asked = library().newest(reply.questionnaire).asked_of(reply.band)
        form: dict[str, object] = {name_of(code): given for code, given in reply.given.items()}
        form |= {"asked": [it.code for it in asked], "go": "send", **more}
        here = {"REMOTE_ADDR": f"fd00:0:0:{next(self._households):x}::1"}
        sent = self._door.post(path, query_string={"for": reply.band}, data=form, environ_overrides=here)
        used_before = sent.status_code == 200 and FORM not in sent.text  # in a walk that was stopped
        if sent.status_code != 303 and not used_before:
            raise WalkStopped(f"the synthetic year stopped at an answer to {reply.questionnaire}: {sent.text}")


def _of(planned: Iterable[Planned], day: date) -> list[Planned]:
    return [it for it in planned if it.on == day]


def _answered_before(desk: Circumstances) -> Counter[str]:
    """How many answered by each poster, in a walk that was stopped."""
    counts = select(SendOut.code, func.count()).join(Spent, Spent.send_out_id == SendOut.id)
    with desk.records.unit_of_work() as uow:
        found = uow.session.execute(counts.where(SendOut.code.is_not(None)).group_by(SendOut.code)).all()
    return Counter(dict(found))
