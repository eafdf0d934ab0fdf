"""The staff face of the survey service, and somebody who is signed in to it."""

import pytest
from browsed import browsing, fits_and_is_accessible, served
from sqlalchemy import select
from staffing import EMAIL, QUICK, SECRET, Browser, an_account

import survey_service
from foundation.records.models import Invitation, SendOut
from foundation.staff import passwords

ANSWERS = "http://127.0.0.1:8002"


@pytest.fixture(autouse=True)
def _quick_passwords(monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", QUICK)


@pytest.fixture
def send_app(records_as, council, moment, templates):
    app = survey_service.create_app(
        records=records_as("heard_survey_staff"), council=council, secret=SECRET, survey_address=ANSWERS,
        now=lambda: moment,
    )  # fmt: skip
    app.testing = True
    app.jinja_env.bytecode_cache = templates
    return app


@pytest.fixture
def signed_in_as(send_app, records_as, council, moment):
    def sign_in(role, team=None, email=EMAIL):
        an_account(records_as("heard_operator"), council, moment, role=role, team=team, email=email)
        browser = Browser(send_app)
        assert browser.sign_in(email).status_code == 303
        return browser

    return sign_in


@pytest.fixture
def practitioner(signed_in_as):
    return signed_in_as("practitioner")


@pytest.fixture
def staff_address(send_app):
    """The staff face on a port of its own."""
    with served(send_app) as address:
        yield address


@pytest.fixture
def opened_by(staff_address, chromium):
    """Open a page as somebody who is signed in, on a narrow phone; no request of it may leave this machine."""
    with browsing(chromium, staff_address) as a_context:

        def a_page(staff, path, **different):
            context, cookie = a_context(**different), staff.client.get_cookie("heard_survey_staff")
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": staff_address}])
            page = context.new_page()
            page.goto(path)
            return page

        yield a_page


@pytest.fixture
def opened(practitioner, opened_by):
    """Open a page as a practitioner."""
    return lambda path, **different: opened_by(practitioner, path, **different)


@pytest.fixture
def looks_right():
    return fits_and_is_accessible


@pytest.fixture
def kept(records_as):
    """Every send-out, and every invitation."""

    def read():
        with records_as().unit_of_work() as uow:
            return uow.session.scalars(select(SendOut)).all(), uow.session.scalars(select(Invitation)).all()

    return read
