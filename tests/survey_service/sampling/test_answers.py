"""What a sample survey says while it is open and when it is over, on its page and in its files."""

import re
from csv import reader
from io import BytesIO, StringIO
from uuid import uuid4

from odfdo import Document
from sampled import a_list
from shown import words_of
from sqlalchemy import update

from foundation.records.models import Sample, SampleCount, SendOut


def test_while_it_is_open_the_page_says_how_many_answered_and_nothing_of_what(asked, officer):
    asked.answer("north", 12, satisfied="5")
    page = words_of(officer.get(asked.address))
    assert "Open" in page
    assert "north 130 100" in page
    assert re.search(r"All 390 200 196 12 6% \(n = 196, 4% to 10%\)", page)
    assert "184 whom it reached have not answered, and nothing here says what they think" in page
    assert "Answers stay sealed until 14 days after the last day" in page
    assert "What they said" not in page
    assert officer.get(f"{asked.address}/figures.csv").status_code == 404


def test_one_that_is_stopped_takes_and_sends_nothing_more_and_what_was_answered_is_counted(
    asked, press, officer, rows, moment
):
    asked.answer("north", 12, satisfied="5")
    page = officer.get(asked.address).text
    for _ in range(2):
        assert press(asked.address, "stop", page=page).status_code == 303
    assert {it.stopped_at for it in rows(SendOut)} == {moment}
    assert rows(Sample)[0].closes_on == moment.date()
    assert "Stopped, not counted yet" in words_of(officer.get(asked.address))
    assert "Stopped, not counted yet" in words_of(officer.get("/samples"))
    asked.ends()
    assert "12 answers are counted" in words_of(officer.get(asked.address))


def test_one_that_is_not_drawn_cannot_be_stopped(planned, press, officer, rows):
    address = planned()
    answer = press(address, "stop")
    assert "Nothing was changed" in officer.get(answer.headers["Location"]).text
    assert rows(Sample)[0].drawn_at is None


def test_when_it_is_over_each_share_stands_as_answered_and_weighted_with_its_n(asked, officer):
    asked.answer("north", 30, satisfied="5", knows_how="yes")
    asked.answer("south", 10, satisfied="1", knows_how="not_sure")
    asked.ends()
    page = words_of(officer.get(asked.address))
    assert "Counted" in page
    assert "40 answers are counted" in page
    assert "north 30 0.44 south 10 2.67" in page
    assert "Design effect 1.93" in page
    # North is a third of the list: 130 of 390 satisfied, though 30 of 40 answers were.
    assert "75% (n = 40, 60% to 86%) 33% (n = 40 worth 20, " in page
    assert "100% (n = 30, 89% to 100%) 0% (n = 10, 0% to 28%)" in page
    assert "The equality answers of this survey are counted, and shown nowhere yet" in page


def test_a_group_of_fewer_than_ten_is_not_shown_nor_what_would_give_it_away(asked, officer, everything):
    asked.answer("north", 30, satisfied="5")
    asked.answer("south", 9, satisfied="1")
    asked.ends()
    page = words_of(officer.get(asked.address))
    satisfied = page[page.index("How satisfied are you") : page.index("Did people listen to you?")]
    assert "77% (n = 39" in satisfied
    assert satisfied.count("Not shown: fewer than 10") == 3, "weighted, north and south"
    assert "(n = 30" not in satisfied
    assert "(n = 9" not in satisfied


def test_a_survey_that_nobody_answered_says_so(asked, officer):
    asked.ends()
    page = words_of(officer.get(asked.address))
    assert "Nobody answered." in page
    assert "What the weights do" not in page


def test_answers_that_were_too_few_to_be_opened_are_told(asked, officer):
    asked.answer("north", 9, satisfied="5")
    asked.ends()
    page = words_of(officer.get(asked.address))
    assert "so these were deleted unopened" in page
    assert "Nobody answered." not in page


def test_answers_that_could_not_be_read_are_told(asked, officer, everything, rows):
    asked.answer("north", 12, satisfied="5")
    asked.ends()
    with everything.unit_of_work() as uow:
        row = {
            "id": uuid4(),
            "sample_id": rows(Sample)[0].id,
            "stratum": "1",
            "question": ":unreadable",
            "answer": ":all",
        }
        uow.keep(SampleCount, row | {"n": 2})
    assert "2 answers could not be read, because the key to them was lost." in words_of(officer.get(asked.address))


def test_the_files_hold_what_the_page_shows_and_no_more(asked, officer):
    asked.answer("north", 30, satisfied="5")
    asked.answer("south", 9, satisfied="1", sex="female")
    asked.ends()
    answer = officer.get(f"{asked.address}/figures.csv")
    lines = list(reader(StringIO(answer.get_data().decode("utf-8-sig"))))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert next(line for line in lines if line[:1] == ["north"])[:3] == ["north", "130", "100"]
    satisfied = {
        line[2]: line[3:] for line in lines if line[:1] == ["How satisfied are you with the help you have had?"]
    }
    hidden = ["", "", "", "", "", "", "Not shown: fewer than 10, or it would give away a group of fewer than 10"]
    assert satisfied["All, as answered"][:2] == ["39", "30"]
    assert [satisfied[name] for name in ("All, weighted", "north", "south")] == [hidden] * 3
    assert not {"sex", "female"} & {cell for line in lines for cell in line}
    book = Document(BytesIO(officer.get(f"{asked.address}/figures.ods").get_data()))
    assert [table.name for table in book.body.tables] == ["Who was asked", "What they said"]
    cells = [str(cell) for table in book.body.tables for row in table.get_values() for cell in row]
    assert "Seed: " in " ".join(cells)
    assert "female" not in cells


def test_a_group_that_is_named_like_a_formula_is_text_in_the_file(upload, press, officer, everything, moment, rows):
    address = upload(a_list({"=cmd|' /C calc'!A0": 130})).headers["Location"]
    with everything.unit_of_work() as uow:
        uow.session.execute(update(Sample).values(ordered_at=moment, drawn_at=moment, counted_at=moment))
    text_of = officer.get(f"{address}/figures.csv").get_data().decode("utf-8-sig")
    assert any(line[:1] == ["'=cmd|' /C calc'!A0"] for line in reader(StringIO(text_of)))


def test_the_list_of_surveys_says_where_each_stands(asked, uploaded, officer):
    uploaded()
    page = words_of(officer.get("/samples"))
    assert "Winter survey Open 23 November 2026 at 10:00 21 December 2026" in page
    assert "Winter survey Not planned yet 23 November 2026 at 10:00 Not sent" in page


def test_every_page_of_it_is_accessible_and_fits_an_old_phone_and_a_desk(
    asked, planned, uploaded, officer, opened_by, looks_right
):
    draft, plan = uploaded(), planned()
    asked.answer("north", 30, satisfied="5", had_problem="yes", raised_it="no", why_not="no_point")
    asked.answer("south", 10, satisfied="1")
    page = opened_by(officer, "/samples/new", bypass_csp=True)
    page.get_by_role("button", name="Look at the groups").click()
    page.get_by_role("link", name="Choose a file").wait_for()
    looks_right(page, "no file")
    page.goto(draft)
    page.get_by_role("button", name="Show the plan").click()
    page.get_by_role("link", name="Enter how many people you want to ask").wait_for()
    looks_right(page, "no plan")
    page.goto(plan)
    looks_right(page, "planned")
    asked.ends()
    page.goto(asked.address)
    looks_right(page, "counted")
    page.goto("/samples")
    looks_right(page, "list")
