"""One case: everything that was said and decided, exactly."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from builders import MONDAY

from casework_console.cases import words
from foundation.contracts.references import new_reference
from foundation.procedure.deadlines import Allowance
from foundation.procedure.facts import Facts
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.triage import decide
from foundation.procedure.vocabulary import (
    AgeBand,
    ChildStatus,
    Due,
    Flag,
    OtherBody,
    Reason,
    ReceivedHow,
    Relationship,
    Subject,
)
from foundation.records.models import HistoryLine, Notice

HEBREW = "שלום, איש לא התקשר אלינו"


def test_what_was_said_stands_word_for_word_and_is_never_markup(manager, case_of):
    said = "<script>alert('x')</script> & <b>not bold</b>\n\n  two spaces {{ 7*7 }}"
    page = manager.get(f"/cases/{case_of(submission={'words': said})}").text
    shown = (
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &lt;b&gt;not bold&lt;/b&gt;\n\n  two spaces {{ 7*7 }}"
    )
    assert f'heard-words" dir="auto">{shown}</blockquote>' in page
    assert "<script" not in page


def test_words_written_from_right_to_left_are_shown_so(manager, case_of):
    page = manager.get(f"/cases/{case_of(submission={'words': HEBREW})}").text
    assert f'dir="auto">{HEBREW}</blockquote>' in page


def test_a_case_shows_the_facts_in_the_councils_words(manager, case_of):
    told = {"topic": "waiting", "outcome_wanted": "A date.", "child_name": "Sam", "email": "a@example.com",
            "phone": "01234", "name": "Ann", "happened_on": date(2026, 11, 2), "still_going_on": True}  # fmt: skip
    reference = case_of(submission=told, due_on=date(2026, 12, 7), person_decides=True)
    page = manager.get(f"/cases/{reference}").text
    for shown in (
        f"Complaint {reference}", "Monday 23 November 2026 (today)", "Form on the website",
        "Help from a social worker for our family", "Waiting too long, or something that was promised and not done",
        "Parent", "Statutory procedure", "in their own right", "Assessment and family support",
        "confirm the procedure</a>", "Stage 1 answer: Monday 7 December 2026", "10 working days.",
        "SI 2006/1738 reg. 14", "A date.", "Sam", "Ann", "a@example.com", "01234",
        "Monday 2 November 2026; it is still going on",
    ):  # fmt: skip
        assert shown in page, shown


def test_the_outcome_wanted_stands_before_the_words(manager, case_of):
    page = manager.get(f"/cases/{case_of(submission={'outcome_wanted': 'OUTCOME', 'words': 'STORY'})}").text
    assert page.index("OUTCOME") < page.index("STORY")


def test_the_answers_about_a_meeting_are_shown(manager, case_of):
    told = {"kind": "meeting", "meeting": "core_group", "meeting_went": 2, "meeting_listened": "partly", "words": None}
    page = manager.get(f"/cases/{case_of(submission=told, procedure=None, stage='registered')}").text
    for shown in ("Core group", "Badly", "Partly", "No words were written", "None needed", "No way to answer"):
        assert shown in page


def test_history_is_told_in_the_time_of_england_and_unknown_codes_stand_as_they_are(
    manager, case_of, with_line, moment
):
    reference = case_of(submission={"received_on": MONDAY})
    summer = moment.replace(month=7, day=1)
    with_line(reference, HistoryLine, at=summer, by="worker", what="acknowledgement_sent", details={"channel": "email"})
    with_line(reference, HistoryLine, at=moment, by="worker", what="moved_to_mars", details={})
    page = manager.get(f"/cases/{reference}").text
    assert "1 Jul 2026 at 11:00" in page
    assert "Acknowledgement sent by e-mail" in page
    assert "moved_to_mars" in page
    assert "Opened and given to Assessment and family support. Priority: normal" in page


def test_notices_say_whether_they_were_sent(manager, case_of, with_line, moment):
    common = {"template": "acknowledgement", "made_at": moment, "not_before": None, "details": {}}
    for sent, given_up, said in (
        (moment, None, "sent on 23 Nov 2026 at 10:00"), (None, None, "not sent yet"),
        (None, moment, "could not be sent"),
    ):  # fmt: skip
        reference = case_of()
        with_line(reference, Notice, channel="email", attempts=1, sent_at=sent, given_up_at=given_up, **common)
        assert said in manager.get(f"/cases/{reference}").text


def test_an_acknowledgement_that_nobody_could_send_asks_a_person_to_act(manager, case_of, with_line, moment):
    reference = case_of()
    failed = {"at": moment, "by": "worker", "what": "acknowledgement_failed", "details": {"channel": "text"}}
    with_line(reference, HistoryLine, **failed)
    with_line(
        reference, Notice, template="acknowledgement", channel="text", made_at=moment, attempts=0, details={},
        not_before=None, sent_at=None, given_up_at=moment,
    )  # fmt: skip
    page = " ".join(manager.get(f"/cases/{reference}").text.split())
    assert "Acknowledgement could not be sent by text message; a person must reach them another way." in page
    assert "given up on 23 Nov 2026 at 10:00 without an attempt." in page


@pytest.mark.parametrize("reference", ["nonsense", "7KQ4-M2X2", "<script>", "..", "7KQ4M2X2"])
def test_what_is_no_reference_is_not_found(manager, reference):
    assert manager.get(f"/cases/{reference}").status_code == 404


def test_a_reference_without_a_case_is_not_found(manager):
    assert manager.get(f"/cases/{new_reference()}").status_code == 404


def test_a_reference_in_another_shape_leads_to_its_own(manager, case_of):
    reference = case_of()
    assert manager.get(f"/cases/{reference.lower()}").location == f"/cases/{reference}"


def test_a_service_team_reads_that_a_case_is_urgent_and_nothing_about_the_sign_of_harm(
    signed_in_as, case_of, clock_on, with_line, moment
):
    flags = dict.fromkeys((Flag.HARM_WORDS, Flag.SCREEN_FAILED, Flag.ALLEGATION_AGAINST_WORKER, Flag.OFFER_ADVOCATE), 1)
    step = {"step": "0", "words": "It is an allegation.", "source": "s.47", "recalled": False}
    reference = case_of(
        team="send", submission={"allegation_against_worker": True}, priority="urgent", flags=flags, due_on=MONDAY,
        procedure="safeguarding_first", reason="harm_risk", explanation=[step],
    )  # fmt: skip
    for due in ("safeguarding_check", "allegation_referral"):
        clock_on(reference, due=due, allowed=0, due_on=MONDAY, source="the LADO procedures")
        told = {"due": due, "local": False, "on": "2026-11-23"}
        with_line(reference, HistoryLine, at=moment, by="Chris", what="done", details=told)
    for what, details in (("alert_opened", {}), ("alert_decided", {"decision": "referred_to_lado"}),
                          ("alert_raised_again", {}), ("alert_decision_changed", {"decision": "police"}),
                          ("confirmed", {"procedure": "statutory", "reason": "statutory_eligible"})):  # fmt: skip
        with_line(reference, HistoryLine, at=moment, by="Chris", what=what, details=details)
    kept_back = ("sign of harm", "LADO", "designated officer", "police told", "allegation", "Safeguarding",
                 "said to have hurt", "could not be looked through")  # fmt: skip
    officer = signed_in_as("complaints_officer").get(f"/cases/{reference}").text
    team = signed_in_as("service_team", "send")
    page, listed = team.get(f"/cases/{reference}").text, team.get("/cases").text
    for said in kept_back:
        assert said in officer, said
        assert said.lower() not in page.lower(), said
        assert said.lower() not in listed.lower(), said
    for said in ("Urgent. A person looks at this today", "A person looks at it first", "Offer an advocate",
                 "Confirmed: Statutory procedure", "Stage 1 answer: Monday 23 November 2026"):  # fmt: skip
        assert said in page, said
    assert "Urgent" in listed
    assert "Stage 1 answer" in listed


def test_our_own_target_for_the_letter_that_says_by_when_is_not_called_the_acknowledgement(manager, case_of, clock_on):
    reference = case_of(due_on=date(2026, 12, 7))
    clock_on(reference, due="acknowledgement", local=True, allowed=3, due_on=date(2026, 11, 26), source="own")
    page = manager.get(f"/cases/{reference}").text
    assert "First letter with a date: Thursday 26 November 2026 (target)" in page
    assert "Acknowledgement" not in page
    only = case_of()
    clock_on(only, due="acknowledgement", local=True, allowed=3, due_on=date(2026, 11, 26), source="own")
    assert "First letter with a date" in manager.get("/cases").text


def test_a_service_team_reads_its_own_case_and_no_others(signed_in_as, case_of):
    own, other = case_of(team="send"), case_of(team="adoption", submission={"words": "CANARY"})
    browser = signed_in_as("service_team", "send")
    assert browser.get(f"/cases/{own}").status_code == 200
    refused = browser.get(f"/cases/{other}")
    assert refused.status_code == 403
    assert "CANARY" not in refused.text


def test_every_procedure_and_date_that_triage_can_give_has_its_words(days):
    rules, a_week = rules_on(MONDAY), Allowance(Due.DECISION, 5, "ours", local=True)
    decisions = [
        decide(
            Facts(
                is_complaint=is_complaint, relationship=relationship, child_status=ChildStatus.CHILD_IN_NEED,
                responsible_authority="herefordshire", subject=subject, received_date=MONDAY, ticked_child_at_risk=harm,
            ),
            rules, days, own_authority="herefordshire",
            targets=SimpleNamespace(acknowledge=replace(a_week, due=Due.ACKNOWLEDGEMENT), decide=a_week),
        )
        for is_complaint in (True, False) for relationship in Relationship for subject in Subject
        for harm in (True, False)
    ]  # fmt: skip
    assert all(decision.because and decision.source for decision in decisions)
    assert {decision.procedure for decision in decisions} <= {None, *words.PROCEDURES}
    clocks = [clock for it in decisions for clock in (it.first_deadline, it.local_target, *it.beside) if clock]
    assert {clock.due for clock in clocks} <= set(words.DUE)
    assert set(Relationship) == set(words.RELATIONSHIPS)


def test_the_facts_of_triage_are_shown_in_words(manager, case_of):
    told = {
        "has_parental_responsibility": True, "age_band": "13_17", "child_status": "looked_after",
        "answered_at_stage": 1, "responsible_authority": "school", "already_in_court": True, "court_same_matter": True,
        "asks_for_stage": 2, "answered_on": date(2026, 11, 2), "allegation_against_worker": True,
    }  # fmt: skip
    step = {"step": "4", "words": "The year ends on 1 March.", "source": "reg. 9", "recalled": True}
    reference = case_of(submission=told, explanation=[step], flags={"offer_advocate": True})
    page = manager.get(f"/cases/{reference}").text
    for shown in (
        "Parental responsibility", "13 to 17", "Looked after", "A school", "Is dealing with the same matter",
        "At stage 1, on Monday 2 November 2026", "Stage 2", "is said to have hurt a child", "Offer an advocate",
        "The year ends on 1 March.", "to be confirmed by the council’s lawyer",
    ):  # fmt: skip
        assert shown in page
    assert set(ChildStatus) == set(words.CHILD_STATUSES)
    assert set(AgeBand) == set(words.AGES)
    assert set(OtherBody) == set(words.BODIES)
    assert set(Reason) == set(words.REASONS)
    assert set(Flag) == set(words.FLAGS)
    assert set(Due) == set(words.DUE)
    assert set(ReceivedHow) == set(words.HOW)


def test_a_case_that_a_person_has_moved_no_longer_says_why_the_rules_proposed_something_else(officer, case_of):
    reference = case_of(procedure="corporate", reason="corporate_default")
    assert "about something that the regulations list" in officer.browser.get(f"/cases/{reference}").text
    officer.decide(reference, "decide/change", reason="statutory_eligible", coordinator="")
    page = officer.browser.get(f"/cases/{reference}").text
    assert "A person decided: this person may complain about this in their own right." in page
    assert "about something that the regulations list" not in page


def test_what_was_decided_says_of_which_clock_and_team_and_names_days_in_words(officer, case_of, clock_on):
    reference = case_of(submission={"email": "sam@example.com"})
    clock = clock_on(reference)
    until = ["14", "12", "2026"]
    assert officer.decide(reference, f"{clock}/extend", until=until, why="A worker is ill.").status_code == 303
    officer.decide(reference, "decide/team", team="disability")
    page = " ".join(officer.browser.get(f"/cases/{reference}").text.split())
    for said in (
        "More time given: Stage 1 answer.", "Monday 7 December 2026 → Monday 14 December 2026",
        "Assessment and family support → Children with disabilities",
    ):  # fmt: skip
        assert said in page, said
    assert "2026-12" not in page


def test_words_that_are_the_only_point_stand_once_on_the_page(manager, case_of):
    reference = case_of(submission={"words": "Nobody rang, and nobody came."})
    assert manager.get(f"/cases/{reference}").text.count("Nobody rang, and nobody came.") == 1
