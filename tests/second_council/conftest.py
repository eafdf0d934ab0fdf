"""A council that exists nowhere, in the place of the one that is shipped."""

from pathlib import Path

import pytest
from staffing import SECRET, Browser, an_account

import casework_console
from foundation.council import Council, load_council


@pytest.fixture(scope="session")
def council() -> Council:
    """Eastmere."""
    return load_council(Path(__file__).parent / "eastmere")


@pytest.fixture
def signed_in_as(records_as, council, moment):
    """A browser in which somebody of this role is signed in to Eastmere's console."""
    app = casework_console.create_app(
        records=records_as("heard_console"), council=council, secret=SECRET, now=lambda: moment
    )
    app.testing = True

    def sign_in(role, team=None):
        email = f"{role}@eastmere.example"
        an_account(records_as("heard_operator"), council, moment, email=email, role=role, team=team)
        browser = Browser(app)
        assert browser.sign_in(email).status_code == 303
        return browser

    return sign_in
