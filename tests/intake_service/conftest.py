"""Visitors of the intake site, what they see, and what is stored of what they send."""

import os
import re
from datetime import date
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from builders import SURVEYS
from sqlalchemy import create_engine, func, make_url, select, text

import intake_service
from foundation.contracts.equality import POOLS
from foundation.equality.sealing import new_pair
from foundation.records import Records
from foundation.records.grants import OWNER, quoted
from foundation.records.models import Base, EqualityPeriod, Outgoing, Receipt, Submission
from heard.partners import add_partner

API = "/api/v1/submissions"
WITHOUT_END = {"input", "link", "meta", "br", "img", "hr"}


class Seen(HTMLParser):
    """A page as a browser takes it apart."""

    def __init__(self, response):
        super().__init__()
        self.status, self.headers, self.html = response.status_code, response.headers, response.text
        self.location = response.headers.get("Location")
        self.tags, self.h1s, self.title, self.links, self.areas = [], [], "", [], {}
        self._inside, self._area = [], None
        self.feed(self.html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, attributes))
        named = dict(attributes)
        if tag not in WITHOUT_END:
            self._inside.append(tag)
        if tag == "h1":
            self.h1s.append("")
        if tag == "a":
            self.links.append([named.get("href"), ""])
        if tag == "textarea":
            self._area = named["name"]
            self.areas[self._area] = ""

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop() != tag:
            pass

    def handle_data(self, data):
        if "h1" in self._inside:
            self.h1s[-1] += data.strip()
        if "title" in self._inside:
            self.title += data
        if "a" in self._inside:
            self.links[-1][1] += data
        if "textarea" in self._inside:
            self.areas[self._area] += data

    @property
    def ids(self):
        return [value for _, attributes in self.tags for name, value in attributes if name == "id"]

    @property
    def inputs(self):
        """What the boxes hold: the words in each text area and text input, and each ticked radio or box."""
        found = dict(self.areas)
        for tag, attributes in self.tags:
            named = dict(attributes)
            if tag != "input" or (named["type"] in ("radio", "checkbox") and "checked" not in named):
                continue
            found.setdefault(named["name"], named.get("value", ""))
        return found

    @property
    def hidden(self):
        return {name: self.inputs[name] for name in ("csrf_token", "form_id")}

    @property
    def faults(self):
        """Each line of the error summary: the id it leads to and what it says."""
        summary = self.html.partition("govuk-error-summary__list")[2]
        found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary.partition("</ul>")[0])
        return {where: said.strip() for where, said in found}


class Visitor:
    """One browser, with its own cookies and its own address."""

    def __init__(self, app):
        self.client = app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = f"fd00:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1"

    def see(self, path, **kwargs):
        return Seen(self.client.get(path, **kwargs))

    def post(self, what, fields, **kwargs):
        return Seen(self.client.post(f"/tell/{what}", data=fields, **kwargs))

    def send(self, what, fields):
        """Open a form, fill it in and send it."""
        return self.post(what, self.see(f"/tell/{what}").hidden | fields)

    def tell(self, body, key=None, partner=None):
        """Send JSON to the API."""
        headers = {"Idempotency-Key": key, "Authorization": partner and f"Bearer {partner}"}
        return self.client.post(API, json=body, headers={name: value for name, value in headers.items() if value})


class SharedDatabase:
    """One migrated database for all tests of this folder: hundreds of them, each asking for little."""

    def __init__(self):
        self._server = make_url(os.environ["HEARD_TEST_DATABASE_URL"])
        self._name = f"heard_test_{uuid4().hex}"
        tables = [table.fullname for table in reversed(Base.metadata.sorted_tables) if table.schema != "operation"]
        self._clear = text(";".join(f"delete from {quoted(table)}" for table in tables))  # noqa: S608 -- our own names
        self._do(f"create database {self._name} template heard_tests owner {OWNER}")
        self._superuser = create_engine(self.url())

    def url(self, role="superuser"):
        url = self._server.set(database=self._name)
        return (url if role == "superuser" else url.set(username=role)).render_as_string(hide_password=False)

    def clear(self):
        with self._superuser.begin() as connection:
            connection.execute(self._clear)

    def drop(self):
        self._superuser.dispose()
        self._do(f"drop database {self._name} with (force)")

    def _do(self, statement):
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@pytest.fixture(scope="session")
def shared_database():
    shared = SharedDatabase()
    yield shared
    shared.drop()


@pytest.fixture
def database(shared_database):
    """The shared database, empty."""
    shared_database.clear()
    return shared_database


@pytest.fixture(scope="session")
def app_at(shared_database, council):
    """The intake site under its own role, one for each moment that is asked for."""
    records = Records(shared_database.url("heard_intake"), process="tests", connections=8)
    apps = {}

    def start(moment):
        if moment not in apps:
            secret = "not a secret, only for tests: 0123456789"
            apps[moment] = intake_service.create_app(
                records=records, council=council, secret=secret, survey_address=SURVEYS, now=lambda: moment
            )
        return apps[moment]

    yield start
    records.close()


@pytest.fixture
def intake_app(database, app_at, moment):
    return app_at(moment)


@pytest.fixture
def visitor_of():
    return Visitor


@pytest.fixture
def visitor(intake_app):
    return Visitor(intake_app)


@pytest.fixture
def another_visitor(intake_app):
    return Visitor(intake_app)


@pytest.fixture
def stored(everything):
    """How many rows there are of submissions, receipts and messages."""

    def count():
        with everything.unit_of_work() as uow:
            return tuple(
                uow.session.scalar(select(func.count()).select_from(table)) for table in (Submission, Receipt, Outgoing)
            )

    return count


@pytest.fixture
def submissions(everything):
    def read():
        with everything.unit_of_work() as uow:
            return uow.session.scalars(select(Submission).order_by(Submission.id)).all()

    return read


@pytest.fixture
def a_partner(records_as, moment):
    """Register a partner system and give its key."""

    def add(name="A school"):
        with records_as("heard_operator").unit_of_work() as uow:
            return add_partner(uow, name, moment)

    return add


QUARTER = {"begins_on": date(2026, 10, 1), "ends_on": date(2026, 12, 31), "state": "open", "waiting": 0}


@pytest.fixture(scope="session")
def key():
    """The private half and the public half of a period's key."""
    return new_pair()


@pytest.fixture
def a_period(everything, key):
    """A period of one pool or of both, with the public half of our key; their ids by pool."""

    def make(*pools, **different):
        rows = [{"id": uuid4(), "pool": pool, "public": key[1], **QUARTER, **different} for pool in pools]
        with everything.unit_of_work() as uow:
            uow.keep(EqualityPeriod, *rows)
        return {row["pool"]: row["id"] for row in rows}

    return make


@pytest.fixture
def periods(a_period):
    return a_period(*POOLS)


FORMS = {
    "problem": {
        "words": "Nobody rang me back.",
        "topic": "worker",
        "service_area": "child_in_need",
        "relationship": "parent",
        "still_going_on": "y",
    },
    "different-worker": {"words": "He never comes.", "service_area": "leaving_care", "relationship": "care_leaver"},
    "thanks": {"words": "She was kind.", "service_area": "adoption"},
    "idea": {"words": "Open on Saturdays.", "service_area": "send"},
}
BODIES = {
    "complaint": FORMS["problem"] | {"still_going_on": True},
    "worker_change": FORMS["different-worker"],
    "compliment": FORMS["thanks"],
    "comment": FORMS["idea"],
    "meeting": {"meeting": "core_group", "meeting_went": 4, "meeting_listened": "partly"},
}


@pytest.fixture
def form_of():
    """What somebody fills in, with only what is needed and what is given here. None leaves a field out."""

    def fill(what, /, **different):
        return {name: value for name, value in (FORMS[what] | different).items() if value is not None}

    return fill


@pytest.fixture
def body_of():
    """The JSON of one kind, with only what is needed and what is given here. ... leaves a field out."""

    def fill(kind, /, **different):
        whole = {"kind": kind} | BODIES[kind] | different
        return {name: value for name, value in whole.items() if value is not ...}

    return fill
