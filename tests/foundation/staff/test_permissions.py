"""Nothing is allowed that nobody allowed."""

import pytest
from staffing import an_account

from foundation.staff.permissions import needs
from foundation.staff.roles import KNOWN, PERMISSIONS, Role, may, sees_case_of


def test_a_page_that_names_no_permission_is_refused_to_everybody(browser, account):
    assert browser.get("/forgotten").status_code == 403
    browser.sign_in()
    assert browser.get("/forgotten").status_code == 403


def test_a_permission_that_does_not_exist_is_refused_when_the_program_starts():
    with pytest.raises(ValueError, match=r"roles\.py"):
        needs("cases.raed")


def test_who_lacks_the_permission_is_told_so_and_stays_signed_in(browser, operator, council, moment):
    an_account(operator, council, moment, role="equality_officer")
    browser.sign_in()
    answer = browser.get("/cases")
    assert answer.status_code == 403
    assert "Your account does not give access" in answer.text
    assert browser.get("/home").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_somebody_who_is_not_signed_in_gets_nothing_by_any_method(browser, method):
    answer = browser.client.open("/home", method=method, data={"any": "thing"})
    assert answer.status_code == 303
    assert answer.location.startswith("/sign-in")


def test_a_sent_form_is_not_named_as_the_page_to_come_back_to(browser):
    assert browser.client.post("/home", data={"any": "thing"}).location == "/sign-in"


def test_every_role_has_its_permissions_listed_and_every_permission_exists():
    assert set(PERMISSIONS) == set(Role)
    assert set().union(*PERMISSIONS.values()) <= KNOWN


def test_an_unknown_role_may_do_nothing():
    assert not any(may("visitor", permission) for permission in KNOWN)
    assert not sees_case_of("visitor", "send", "send")


@pytest.mark.parametrize("role", ["equality_officer", "practitioner"])
def test_those_who_do_not_work_on_cases_may_not_read_them(role):
    assert not may(role, "cases.read")
    assert may(role, "surveys.send")


def test_a_service_team_sees_its_own_cases_only():
    assert sees_case_of("service_team", "send", "send")
    assert not sees_case_of("service_team", "send", "adoption")
    assert sees_case_of("complaints_officer", None, "adoption")
