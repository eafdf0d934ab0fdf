"""What the officer does and the committee reads: on an old phone and at a desk, and by keyboard without scripts."""

import re

import pytest
from released import a_year, counts, held

LONG = "Bartholomew" * 9


@pytest.fixture
def published(release, everything):
    """A quarter and a year, and a quarter that is held: the pages of these."""
    release(counts(), 1, "public", about="complainants")
    release(a_year(), 2, "public")
    judgement = f"/equality/judgements/{release(a_year(), 2)}/ethnic_group:all_other"
    with everything.unit_of_work() as uow:
        held_one = f"/equality/held/{held(uow)}"
    return judgement, held_one


def test_the_officer_judges_by_keyboard_and_every_page_fits_and_is_accessible(
    officer, opened_by, looks_right, published
):
    judgement, held_one = published
    officer.send("/equality/actions/new", **an_action(officer))
    page = opened_by(officer, judgement, bypass_csp=True)
    page.get_by_role("radio", name="It should say something else").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("U")  # one letter: of several a slow machine would take each for a new search
    page.keyboard.press("Tab")
    page.keyboard.type(LONG)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What was said to it").wait_for()
    page.locator("strong", has_text="Unhappy, and do not bother to complain").wait_for()
    for path in (judgement, held_one, "/equality/actions/new", "/equality/unknown", "/equality/public"):
        assert page.goto(path).ok, path
        looks_right(page, re.sub(r"\W", "-", path)[-40:])


def an_action(officer):
    """A plan, with a name that has no place to break."""
    form_id = re.search(r'name="form_id"[^>]*value="([^"]+)"', officer.get("/equality/actions/new").text)[1]
    return {"form_id": form_id, "kind": "find_out", "about": "care_experience", "words": LONG, "owner": LONG,
            "due_on": ["1", "2", "2027"]}  # fmt: skip
