"""Nobody opens, sees in a list or is given a case about themselves or their team; a manager lifts it with a reason."""

import re

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.records.models import Account, Case, Conflict, Decision, HistoryLine, Outgoing

HIDDEN = re.compile(r'name="(form_id|seen)"[^>]*value="([^"]*)"')


@pytest.fixture
def named(signed_in_as, everything):
    """An officer called so, in a browser of theirs."""

    def sign_in(name, role="complaints_officer", team=None):
        browser = signed_in_as(role, team)
        with everything.unit_of_work() as uow:
            account = uow.session.scalar(select(Account).where(Account.role == role))
            account.name = name
        browser.account = f"account-{account.id}"
        return browser

    return sign_in


def decide(browser, path, why="Their name is in it.", **typed):
    hidden = dict(HIDDEN.findall(browser.get(path).text))
    return browser.send(path, **(hidden | {"why": why} | typed))


def is_kept_from(browser, reference):
    """Neither the case nor any page of it opens, and the list does not hold it."""
    pages = ("", "/conflicts/new", "/decide/coordinator")
    answers = [browser.get(f"/cases/{reference}{page}") for page in pages]
    listed = reference in browser.get("/cases").text
    refused = {answer.status_code for answer in answers} == {403}
    assert refused is not listed
    return refused


NAME = "Zoë Nowak-O’Brien"


def test_a_name_in_the_words_keeps_the_case_from_its_owner_however_it_was_written(named, case_of):
    officer = named(NAME)
    for said in (
        "Zoë Nowak-O’Brien shouted", "ZOE NOWAK O'BRIEN", "zoe (the worker) and then nowakobrien",
        "Mrs. Nowak-O'Brien, first name Zoe\u0308!", "I met Żoë; Ńowak-Ó’Brień was there",
    ):  # fmt: skip
        assert is_kept_from(officer, case_of(submission={"words": said})), said
    assert is_kept_from(officer, case_of(submission={"words": "Rude", "outcome_wanted": "Not Zoe Nowak O'Brien"}))
    assert is_kept_from(officer, case_of(submission={"kind": "worker_change", "words": "Zoe Nowak O'Brien"}))


def test_less_than_both_names_or_another_name_around_them_keeps_nothing(named, case_of):
    officer = named("Ann Low")
    for said in ("Ann shouted", "Mr Low shouted", "Anna Low", "Ann Lowe and Hannah Slow", "annlow", "", None):
        assert not is_kept_from(officer, case_of(submission={"words": said})), said
    assert not is_kept_from(officer, case_of(submission={"kind": "compliment", "words": "Thank you Ann Low"}))


def test_one_name_alone_or_a_title_is_not_looked_for(named, case_of):
    officer = named("Dr Low")
    assert not is_kept_from(officer, case_of(submission={"words": "Dr Low shouted"}))


def test_a_name_is_never_read_as_a_pattern(named, case_of, everything):
    officer, reference = named("Ann Hill"), case_of(submission={"words": "Ann Low \\ [a-z]+ .* ☃ ☃"})
    for name in ("[a-z]+ .*", "(Ann .*", "\\ Low", "☃ ☃", "  ", "Ann ’", "Ann L%", "Ann [[:alpha:]]"):
        with everything.unit_of_work() as uow:
            uow.session.scalar(select(Account)).name = name
        assert not is_kept_from(officer, reference), name


def test_the_refusal_says_why_in_general_words_and_nothing_of_the_case(named, case_of):
    officer = named("Ann Low")
    refused = officer.get(f"/cases/{case_of(submission={'words': 'Ann Low and CANARY', 'child_name': 'CANARY'})}")
    assert "It may be about you or your team" in refused.text
    assert "CANARY" not in refused.text


def test_a_team_that_is_named_does_not_open_it_even_where_it_has_it(signed_in_as, case_of, everything, moment):
    reference = case_of(team="send")
    team = signed_in_as("service_team", "send")
    assert team.get(f"/cases/{reference}").status_code == 200
    with everything.unit_of_work() as uow:
        case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
        uow.keep(Conflict, {"id": uuid7(), "case_id": case_id, "team": "send", "account_id": None, "found_at": moment})
    assert team.get(f"/cases/{reference}").status_code == 403
    assert reference not in team.get("/cases").text


def test_marking_the_team_that_has_a_case_gives_it_to_the_complaints_team_and_announces_that(
    manager, signed_in_as, case_of, rows
):
    reference = case_of(team="send")
    assert decide(manager, f"/cases/{reference}/conflicts/new", who="team-send").location == f"/cases/{reference}"
    [case] = rows(Case)
    assert case.team == "complaints"
    assert [message.routing_key for message in rows(Outgoing)] == ["routed.complaints"]
    page = manager.get(f"/cases/{reference}").text
    assert "May be about SEND and education: kept from them" in page
    assert "marked by Chris" in page
    again = decide(manager, f"/cases/{reference}/conflicts/new", who="team-send")
    assert again.status_code == 400
    assert "kept from them already" in again.text
    given_back = decide(manager, f"/cases/{reference}/decide/team", team="send")
    assert given_back.status_code == 400
    assert "about that team" in given_back.text
    assert signed_in_as("service_team", "send").get(f"/cases/{reference}").status_code == 403


def test_marking_the_coordinator_takes_the_case_from_them_and_nobody_can_give_it_back(
    manager, named, case_of, rows, everything
):
    officer = named("Ann Low")
    reference = case_of()
    account = officer.account.removeprefix("account-")
    assert decide(manager, f"/cases/{reference}/decide/coordinator", coordinator=account).status_code == 303
    decide(manager, f"/cases/{reference}/conflicts/new", who=officer.account)
    assert rows(Case)[0].coordinator_id is None
    assert is_kept_from(officer, reference)
    refused = decide(manager, f"/cases/{reference}/decide/coordinator", coordinator=account)
    assert refused.status_code == 400
    assert "about them" in refused.text


def test_a_manager_lifts_with_a_reason_what_the_words_or_a_person_said_and_all_of_it_stays(
    manager, named, case_of, rows
):
    officer = named("Ann Low")
    reference = case_of(submission={"words": "Ann Low shouted"})
    page = manager.get(f"/cases/{reference}").text
    assert "named in the words" in page
    path = f"/cases/{reference}/conflicts/{officer.account}/lift"
    assert path in page
    without = decide(manager, path, why="")
    assert without.status_code == 400
    assert "Say why" in without.text
    assert is_kept_from(officer, reference)
    assert decide(manager, path, why="Another Ann Low: a neighbour.").status_code == 303
    assert not is_kept_from(officer, reference)
    page = manager.get(f"/cases/{reference}").text
    assert "Another Ann Low: a neighbour." in page
    assert "No longer kept from Ann Low" in page
    assert manager.get(path).status_code == 409
    decide(manager, f"/cases/{reference}/conflicts/new", who=officer.account)
    assert is_kept_from(officer, reference)
    decide(manager, path, why="No, it is not them.")
    assert not is_kept_from(officer, reference)
    decided = sorted(decision.what for decision in rows(Decision))
    assert decided == ["conflict_lifted", "conflict_lifted", "conflict_marked"]
    assert {line.by for line in rows(HistoryLine) if line.what.startswith("conflict")} == {"Chris"}


def test_an_officer_marks_but_does_not_lift_and_nobody_lifts_their_own(manager, named, case_of):
    officer = named("Ann Low")
    reference = case_of()
    assert decide(officer, f"/cases/{reference}/conflicts/new", who=officer.account).location == "/cases"
    for browser in (officer, manager):
        page = browser.get(f"/cases/{reference}")
        assert ("Lift this" in page.text) is (browser is manager)
    other = case_of()
    decide(officer, f"/cases/{other}/conflicts/new", who="team-send")
    assert "Lift this" not in officer.get(f"/cases/{other}").text
    assert officer.get(f"/cases/{other}/conflicts/team-send/lift").status_code == 403
    own = next(
        iter(re.findall(r'value="(account-[^"]+)"[^>]*>Chris<', manager.get(f"/cases/{other}/conflicts/new").text))
    )
    decide(manager, f"/cases/{other}/conflicts/new", who=own)
    assert manager.get(f"/cases/{other}/conflicts/{own}/lift").status_code == 403


def test_whom_it_may_be_about_must_be_chosen_from_the_list_and_the_same_form_counts_once(manager, case_of, rows):
    reference = case_of()
    path = f"/cases/{reference}/conflicts/new"
    for who in ("", "team-nowhere", "team-complaints", f"account-{uuid7()}", "account-x", "\x00"):
        assert decide(manager, path, who=who).status_code == 400, who
    hidden = dict(HIDDEN.findall(manager.get(path).text))
    for _ in range(2):
        assert manager.send(path, **hidden, who="team-send", why="Named").status_code == 303
    assert len(rows(Conflict)) == 1
    for key in ("team-nowhere", "account-x", f"account-{uuid7()}"):
        assert manager.get(f"/cases/{reference}/conflicts/{key}/lift").status_code == 404


def test_a_service_team_neither_sees_nor_marks_whom_a_case_is_about(signed_in_as, case_of, with_line, moment):
    reference = case_of(team="send")
    told = {"at": moment, "by": "Olive Officer", "what": "conflict_marked", "details": {"about": "Ann Low"}}
    with_line(reference, HistoryLine, **told)
    assert "May be about Ann Low" in signed_in_as("complaints_officer").get(f"/cases/{reference}").text
    team = signed_in_as("service_team", "send")
    shown = team.get(f"/cases/{reference}").text
    assert "Whom it may be about" not in shown
    assert "Ann Low" not in shown
    assert team.get(f"/cases/{reference}/conflicts/new").status_code == 403


def test_an_address_that_no_text_can_be_is_not_found(manager, case_of):
    reference = case_of()
    for path in (f"{reference}%00/conflicts/new", f"{reference}%00/conflicts/team-send/lift", "%00/conflicts/new",
                 f"{reference}/conflicts/team-%00/lift"):  # fmt: skip
        assert manager.get(f"/cases/{path}").status_code == 404, path
