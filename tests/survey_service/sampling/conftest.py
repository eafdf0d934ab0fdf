"""Somebody who may draw samples, and surveys of theirs as far as each test needs them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from boxed import an_answer, sealed
from sampled import a_list
from sqlalchemy import select, update

from foundation.records.models import Box, Invitation, Sample, SealingKey, SendOut, Spent
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.surveys.counting import count_samples
from worker.surveys.keys import KeyFolder
from worker.surveys.samples import prepare_samples

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM_ID = re.compile(r'name="form_id"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]+)"')
PLAN = {"total": "200", "how": "proportional", "remind": "y"}


@pytest.fixture
def officer(signed_in_as):
    return signed_in_as("equality_officer")


@pytest.fixture
def upload(officer):
    """Upload a file as the page does; the answer."""

    def send(content=None, form_id=None, name="Winter survey", **fields):
        page = officer.get("/samples/new").text
        told = {"csrf_token": TOKEN.search(page)[1], "form_id": form_id or FORM_ID.search(page)[1], "name": name}
        parts = [(f'name="{key}"', value.encode()) for key, value in (told | fields).items()]
        parts += [] if content is None else [('name="file"; filename="list.csv"', content)]
        body = b"".join(
            b"--part\r\ncontent-disposition: form-data; " + head.encode() + b"\r\n\r\n" + value + b"\r\n"
            for head, value in parts
        )
        kind = "multipart/form-data; boundary=part"
        return officer.client.post("/samples/new", data=body + b"--part--\r\n", content_type=kind)

    return send


@pytest.fixture
def press(officer):
    """Press a button of a survey's page, as the page was when it was opened; the plan goes to the page itself."""

    def send(address, to, page=None, **fields):
        page = page or officer.get(address).text
        told = {"csrf_token": TOKEN.search(page)[1]}
        if seen := SEEN.search(page):
            told["seen"] = seen[1]
        return officer.client.post(f"{address}/{to}" if to else address, data=told | fields)

    return send


@pytest.fixture
def uploaded(upload):
    """A survey whose list was uploaded; its address."""
    return lambda *given: upload(a_list(*given)).headers["Location"]


@pytest.fixture
def planned(uploaded, press):
    """A survey that is planned; its address."""

    def make(**different):
        address = uploaded()
        assert press(address, "", **PLAN | different).status_code == 303
        return address

    return make


@pytest.fixture
def asked(planned, press, records_as, council, days, moment, tmp_path, everything):
    """A survey that was drawn and sent: its address, and how people answer it and it ends."""

    class Survey:
        def __init__(self):
            self.address = planned()
            press(self.address, "order")
            self.given = Circumstances(records_as("heard_consume"), council, days, lambda: moment)
            self.keys = KeyFolder(tmp_path / "keys")
            carry(self.given)
            prepare_samples(self.given, self.keys)
            with everything.unit_of_work() as uow:
                self.send_outs = {
                    it.name.partition(": ")[2]: it.id for it in uow.session.scalars(select(SendOut)).all()
                }
                uow.session.execute(update(Invitation).values(state="sent"))
                undeliverable = select(Invitation.ticket).limit(4)
                uow.session.execute(
                    update(Invitation).where(Invitation.ticket.in_(undeliverable)).values(state="undeliverable")
                )

        def answer(self, group, number, **given):
            """So many people of a group give this answer."""
            send_out_id = self.send_outs[group]
            with everything.unit_of_work() as uow:
                public = uow.session.scalars(select(SealingKey.public)).one()
                tickets = uow.session.scalars(
                    select(Invitation.ticket)
                    .where(Invitation.send_out_id == send_out_id, Invitation.state == "sent",
                           Invitation.ticket.not_in(select(Spent.ticket)))
                    .limit(number)
                ).all()  # fmt: skip
                assert len(tickets) == number
                uow.keep(Spent, *({"ticket": it, "send_out_id": send_out_id} for it in tickets))
                box = sealed(an_answer(given, "adult", "people_served", 2), public)
                uow.keep(Box, *({"id": uuid4(), "send_out_id": send_out_id, "sealed": box} for _ in tickets))

        def ends(self):
            """It has closed, and is counted."""
            over = moment.date() - timedelta(days=15)
            with everything.unit_of_work() as uow:
                uow.session.execute(update(Sample).values(closes_on=over))
            assert count_samples(self.given, self.keys) == 1

    return Survey()
