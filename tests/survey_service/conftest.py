"""The staff face of the survey service, and somebody who is signed in to it."""

import pytest
from staffing import EMAIL, QUICK, SECRET, Browser, an_account

import survey_service
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
