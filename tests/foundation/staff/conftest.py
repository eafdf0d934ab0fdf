import pytest
from staffing import SECRET, Browser, Clock, an_account

from foundation.staff.permissions import needs
from foundation.staff.roles import CASES_READ, OWN_ACCOUNT
from foundation.staff.site import new_staff_app


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def operator(records_as):
    return records_as("heard_operator")


@pytest.fixture
def account(operator, council, moment):
    return an_account(operator, council, moment)


@pytest.fixture
def staff_app(records_as, council, clock):
    app = new_staff_app(
        __name__, name="console", secret=SECRET, council=council, records=records_as("heard_console"),
        home=("Home", "/home"), now=clock,
    )  # fmt: skip
    app.testing = True
    app.add_url_rule("/home", "home", needs(OWN_ACCOUNT)(lambda: "welcome home"), methods=["GET", "POST"])
    app.add_url_rule("/cases", "cases", needs(CASES_READ)(lambda: "cases"))
    app.add_url_rule("/forgotten", "forgotten", lambda: "nobody said who may see this")
    return app


@pytest.fixture
def browser(staff_app):
    return Browser(staff_app)
