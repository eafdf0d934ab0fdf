import pytest
from builders import a_case
from staffing import SECRET, Browser, an_account

import casework_console


@pytest.fixture
def console_app(records_as, council, moment):
    app = casework_console.create_app(
        records=records_as("heard_console"), council=council, secret=SECRET, now=lambda: moment
    )
    app.testing = True
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
def everything(records_as):
    return records_as()


@pytest.fixture
def case_of(everything):
    """Make a case; what is not a column of the case is one of its submission."""

    def make(*, submission=None, **different):
        with everything.unit_of_work() as uow:
            return a_case(uow, submission=submission, **different)

    return make
