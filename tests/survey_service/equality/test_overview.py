"""The officer's overview: sentences first, and an honest page before there is any release."""

import pytest

from foundation.staff.roles import Role

OFFICERS = (
    "/equality/silence", "/equality/characteristics", "/equality/characteristics/ethnic_group", "/equality/parts",
    "/equality/demand", "/equality/method",
)  # fmt: skip


@pytest.fixture
def read(officer, words_of):
    """A page of the officer's, as words."""

    def reading(address="/equality"):
        page = officer.get(address)
        assert page.status_code == 200, page.text
        return words_of(page)

    return reading


@pytest.mark.parametrize("role", Role)
def test_the_officer_reads_the_room_and_others_are_led_to_the_public_version_or_away(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    front = browser.get("/equality")
    if role in (Role.COMPLAINTS_MANAGER, Role.COMPLAINTS_OFFICER):
        assert (front.status_code, front.location) == (302, "/equality/public")
    else:
        assert front.status_code == (200 if role == Role.EQUALITY_OFFICER else 403)
    for address in OFFICERS:
        assert browser.get(address).status_code == (200 if role == Role.EQUALITY_OFFICER else 403), address
