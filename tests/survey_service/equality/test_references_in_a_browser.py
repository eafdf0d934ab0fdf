"""Figures of people are uploaded without scripts, on an old phone and at a desk, and every page of it is accessible."""

from playwright.sync_api import expect

from foundation.runtime.settings import PROJECT

FOLDER = PROJECT / "councils" / "herefordshire" / "references"


def test_figures_are_uploaded_and_withdrawn_without_scripts(officer, opened_by, looks_right):
    page = opened_by(officer, "/equality/references", bypass_csp=True)

    def heading(name):
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()

    def choose(file):
        page.get_by_label("CSV file").set_input_files(FOLDER / file)
        page.get_by_role("button", name="Check the file").click()

    heading("People we compare with")
    page.get_by_role("button", name="Upload figures").click()
    heading("Upload figures of people")
    choose("README.md")
    heading("Upload figures of people")
    expect(page.get_by_role("alert")).to_contain_text("Choose who was counted")
    looks_right(page, "faults")
    page.get_by_label("Pupils in state schools").check()
    for part, number in (("Day", "20"), ("Month", "1"), ("Year", "2022")):
        page.get_by_label(part, exact=True).fill(number)
    page.get_by_label("Where are the figures from?").fill("School census")
    page.get_by_label("Who approved them?").fill("Head of performance")
    choose("pupils_2022.csv")
    heading("Check these figures")
    looks_right(page, "check")
    page.get_by_role("button", name="Keep these figures").click()
    heading("Pupils in state schools, version 1")
    looks_right(page, "one")
    page.get_by_role("link", name="People we compare with").click()
    heading("People we compare with")
    looks_right(page, "list")
    page.get_by_role("link", name="Pupils in state schools, version 1").click()
    heading("Pupils in state schools, version 1")
    page.get_by_role("link", name="Withdraw these figures").click()
    heading("Withdraw Pupils in state schools, version 1?")
    looks_right(page, "withdraw")
    page.get_by_role("button", name="Withdraw them").click()
    heading("Pupils in state schools, version 1")
    expect(page.get_by_text("Withdrawn by Chris")).to_be_visible()
