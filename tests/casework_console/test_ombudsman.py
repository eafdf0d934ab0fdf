"""The register of the Ombudsman's decisions: entered, counted, corrected, and an alarm when a fault comes twice."""

import re
from datetime import date

import pytest
from sqlalchemy import select
from staffing import an_account
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.records.models import Account, Conflict, HistoryLine, OmbudsmanAlarm, OmbudsmanChange, OmbudsmanDecision

ALARM = re.compile(r'href="(/ombudsman/alarms/[0-9a-f-]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([0-9a-f]{24})"')
TWICE = "upheld twice within six months"


def boxes(name, day):
    return {name: [str(day.day), str(day.month), str(day.year)] if day else ["", "", ""]}


def filled(reference, received=date(2026, 5, 4), decided=None, decision="", fault="", case=""):
    typed = {"lgsco_reference": reference, "decision": decision, "fault": fault, "case": case}
    return typed | boxes("received_on", received) | boxes("decided_on", decided)


def upheld(reference, decided, fault="delay", **different):
    return filled(reference, decided=decided, decision="upheld", fault=fault, **different)


@pytest.fixture
def enter(manager):
    def entering(typed, browser=manager):
        return browser.send("/ombudsman/new", **typed)

    return entering


@pytest.fixture
def correct(manager):
    def correcting(reference, typed, why="The letter was read wrongly.", seen=None):
        path = f"/ombudsman/{reference.replace(' ', '')}"
        current = seen or SEEN.search(manager.get(path).text)[1]
        return manager.send(path, **typed, why=why, seen=current)

    return correcting


def test_an_empty_register_says_so_and_is_found_from_every_page(manager):
    page = manager.get("/ombudsman").text
    assert "Nothing is in the register for all years." in page
    assert '<a href="/ombudsman">Ombudsman</a>' in manager.get("/cases").text


def test_what_was_entered_stands_in_the_register_with_its_case_and_in_that_cases_history(manager, enter, rows, case_of):
    reference = case_of()
    answer = enter(upheld("23006249", date(2026, 6, 1), case=reference.lower()))
    assert answer.location == "/ombudsman"
    page = manager.get("/ombudsman").text
    for said in ("23 006 249", "4 May 2026", "1 Jun 2026", "Upheld", "Delay", f"/cases/{reference}"):
        assert said in page
    [line] = [line for line in rows(HistoryLine) if line.what == "ombudsman_entered"]
    assert (line.by, line.details) == ("Chris", {"lgsco_reference": "23 006 249", "ombudsman": "upheld"})


REFUSED = [
    (filled(""), "Enter the Ombudsman’s reference"),
    (filled("23 006 24"), "eight numbers like 23 006 249"),
    (filled("23\x00006 249"), "characters that are not text"),
    (filled("23 006 249", received=None), "Enter the day on which the Ombudsman received it"),
    (filled("23 006 249", received=date(2026, 11, 24)), "This day has not come yet"),
    (filled("23 006 249") | {"received_on": ["30", "2", "2026"]}, "Enter a real date"),
    (filled("23 006 249", decided=date(2026, 5, 3), decision="invalid"), "decided before it was received"),
    (filled("23 006 249", decision="invalid"), "Enter the day of the decision"),
    (filled("23 006 249", decided=date(2026, 6, 1)), "Select what was decided"),
    (filled("23 006 249", decided=date(2026, 6, 1), decision="upheld"), "Select the kind of fault"),
    (filled("23 006 249", decided=date(2026, 6, 1), decision="not_upheld", fault="delay"), "A fault belongs to"),
    (filled("23 006 249", decided=date(2026, 6, 1), decision="nonsense"), "Decision: choose one from the list"),
    (filled("23 006 249", case="7KQ4"), "A reference has 8 letters and numbers"),
    (filled("23 006 249", case=new_reference()), "There is no case with this reference that you may open"),
]


def test_what_does_not_hold_together_is_refused_at_its_field_and_nothing_is_kept(enter, rows):
    for typed, said in REFUSED:
        answer = enter(typed)
        assert answer.status_code == 400, said
        assert said in answer.text, said
        assert "<title>Error: " in answer.text
    assert not rows(OmbudsmanDecision)


def test_the_same_form_sent_twice_is_entered_once(enter, rows):
    enter(filled("23 006 249"))
    again = enter(filled("23 006 249"))
    assert again.status_code == 400
    assert "in the register already" in again.text
    assert len(rows(OmbudsmanDecision)) == 1


def test_the_funnel_counts_one_year_by_the_day_of_receipt(manager, enter):
    enter(upheld("25 000 001", date(2026, 6, 1)))
    enter(filled("25 000 002", decided=date(2026, 6, 1), decision="not_upheld"))
    enter(filled("25 000 003", decided=date(2026, 6, 1), decision="referred_back"))
    enter(filled("25 000 004"))
    enter(filled("25 000 005", received=date(2026, 3, 31), decided=date(2026, 6, 1), decision="referred_back"))
    manager.get("/ombudsman")  # says what was entered last
    year = " ".join(manager.get("/ombudsman?year=2026").text.split())
    assert "Of 4 that the Ombudsman received, 3 are decided. 2 were investigated: 1 upheld and 1 not upheld." in year
    assert "That is 50.0% upheld (n = 2). 1 was premature" in year
    assert "25 000 005" not in year
    assert "April 2026 to March 2027" in year
    before = " ".join(manager.get("/ombudsman?year=2025").text.split())
    assert "Of 1 that the Ombudsman received" in before
    assert "% upheld" not in before
    assert "Of 5 that" in " ".join(manager.get("/ombudsman").text.split())


def test_a_year_or_a_matter_that_is_not_in_the_register_is_not_found(manager):
    for year in ("x", "1900", "2027", "99999999999", "²⁰²⁶", "-1"):
        assert manager.get(f"/ombudsman?year={year}").status_code == 404, year
    for path in ("nonsense", "99999999", "alarms/00000000", f"alarms/{uuid7()}"):
        assert manager.get(f"/ombudsman/{path}").status_code == 404, path


def test_the_same_fault_upheld_twice_within_six_months_raises_an_alarm_that_the_manager_sees_first(
    manager, enter, rows
):
    enter(upheld("25 000 001", date(2026, 1, 10), received=date(2025, 12, 1)))
    assert TWICE not in manager.get("/cases").text
    enter(upheld("25 000 002", date(2026, 7, 10)))
    [alarm] = rows(OmbudsmanAlarm)
    assert (alarm.fault, alarm.owner_id, alarm.done_at) == ("delay", None, None)
    for path in ("/cases", "/ombudsman"):
        page = manager.get(path).text
        assert TWICE in page
        assert "Nobody owns this yet." in page


def test_another_fault_a_day_too_late_or_no_fault_raises_none(enter, rows):
    enter(upheld("25 000 001", date(2026, 1, 10), received=date(2025, 12, 1)))
    enter(upheld("25 000 002", date(2026, 7, 11)))
    enter(upheld("25 000 003", date(2026, 6, 1), fault="remedy"))
    enter(filled("25 000 004", decided=date(2026, 6, 1), decision="not_upheld"))
    assert len(rows(OmbudsmanDecision)) == 4
    assert not rows(OmbudsmanAlarm)


@pytest.fixture
def alarm(manager, enter):
    """The address of an alarm that stands."""
    enter(upheld("25 000 001", date(2026, 5, 10)))
    enter(upheld("25 000 002", date(2026, 6, 10)))
    return ALARM.search(manager.get("/ombudsman").text)[1]


def test_an_alarm_gets_an_owner_an_action_and_a_day_and_is_done_when_it_is_done(manager, alarm, rows):
    [owner] = rows(Account)
    seen = SEEN.search(manager.get(alarm).text)[1]
    given = {"owner": str(owner.id), "action": "Every stage 2 gets a date at the start.", "seen": seen}
    assert manager.send(alarm, **given, **boxes("due_on", date(2026, 12, 1))).status_code == 303
    assert "Chris does what was agreed by 1 Dec 2026." in " ".join(manager.get("/cases").text.split())
    again = manager.send(alarm, **given, **boxes("due_on", date(2026, 12, 1)))
    assert again.status_code == 303
    seen = SEEN.search(manager.get(alarm).text)[1]
    assert manager.send(alarm, **given, **boxes("due_on", date(2026, 12, 2))).status_code == 303
    assert "Somebody has changed this" in manager.get(alarm).text
    token = manager.get(alarm).text
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', token)[1]
    for _ in range(2):
        manager.client.post(f"{alarm}/done", data={"csrf_token": csrf, "seen": seen})
    [row] = rows(OmbudsmanAlarm)
    assert (row.owner_id, row.action_due_on) == (owner.id, date(2026, 12, 1))
    assert row.done_at
    assert TWICE not in manager.get("/cases").text
    assert "Done on" in manager.get(alarm).text


REFUSED_OF_ALARM = [
    ({"owner": ""}, "Select who owns this"),
    ({"owner": "nobody"}, "Who owns this? Choose one from the list"),
    ({"action": " "}, "Say what is done about it"),
    ({"due_on": ["", "", ""]}, "Enter the day by which it is done"),
    ({"due_on": ["22", "11", "2026"]}, "This day is over"),
]


def test_an_alarm_is_owned_by_nobody_who_may_not_see_the_register(manager, alarm, rows, records_as, council, moment):
    duty = an_account(records_as("heard_operator"), council, moment, email="d@example.gov.uk", role="duty_worker")
    seen = SEEN.search(manager.get(alarm).text)[1]
    refused = manager.send(alarm, owner=str(duty), action="Train", seen=seen, **boxes("due_on", date(2026, 12, 1)))
    assert refused.status_code == 400
    assert "Who owns this? Choose one from the list" in refused.text
    assert rows(OmbudsmanAlarm)[0].owner_id is None


def test_an_alarm_without_an_owner_an_action_or_a_day_is_refused(manager, alarm, rows):
    [owner] = rows(Account)
    right = {"owner": str(owner.id), "action": "Train", "seen": SEEN.search(manager.get(alarm).text)[1]}
    for typed, said in REFUSED_OF_ALARM:
        answer = manager.send(alarm, **(right | boxes("due_on", date(2026, 12, 1)) | typed))
        assert answer.status_code == 400, said
        assert said in answer.text, said
    assert rows(OmbudsmanAlarm)[0].owner_id is None


def test_nothing_is_done_about_an_alarm_that_nobody_owns(manager, alarm, rows):
    page = manager.get(alarm).text
    csrf = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]
    manager.client.post(f"{alarm}/done", data={"csrf_token": csrf, "seen": SEEN.search(page)[1]})
    assert rows(OmbudsmanAlarm)[0].done_at is None


def test_a_correction_leaves_a_trace_and_withdraws_the_alarm_and_another_brings_it_back(manager, alarm, correct, rows):
    assert correct("25 000 002", upheld("25 000 002", date(2026, 6, 10), fault="remedy")).status_code == 303
    [row] = rows(OmbudsmanAlarm)
    assert row.withdrawn_at
    assert TWICE not in manager.get("/cases").text
    assert "Withdrawn on" in manager.get(alarm).text
    [change] = rows(OmbudsmanChange)
    assert (change.before["fault"], change.after["fault"], change.why) == (
        "delay", "remedy", "The letter was read wrongly.",
    )  # fmt: skip
    assert "Chris: Kind of fault was Delay." in " ".join(manager.get("/ombudsman/25000002").text.split())
    correct("25 000 002", upheld("25 000 002", date(2026, 6, 10)))
    assert rows(OmbudsmanAlarm)[0].withdrawn_at is None
    assert TWICE in manager.get("/cases").text


def test_an_alarm_that_somebody_works_on_stands_when_a_third_is_entered_between(alarm, enter, rows):
    enter(upheld("25 000 003", date(2026, 5, 20)))
    assert len(rows(OmbudsmanAlarm)) == 3
    assert not [row for row in rows(OmbudsmanAlarm) if row.withdrawn_at]


def test_a_correction_of_both_gives_the_alarm_its_new_fault(alarm, correct, rows):
    for reference, day in (("25 000 001", date(2026, 5, 10)), ("25 000 002", date(2026, 6, 10))):
        correct(reference, upheld(reference, day, fault="remedy"))
    [row] = rows(OmbudsmanAlarm)
    assert (row.fault, row.withdrawn_at) == ("remedy", None)


def test_a_correction_from_a_stale_page_changes_nothing_and_the_same_one_twice_is_one(manager, enter, correct, rows):
    enter(filled("25 000 001"))
    seen = SEEN.search(manager.get("/ombudsman/25000001").text)[1]
    changed = filled("25 000 001", received=date(2026, 5, 5))
    for _ in range(2):
        assert correct("25 000 001", changed, seen=seen).location == "/ombudsman"
    assert len(rows(OmbudsmanChange)) == 1
    stale = correct("25 000 001", filled("25 000 001", received=date(2026, 5, 6)), seen=seen)
    assert stale.location == "/ombudsman/25000001"
    assert "Somebody has changed this" in manager.get("/ombudsman/25000001").text
    assert rows(OmbudsmanDecision)[0].received_on == date(2026, 5, 5)


def test_a_correction_needs_a_reason_and_a_reference_of_its_own(enter, correct, rows):
    enter(filled("25 000 001"))
    enter(filled("25 000 002"))
    assert "Say why" in correct("25 000 001", filled("25 000 001", received=date(2026, 5, 5)), why="").text
    assert "in the register already" in correct("25 000 001", filled("25 000 002")).text
    assert not rows(OmbudsmanChange)


def test_somebody_whom_the_case_is_about_sees_no_reference_of_it_in_the_register(
    enter, signed_in_as, everything, case_of, moment, rows
):
    reference = case_of(submission={"words": "Sam Officer was rude"})
    enter(filled("25 000 001", case=reference))
    officer = signed_in_as("complaints_officer")
    with everything.unit_of_work() as uow:
        account = uow.session.scalar(select(Account).where(Account.role == "complaints_officer"))
        account.name = "Sam Officer"
    page = officer.get("/ombudsman").text
    assert "A case that you cannot open" in page
    assert reference not in page
    refused = officer.get("/ombudsman/25000001")
    assert refused.status_code == 403
    assert reference not in refused.text
    assert not rows(Conflict)


@pytest.mark.parametrize("role, team", [("service_team", "send"), ("duty_worker", None), ("practitioner", None)])
def test_only_the_complaints_team_sees_the_register(signed_in_as, role, team):
    browser = signed_in_as(role, team)
    for path in ("/ombudsman", "/ombudsman/new", "/ombudsman/25000001"):
        assert browser.get(path).status_code == 403
