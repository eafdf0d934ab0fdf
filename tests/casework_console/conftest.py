import re
from datetime import date

import pytest
from builders import COUNTED, MONDAY, a_case
from sqlalchemy import select
from staffing import QUICK, SECRET, Browser, Clock, an_account
from uuid_utils.compat import uuid7

import casework_console
from foundation.records.models import Case, Deadline
from foundation.staff import passwords


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", QUICK)


@pytest.fixture
def console_clock(moment):
    """The console's clock, which stands still until it is moved."""
    return Clock(moment)


@pytest.fixture
def console_app(records_as, council, console_clock, templates):
    app = casework_console.create_app(
        records=records_as("heard_console"), council=council, secret=SECRET, now=console_clock
    )
    app.testing = True
    app.jinja_env.bytecode_cache = templates
    return app


@pytest.fixture
def signed_in_as(console_app, records_as, council, moment):
    """A browser in which somebody of this role is signed in to the console."""

    def sign_in(role, team=None):
        email = f"{role}.{team}@example.gov.uk".lower()
        an_account(records_as("heard_operator"), council, moment, email=email, role=role, team=team)
        browser = Browser(console_app)
        assert browser.sign_in(email).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def manager(signed_in_as):
    return signed_in_as("complaints_manager")


@pytest.fixture
def case_of(everything):
    """Make a case; what is not a column of the case is one of its submission."""

    def make(*, submission=None, **different):
        with everything.unit_of_work() as uow:
            return a_case(uow, submission=submission, **different)

    return make


class Officer:
    """Somebody who decides: opens the page of one decision and sends its form."""

    def __init__(self, browser):
        self.browser = browser

    def page(self, reference, action):
        return self.browser.get(f"/cases/{reference}/{action}")

    def form(self, reference, action):
        """What the page's form holds before anything is typed."""
        page = self.page(reference, action)
        assert page.status_code == 200, page.text
        return dict(re.findall(r'<input[^>]*name="(csrf_token|form_id|seen)"[^>]*value="([^"]+)"', page.text))

    def send(self, reference, action, fields):
        return self.browser.client.post(f"/cases/{reference}/{action}", data=fields)

    def decide(self, reference, action, **fields):
        """Open the page, fill the form, send it."""
        given = {"why": "Because it is right."} | {name.rstrip("_"): value for name, value in fields.items()}
        return self.send(reference, action, self.form(reference, action) | given)


@pytest.fixture
def officer(signed_in_as):
    return Officer(signed_in_as("complaints_officer"))


@pytest.fixture
def rows_of(everything):
    """The rows of one table that belong to a case."""

    def read(table, reference):
        with everything.unit_of_work() as uow:
            if table is Case:
                return uow.session.scalars(select(Case).where(Case.reference == reference)).one()
            found = select(table).join(Case, Case.id == table.case_id).where(Case.reference == reference)
            return uow.session.scalars(found.order_by(table.id)).all()

    return read


@pytest.fixture
def clock_on(everything):
    """Set a clock on a case; what is not said is the statutory answer at stage 1, from Monday 23 November 2026."""

    def setting(reference, **different):
        told = {
            "id": uuid7(), "due": "stage_1_answer", "starts_on": MONDAY, "due_on": date(2026, 12, 7),
            "source": "SI 2006/1738 reg. 14", "working": "10 working days.", "local": False,
        }  # fmt: skip
        with everything.unit_of_work() as uow:
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            uow.keep(Deadline, COUNTED | told | {"case_id": case_id} | different)
        return f"clocks/{(told | different)['id']}"

    return setting


@pytest.fixture
def with_line(everything):
    """Add a row that belongs to a case."""

    def adding(reference, table, **row):
        with everything.unit_of_work() as uow:
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            uow.keep(table, {"id": uuid7(), "case_id": case_id, **row})

    return adding
