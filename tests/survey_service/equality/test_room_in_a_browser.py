"""The officer's room on an old phone and at a desk: accessible, without scripts, and no wider than the screen."""

from playwright.sync_api import expect
from released import a_demand, a_year, counts, held, warned


def test_every_page_of_what_the_figures_say_is_accessible_and_fits_an_old_phone_and_a_desk(
    officer, release, everything, opened_by, looks_right
):
    release(a_year(), 1)
    release(a_demand(), 2)
    release(counts(), 3, about="complainants")
    with everything.unit_of_work() as uow:
        held(uow, pool="other_feedback")
        period_id = warned(uow)
    page = opened_by(officer, "/equality", bypass_csp=True)
    for name, address, heading in (
        ("overview", "/equality", "Who we hear from, and who we do not"),
        ("silence", "/equality/silence", "Content, or shut out?"),
        ("characteristic", "/equality/characteristics/religion", "Religion"),
        ("parts", "/equality/parts", "By part of the service"),
        ("demand", "/equality/demand", "Is a rise in complaints good or bad?"),
        ("method", "/equality/method", "How we work this out"),
        ("held", "/equality/held", "More answers than expected"),
        ("keep or drop", f"/equality/held/{period_id}", "Keep or drop?"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        looks_right(page, name)


def test_the_way_from_a_sentence_to_its_figures_needs_no_scripts_and_no_mouse(officer, release, opened_by):
    release(a_year())
    page = opened_by(officer, "/equality", java_script_enabled=False)
    page.get_by_role("link", name="More about Ethnic group: Not White British").press("Enter")
    page.get_by_role("heading", name="Content, or shut out?", level=1).wait_for()
    figures = page.get_by_role("cell", name="9 of 20, 45% (likely 26% to 66%)")
    expect(figures).to_be_hidden()
    page.locator("summary", has_text="What this rests on: Ethnic group: Not White British").press("Enter")
    expect(figures).to_be_visible()
