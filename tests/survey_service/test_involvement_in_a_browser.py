"""What staff see of families who take part: on an old phone and at a desk, with names that have no place to break."""

from uuid import uuid4

import pytest

from foundation.records.models import ListeningSession, SignUp, WillingFamily

NAME = "Bartholomew" * 7
CONTACT = {"email": f"{'x' * 60}@example.com", "phone": None}


@pytest.fixture
def taking_part(signed_in_as, everything, moment, rows):
    """An officer, and a family that comes to a session and offered help besides; the three pages of that."""
    officer = signed_in_as("complaints_officer")
    day = {"day": ["5", "1", "2027"], "at": "18:30", "places": "2"}
    officer.send("/involve/sessions/new", name=NAME, about="How is it?", place=NAME, **day)
    [session] = rows(ListeningSession)
    comes = {"id": uuid4(), "session_id": session.id, "name": NAME, "needs": NAME, "made_on": moment.date(), **CONTACT}
    helps = {"id": uuid4(), "name": NAME, "ways": ["training"], "withdrawn_on": None, **CONTACT}
    with everything.unit_of_work() as uow:
        uow.keep(SignUp, comes)
        uow.keep(WillingFamily, helps | {"consented_on": moment.date()})
    return officer, ["/involve", f"/involve/sessions/{session.id}", f"/involve/families/{helps['id']}"]


def test_pages_of_families_fit_and_are_accessible_whatever_their_names(taking_part, opened_by, looks_right):
    officer, paths = taking_part
    page = opened_by(officer, paths[0], bypass_csp=True)
    for path in ("/involve/sessions/new", *paths):
        page.goto(path)
        page.get_by_role("heading", level=1).wait_for()
        looks_right(page, path.rpartition("/")[2])
