"""Visitors of the intake site, what they see, and what is stored of what they send."""

from datetime import date
from uuid import uuid4

import pytest
from builders import SURVEYS
from sqlalchemy import func, select
from visiting import SharedDatabase, Visitor

import intake_service
from foundation.contracts.equality import ADDRESSES, POOLS
from foundation.equality.sealing import new_pair
from foundation.records import Records
from foundation.records.models import EqualityPeriod, Outgoing, Receipt, Submission
from heard.partners import add_partner


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


@pytest.fixture
def somebody(visitor):
    """Somebody who is at the questions of a pool; what they press."""

    def press(go, address=ADDRESSES["complainants"], **fields):
        return visitor.client.post(address, data={"go": go, **fields})

    return press


@pytest.fixture
def seen(visitor):
    """A response as a browser takes it apart, with the names of its buttons."""
    kind = type(visitor.see("/"))

    def look(response):
        page = kind(response)
        page.names = {dict(given).get("name", "") for tag, given in page.tags if tag == "input"}
        return page

    return look
