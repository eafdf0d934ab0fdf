"""Every address of the console is either open by name or needs a permission."""

import pytest
from staffing import Browser, census

from foundation.staff.roles import KNOWN
from foundation.staff.site import OPEN


def test_every_address_names_its_permission_or_stands_in_the_open_list(console_app):
    bare = {endpoint for endpoint, _, _ in census(console_app, OPEN)
            if getattr(console_app.view_functions[endpoint], "needs", None) not in KNOWN}  # fmt: skip
    assert not bare, f"put @needs('…') on {bare}; see foundation/staff/permissions.py"


def test_the_open_list_holds_the_sign_in_and_the_operators_pages_and_nothing_else():
    assert {
        "signing_in.sign_in", "signing_in.once", "health.live", "health.ready", "health.metrics",
    } == OPEN  # fmt: skip


def test_somebody_who_is_not_signed_in_gets_nothing(console_app):
    visitor = Browser(console_app).client
    closed = census(console_app, OPEN)
    assert len(closed) > 6
    for endpoint, _, path in closed:
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            answer = visitor.open(path, method=method, data={"any": "thing"})
            assert not 200 <= answer.status_code < 300, (endpoint, method)


@pytest.mark.parametrize("role", ["equality_officer", "practitioner"])
def test_those_who_do_not_work_on_cases_get_403_on_every_address_of_them(console_app, signed_in_as, role):
    browser = signed_in_as(role)
    of_cases = [(method, path) for endpoint, method, path in census(console_app, OPEN) if endpoint.startswith("cases.")]
    assert len(of_cases) >= 6
    for method, path in of_cases:
        assert browser.client.open(path, method=method).status_code == 403, path
