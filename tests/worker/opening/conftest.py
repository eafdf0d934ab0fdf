"""Rooms where answers come together, those who are asked, and what was counted."""

from collections import Counter
from uuid import uuid4

import pytest
from boxed import a_send_out, an_answer, put_boxes

from foundation.records.models import Invitation, SendOut, Tally
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder


@pytest.fixture
def keys(tmp_path, given):
    """The worker's key folder, with the keys that it makes by itself."""
    folder = KeyFolder(tmp_path / "keys")
    keep_keys(given, folder)
    return folder


@pytest.fixture
def room(everything):
    """Another send-out; its id."""

    def hang(**different):
        row = a_send_out(**different)
        with everything.unit_of_work() as uow:
            uow.keep(SendOut, row)
        return row["id"]

    return hang


@pytest.fixture
def invite(everything):
    """So many people are asked by a send-out, each in this state."""

    def ask(send_out_id, number, state="sent"):
        with everything.unit_of_work() as uow:
            uow.keep(Invitation, *(
                {"ticket": uuid4(), "send_out_id": send_out_id, "channel": "email", "contact": None,
                 "contact_key": None, "state": state, "attempts": 0, "not_before": None, "provider_id": None,
                 "sent_on": None, "reminded_on": None}
                for _ in range(number)
            ))  # fmt: skip

    return ask


@pytest.fixture
def answer(everything):
    """So many people answer a send-out: how it went, differently each; the ids of their boxes."""

    def wait(send_out_id, number, band="adult", **given):
        answers = [an_answer({"went": str(1 + at % 5)} | given, band) for at in range(number)]
        return put_boxes(everything, send_out_id, *answers)

    return wait


@pytest.fixture
def cells(rows):
    """What is counted, by question and answer."""

    def read():
        found = Counter()
        for cell in rows(Tally):
            found[cell.question, cell.answer] += cell.n
        return found

    return read
