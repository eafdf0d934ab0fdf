"""The pipeline: nothing due is out of sight, and every view of it is an address."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from builders import COUNTED
from sqlalchemy import event, select
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.records.models import Case, Deadline

REFERENCES = re.compile(r'href="/cases/([0-9A-Z]{4}-[0-9A-Z]{4})"')
DUE = date(2026, 12, 7)


def listed(answer):
    assert answer.status_code == 200, answer.text
    return REFERENCES.findall(answer.text)


@pytest.fixture
def target(everything):
    """Set the council's own target beside a case's clock of law."""

    def setting(reference, due_on, due="acknowledgement"):
        with everything.unit_of_work() as uow:
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            row = {"id": uuid7(), "case_id": case_id, "due": due, "starts_on": due_on, "due_on": due_on}
            uow.keep(Deadline, row | {"source": "our own", "working": "", "local": True} | COUNTED)

    return setting


def test_the_first_page_is_the_pipeline(manager):
    assert manager.get("/").location == "/cases"


@pytest.mark.parametrize(
    "year, role, team, told",
    [
        (2027, "complaints_manager", None, False),
        (2028, "complaints_manager", None, True),
        (2028, "service_team", "assessment", False),
    ],
)
def test_in_the_last_year_of_the_bank_holidays_those_who_decide_are_told(
    signed_in_as, console_clock, year, role, team, told
):
    console_clock.moment = datetime(year, 2, 1, 10, 0, tzinfo=UTC)
    page = signed_in_as(role, team).get("/cases").text
    assert ("Our bank holidays are known until 31 Dec 2028" in page) == told


def test_an_empty_pipeline_says_so(manager):
    assert "No cases yet" in manager.get("/cases").text


def test_what_is_due_soonest_stands_first_and_what_has_no_clock_last_oldest_first(manager, case_of, today):
    late = case_of(due_on=today + timedelta(days=3))
    newer = case_of(stage="registered", procedure=None)
    older = case_of(stage="registered", procedure=None, submission={"received_on": today - timedelta(days=9)})
    overdue = case_of(due_on=today - timedelta(days=1))
    assert listed(manager.get("/cases")) == [overdue, late, older, newer]


def test_a_line_shows_ages_due_date_and_overdue_in_words(manager, case_of, today):
    case_of(
        due_on=date(2026, 11, 20), team="leaving_care", priority="urgent",
        submission={"received_on": date(2026, 11, 6)},
    )  # fmt: skip
    page = manager.get("/cases").text
    for said in ("6 Nov 2026", "17 days", "(11 working)", "Leaving care", "Stage 1", "Statutory procedure", "Urgent",
                 "20 Nov 2026", "Overdue by 3 days", "Stage 1 answer", "1 to 1 of 1 case"):  # fmt: skip
        assert said in page


def test_an_earlier_target_of_the_council_stands_beside_the_date_of_the_law(manager, case_of, target):
    reference = case_of(due_on=DUE)
    target(reference, date(2026, 11, 26))
    page = manager.get("/cases").text
    assert "7 Dec 2026" in page
    assert "(target 26 Nov 2026)" in page
    assert "Stage 1 answer" in page


def test_a_target_where_no_clock_of_law_runs_is_the_next_date_and_is_called_a_target(manager, case_of, target):
    reference = case_of(stage="triage")
    target(reference, date(2026, 11, 30), due="decision")
    page = manager.get("/cases").text
    assert re.search(r"30 Nov 2026</span> \(target\)", page)
    assert "Decision on the procedure" in page


@pytest.mark.parametrize(
    "query, wanted",
    [
        ("kind=compliment", {"thanks"}),
        ("team=send", {"send"}),
        ("stage=triage", {"triage"}),
        ("priority=high", {"high"}),
        ("due=overdue", {"send"}),
        ("due=soon", {"triage", "edge"}),
        ("due=none", {"thanks"}),
        ("team=assessment&stage=stage_1&due=soon", {"edge"}),
        ("kind=&team=&stage=&priority=&due=", {"thanks", "send", "triage", "high", "edge"}),
        ("kind=meeting", set()),
    ],
)
def test_each_filter_shows_what_it_names(manager, case_of, query, wanted, today):
    made = {
        "thanks": case_of(submission={"kind": "compliment"}, stage="registered", procedure=None),
        "send": case_of(team="send", due_on=today - timedelta(days=1)),
        "triage": case_of(stage="triage", due_on=today),
        "high": case_of(priority="high", due_on=date(2026, 12, 1)),
        "edge": case_of(due_on=date(2026, 11, 30)),
    }
    assert set(listed(manager.get(f"/cases?{query}"))) == {made[name] for name in wanted}


@pytest.mark.parametrize(
    "query, field",
    [
        ("kind=rant", "Kind"), ("team=nowhere", "Team"), ("stage=9", "Stage"), ("priority=low", "Priority"),
        ("due=ever", "Due"), ("sort=colour", "Sort by"), ("sort=--due", "Sort by"), ("page=0", "Page"),
        ("page=-1", "Page"), ("page=two", "Page"), ("page=99999999999999999999", "Page"), ("page=%C2%B2", "Page"),
        ("kind=%00", "Kind"),
    ],
)  # fmt: skip
def test_a_filter_that_we_do_not_know_is_refused_by_name(manager, query, field):
    answer = manager.get(f"/cases?{query}")
    assert answer.status_code == 400
    assert f"{field}: " in answer.text
    assert "<title>Error: Cases" in answer.text


@pytest.mark.parametrize("key", ["reference", "received", "age", "due", "team", "stage", "priority"])
def test_every_order_can_be_turned_round_and_is_said_to_assistive_technology(manager, case_of, key):
    for n, (team, stage, priority) in enumerate(
        [("send", "registered", "normal"), ("adoption", "triage", "urgent"), ("leaving_care", "stage_1", "high")]
    ):
        on = date(2026, 11, 20 - n)
        case_of(
            team=team, stage=stage, priority=priority, due_on=DUE + timedelta(days=n), submission={"received_on": on}
        )
    up, down = manager.get(f"/cases?sort={key}"), manager.get(f"/cases?sort=-{key}")
    assert len(listed(up)) == 3
    assert listed(up) == listed(down)[::-1]
    assert up.text.count("aria-sort=") == 1
    assert 'aria-sort="ascending"' in up.text
    assert 'aria-sort="descending"' in down.text
    assert f"sort=-{key}" in up.text


def test_urgent_comes_before_high_and_high_before_normal(manager, case_of):
    normal, urgent, high = (case_of(priority=priority, due_on=DUE) for priority in ("normal", "urgent", "high"))
    assert listed(manager.get("/cases?sort=priority")) == [urgent, high, normal]


def test_what_has_no_clock_stands_last_in_either_direction(manager, case_of):
    quiet, due = case_of(), case_of(due_on=DUE)
    assert listed(manager.get("/cases?sort=-due")) == [due, quiet]


def test_pages_hold_25_and_together_each_case_once(manager, case_of):
    made = {case_of(due_on=DUE) for _ in range(53)}
    pages = [manager.get(f"/cases?priority=normal&page={n}") for n in (1, 2, 3)]
    assert [len(listed(page)) for page in pages] == [25, 25, 3]
    assert {reference for page in pages for reference in listed(page)} == made
    assert "26 to 50 of 53 cases" in pages[1].text
    assert "/cases?priority=normal&amp;sort=due&amp;page=3" in pages[1].text


def test_a_page_after_the_last_shows_the_last(manager, case_of):
    case_of(due_on=DUE)
    assert "1 to 1 of 1 case" in manager.get("/cases?page=7").text


def test_the_pipeline_takes_as_many_queries_for_fifty_cases_as_for_one(manager, case_of, console_app):
    counted = []
    engine = console_app.extensions["console"].records._engine
    event.listen(engine, "before_cursor_execute", lambda *args: counted.append(args[2]))
    for more in (1, 49):
        for _ in range(more):
            case_of(due_on=DUE)
        counted.clear()
        manager.get("/cases")
        assert len([statement for statement in counted if 'casework."case"' in statement]) == 3  # one for the banner


def test_a_reference_leads_to_its_case_however_it_was_typed(manager, case_of):
    reference = case_of()
    assert manager.get(f"/cases?reference=+{reference.lower().replace('-', '+')}").location == f"/cases/{reference}"


def test_a_reference_that_is_none_gets_an_error_at_its_field(manager):
    answer = manager.get("/cases?reference=7KQ4")
    assert answer.status_code == 400
    assert 'href="#reference"' in answer.text
    assert "A reference has 8 letters and numbers" in answer.text


def test_a_right_reference_without_a_case_is_said_not_to_be_there(manager):
    reference = new_reference()
    answer = manager.get(f"/cases?reference={reference}")
    assert answer.status_code == 404
    assert f"There is no case with the reference {reference}" in answer.text


def test_a_service_team_sees_and_counts_only_its_own_cases(signed_in_as, case_of):
    own, _other = case_of(team="send", due_on=DUE), case_of(team="adoption", due_on=DUE)
    browser = signed_in_as("service_team", "send")
    for query in ("", "?team=adoption", "?sort=team", "?due="):
        answer = browser.get(f"/cases{query}")
        assert listed(answer) == [own]
        assert "1 to 1 of 1 case" in answer.text
    assert 'name="team"' not in answer.text


def test_each_page_has_one_h1_that_its_title_begins_with_and_no_id_twice(manager, case_of):
    for path in ("/cases", "/cases?kind=x", f"/cases/{case_of(due_on=DUE)}", "/password", "/cases/none"):
        page = manager.get(path).text
        [h1] = re.findall(r"<h1[^>]*>([^<]+)</h1>", page)
        assert re.search(r"<title>(Error: )?([^<]+)", page)[2].startswith(h1)
        ids = re.findall(r'\bid="([^"]+)"', page)
        assert len(ids) == len(set(ids)), path
        assert "<script" not in page
