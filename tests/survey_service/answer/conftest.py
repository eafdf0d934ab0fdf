"""The public face under its own role, surveys that somebody was asked, and what was sent, unsealed."""

import re
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from uuid import UUID, uuid4

import pytest
from boxed import a_send_out
from browsed import browsing, refuse_faults, refuse_overflow, served
from little_questionnaire import read_little
from staffing import SECRET, Clock

from foundation.contracts.envelope import open_envelope
from foundation.equality.sealing import new_pair, unseal
from foundation.records import Records
from foundation.records.models import Code, Outgoing, SealingKey, SendOut
from foundation.surveys import library as questionnaires
from foundation.surveys.boxes import unpack
from foundation.surveys.codes import code_of, hash_of
from foundation.surveys.library import Library, library
from survey_service.answer import limits
from survey_service.public import create_app

MONTH = date(2026, 11, 1)
CODES = b"the key of codes of these tests."
FIELD = re.compile(r"<(input|textarea)\b([^>]*)>(?:([^<]*)</textarea>)?")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass
class Asked:
    """Surveys that were sent out, put into the database as the worker puts them there."""

    everything: Records
    private: bytes
    tickets: dict[str, UUID] = field(default_factory=dict)
    send_outs: dict[str, UUID] = field(default_factory=dict)

    def poster(self, questionnaire="meeting", **different):
        """A poster; its code."""
        send_out = self._send_out(questionnaire, **different)
        self.send_outs[send_out["code"]] = send_out["id"]
        return send_out["code"]

    def invitation(self, questionnaire="meeting", **different):
        """An invitation of a send-out of its own; the code that was sent."""
        send_out, ticket = self._send_out(questionnaire, kind="invitations", **different), uuid4()
        return self.code(send_out["id"], ticket, 0)

    def code(self, send_out_id, ticket, number):
        """A code that spends this ticket."""
        code = code_of(CODES, ticket, number)
        with self.everything.unit_of_work() as uow:
            uow.keep(Code, {"code_hash": hash_of(code), "ticket": ticket, "send_out_id": send_out_id})
        self.tickets[code], self.send_outs[code] = ticket, send_out_id
        return code

    def reminder_of(self, code):
        """Another code for the same ticket."""
        return self.code(self.send_outs[code], self.tickets[code], 1)

    def change(self, code, **values):
        """Change the send-out of a code."""
        with self.everything.unit_of_work() as uow:
            send_out = uow.session.get(SendOut, self.send_outs[code])
            for name, value in values.items():
                setattr(send_out, name, value)

    def _send_out(self, questionnaire, **different):
        version = library().newest(questionnaire).version
        send_out = a_send_out(questionnaire=questionnaire, version=version, **different)
        with self.everything.unit_of_work() as uow:
            uow.keep(SendOut, send_out)
        return send_out


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def asked(everything):
    private, public = new_pair()
    with everything.unit_of_work() as uow:
        uow.keep(
            SealingKey,
            {"id": uuid4(), "month": MONTH, "sample_id": None, "public": public, "destroyed": False},
        )
    return Asked(everything, private)


@pytest.fixture
def new_face(records_as, council, clock, templates):
    """Make the public face anew, differently where a test says so."""

    def make(**different):
        given = {"records": records_as("heard_survey_public"), "council": council, "secret": SECRET, "now": clock}
        app = create_app(**(given | different))
        app.testing = True
        app.jinja_env.bytecode_cache = templates
        return app

    return make


@pytest.fixture
def few_guesses(monkeypatch):
    """A limit that no minute's end takes away while a test runs."""
    monkeypatch.setattr(limits, "WRONG_CODES", "4 per day")


@pytest.fixture
def face(new_face):
    return new_face()


@pytest.fixture
def visitor(face):
    """Somebody's browser; it would keep a cookie, and is never given one."""
    client = face.test_client()
    yield client
    assert not client._cookies


@pytest.fixture
def sent(rows, asked):
    """Every answer that is on its way, unsealed: (send-out, answers)."""

    def read():
        found = [open_envelope(it.headers, it.body) for it in rows(Outgoing) if it.type == "response.sealed.v1"]
        opened = [(it.send_out_id, unpack(unseal(it.box, [asked.private]), library().version)) for it in found]
        return sorted(opened, key=lambda it: str(it[0]))

    return read


@pytest.fixture
def beside(monkeypatch):
    """Put one more questionnaire beside the ready-made ones, for this test."""

    def put(questionnaire):
        every = Library(dict(library().every) | {(questionnaire.code, questionnaire.version): questionnaire})
        library.cache_clear()
        monkeypatch.setattr(questionnaires, "read_library", lambda _folder: every)
        return questionnaire

    yield put
    monkeypatch.undo()
    library.cache_clear()


def fields_of(page, form=0):
    """What a browser would send of a page's form, untouched: every field with its value, ticked boxes alone."""
    found = {}
    forms = re.findall(r"<form\b.*?</form>", page, re.S)
    for tag, attributes, inside in FIELD.findall(forms[form]):
        given = dict(ATTRIBUTE.findall(attributes))
        if given.get("type") in ("radio", "checkbox") and not re.search(r"\schecked\b", attributes):
            continue
        value = unescape(inside if tag == "textarea" else given.get("value", ""))
        found.setdefault(given["name"], []).append(value)
    return found


@pytest.fixture
def fill_in(visitor):
    """Open an address, fill the form in and press a button."""

    def send(address, go="send", client=None, page=None, seen=None, ticket=None, follow=False, **answers):
        browser = client or visitor
        fields = fields_of((page or browser.get(address)).text)
        fields |= {"go": go} | {f"q-{code}": answer for code, answer in answers.items()}
        if seen is not None:
            fields["asked"] = seen
        if ticket is not None:
            fields["ticket"] = ticket
        return browser.post(address, data=fields, follow_redirects=follow)

    return send


@pytest.fixture
def address(face):
    """The public face on a port of its own."""
    with served(face) as address:
        yield address


@pytest.fixture
def opened(address, chromium):
    """Open a page on a narrow phone; no request of it may leave this machine, and no cookie may be set."""
    contexts = []
    with browsing(chromium, address) as a_context:

        def a_page(path, **different):
            contexts.append(a_context(**different))
            page = contexts[-1].new_page()
            page.goto(path)
            return page

        yield a_page
        assert [context.cookies() for context in contexts] == [[]] * len(contexts)


@pytest.fixture
def looks_right():
    """No wider than the screen, and nothing that axe finds."""

    def look(page, name):
        page.wait_for_load_state()
        refuse_overflow(page, name)
        refuse_faults(page, name)

    return look


@pytest.fixture
def tea(beside, tmp_path):
    """The smallest questionnaire with every type and every rule."""
    return beside(read_little(tmp_path)).code
