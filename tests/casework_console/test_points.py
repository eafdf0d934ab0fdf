"""A complaint is split into points; each has its own procedure and clocks, and one person coordinates them."""

from datetime import date, timedelta

import pytest
from builders import MONDAY
from staffing import an_account
from uuid_utils.compat import uuid7

from foundation.records.models import Alert, Case, Deadline, Decision, HistoryLine, Notice, Point

EMAIL = {"email": "sam@example.com", "happened_on": MONDAY - timedelta(days=3)}


@pytest.fixture
def pat(records_as, council, moment):
    return str(an_account(records_as("heard_operator"), council, moment, email="pat@example.gov.uk", name="Pat Lee"))


def test_a_point_under_another_procedure_makes_it_mixed_and_needs_a_coordinator(officer, case_of, rows_of, pat):
    reference = case_of(submission=EMAIL, due_on=date(2026, 12, 7))
    words = {"words": "And nobody looked at our report of her bruise-free arm.", "subject": "referral_not_acted_on"}
    refused = officer.decide(reference, "decide/add-point", coordinator="", **words)
    assert refused.status_code == 400
    assert "choose one person who coordinates it" in refused.text
    assert len(rows_of(Point, reference)) == 1
    assert officer.decide(reference, "decide/add-point", coordinator=pat, **words).status_code == 303
    first, second = rows_of(Point, reference)
    assert (first.procedure, second.procedure, second.number) == ("statutory", "corporate", 2)
    case = rows_of(Case, reference)
    assert (case.flags["mixed"], str(case.coordinator_id)) == (True, pat)
    own = {clock.due: clock.due_on for clock in rows_of(Deadline, reference) if clock.point_id == second.id}
    assert own == {"acknowledgement": date(2026, 11, 30), "stage_1_answer": date(2026, 12, 7)}
    page = " ".join(officer.browser.get(f"/cases/{reference}").text.split())
    for said in (
        "Pat Lee",
        "Mixed: its points",
        "Stage 1 answer by Monday 7 December 2026 governs it",
        "Point 2 added",
    ):
        assert said in page
    without = officer.decide(reference, "decide/coordinator", coordinator="")
    assert without.status_code == 400
    assert "choose one person" in without.text


def test_a_point_is_moved_on_its_own_and_the_letter_names_it(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL | {"received_on": MONDAY - timedelta(days=7)})
    officer.decide(reference, "decide/add-point", words="They lost his photos.", subject="life_story", coordinator="")
    officer.decide(reference, "decide/coordinator", coordinator=str(_officer_id(rows_of, reference)))
    assert officer.decide(reference, "points/2/change", reason="corporate_default").status_code == 303
    _, second = rows_of(Point, reference)
    assert (second.procedure, second.reason) == ("corporate", "corporate_default")
    own = [clock for clock in rows_of(Deadline, reference) if clock.point_id == second.id]
    ended = {clock.due: clock.ended_on for clock in own if clock.ended_on}
    assert ended == {"stage_1_answer": MONDAY}
    [letter] = rows_of(Notice, reference)
    assert (letter.template, letter.details["number"]) == ("moved", 2)
    assert {one.point_id for one in rows_of(Decision, reference) if one.what == "point_changed"} == {second.id}


def test_a_point_that_another_route_is_for_waits_for_a_person_to_say_which(officer, case_of, rows_of, pat):
    reference = case_of(submission=EMAIL, due_on=date(2026, 12, 7))
    insured = {"words": "And my coat was torn.", "subject": "insurance_claim", "coordinator": pat}
    officer.decide(reference, "decide/add-point", **insured)
    officer.decide(reference, "decide/add-point", words="More.", subject="communication", coordinator=pat)
    officer.decide(reference, "points/3/change", reason="tribunal_appeal", coordinator=pat)
    [letter] = rows_of(Notice, reference)
    _, *points = rows_of(Point, reference)
    assert letter.details["point"] == str(points[1].id)
    for point in points:
        waits = {
            clock.due for clock in rows_of(Deadline, reference) if clock.point_id == point.id and not clock.ended_on
        }
        assert waits == {"decision"}


def test_a_letter_about_the_whole_leaves_the_acknowledgement_of_a_point_running(
    officer, case_of, rows_of, clock_on, with_line
):
    reference = case_of(submission=EMAIL, due_on=date(2026, 12, 7))
    told = {"subject": "core_group", "words": "And this.", "procedure": "corporate", "reason": "corporate_default"}
    with_line(reference, Point, number=2, **told)
    second = rows_of(Point, reference)[1].id
    waits = {"due": "acknowledgement", "allowed": 5, "due_on": date(2026, 11, 30), "source": "Code 6.2"}
    clock_on(reference, point_id=second, **waits)
    officer.decide(reference, "decide/change", reason="corporate_default", coordinator="")
    [own] = [clock for clock in rows_of(Deadline, reference) if clock.point_id == second]
    assert (own.due, own.met_on, own.ended_on) == ("acknowledgement", None, None)


def test_words_of_harm_in_a_point_make_the_case_urgent_and_raise_an_alert(officer, case_of, rows_of):
    reference = case_of(submission=EMAIL)
    officer.decide(
        reference, "decide/add-point", words="He said he will kill her.", subject="communication", coordinator=""
    )
    case = rows_of(Case, reference)
    assert case.priority == "urgent"
    assert case.flags["harm_words"]
    assert [(alert.because, alert.told) for alert in rows_of(Alert, reference)] == [(["words"], 0)]
    [check] = [clock for clock in rows_of(Deadline, reference) if clock.due == "safeguarding_check"]
    assert (check.starts_on, check.due_on, check.met_on, check.point_id) == (MONDAY, MONDAY, None, None)
    assert "Words that may be a sign of harm" in officer.browser.get(f"/cases/{reference}").text


def test_words_of_harm_in_a_point_where_an_alert_was_opened_make_it_unopened_again_and_one_check_runs(
    officer, case_of, rows_of, everything, clock_on, moment
):
    reference = case_of()
    opened = {"opened_at": moment, "told": 4, "told_at": moment, "raised_at": moment, "because": ["ticked"]}
    with everything.unit_of_work() as uow:
        case_id = rows_of(Case, reference).id
        uow.keep(Alert, {"id": uuid7(), "case_id": case_id, "reference": reference, **opened})
    clock_on(reference, due="safeguarding_check", allowed=0, due_on=MONDAY, source="Children Act 1989 s.47")
    harm = {"words": "He said he will kill her.", "subject": "communication", "coordinator": ""}
    assert officer.decide(reference, "decide/add-point", **harm).status_code == 303
    [alert] = rows_of(Alert, reference)
    assert (alert.because, alert.told, alert.opened_at) == (["ticked", "words"], 0, None)
    assert [clock.due for clock in rows_of(Deadline, reference)].count("safeguarding_check") == 1
    assert [line.what for line in rows_of(HistoryLine, reference)].count("alert_raised_again") == 1


def test_a_point_needs_words_and_a_subject(officer, case_of, rows_of):
    reference = case_of()
    for different, field in (({"words": " "}, "words"), ({"subject": ""}, "subject"), ({"subject": "x"}, "subject"),
                             ({"words": "x" * 20_001}, "words")):  # fmt: skip
        fields = {"words": "More.", "subject": "communication", "coordinator": ""} | different
        answer = officer.decide(reference, "decide/add-point", **fields)
        assert answer.status_code == 400, different
        assert f'href="#{field}"' in answer.text, different
    assert len(rows_of(Point, reference)) == 1


def test_only_somebody_of_the_complaints_team_coordinates_and_sees_their_own(
    officer, case_of, rows_of, records_as, council, moment, pat
):
    team = an_account(
        records_as("heard_operator"), council, moment, email="t@example.gov.uk", role="service_team", team="send"
    )
    mine, other = case_of(due_on=date(2026, 12, 7)), case_of(due_on=date(2026, 12, 7))
    assert officer.decide(mine, "decide/coordinator", coordinator=str(team)).status_code == 400
    officer.decide(other, "decide/coordinator", coordinator=pat)
    officer.decide(mine, "decide/coordinator", coordinator=str(_officer_id(rows_of, other)))
    page = officer.browser.get("/cases?who=mine").text
    assert mine in page
    assert other not in page
    assert "Pat Lee" in officer.browser.get("/cases").text


def _officer_id(rows_of, reference):
    """The account that made the last decision of a case."""
    return rows_of(Decision, reference)[-1].by
