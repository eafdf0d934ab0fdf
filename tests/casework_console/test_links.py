"""Cases that may be about the same: shown to those who may see both, judged by a person, and judged anew."""

import re

import pytest
from sqlalchemy import select

from foundation.records.models import Account, Case, Decision, HistoryLine, Link

HIDDEN = re.compile(r'name="(form_id|seen|shown)"[^>]*value="([^"]*)"')


@pytest.fixture
def linked(everything, case_of, moment):
    """Two cases with a link, the later one first."""

    def make(first=None, second=None):
        earlier = case_of(**(first or {}))
        later = case_of(**(second or {}))
        with everything.unit_of_work() as uow:
            ids = dict(uow.session.execute(select(Case.reference, Case.id)).all())
            row = {"case_id": ids[later], "other_id": ids[earlier], "because": ["same_person", "other_route"]}
            uow.keep(Link, row | {"proposed_at": moment, "state": "proposed"})
        return later, earlier

    return make


def judge(browser, reference, other, state="same_matter", why="The same visit on the same day.", **different):
    path = f"/cases/{reference}/links/{other}"
    hidden = dict(HIDDEN.findall(browser.get(path).text))
    return browser.send(path, **(hidden | {"state": state, "why": why} | different))


def panel(browser, reference):
    page = " ".join(browser.get(f"/cases/{reference}").text.split())
    found = re.search(r"May be about the same.*?</ul>", page)
    return found[0] if found else ""


def test_both_cases_show_that_they_may_be_about_the_same_and_why(manager, linked):
    later, earlier = linked()
    for one, other in ((later, earlier), (earlier, later)):
        shown = panel(manager, one)
        assert f'href="/cases/{other}"' in shown
        assert "The same person; it came by another way." in shown
        assert "Not judged yet" in shown
    assert not panel(manager, linked()[0]).count(earlier)


def test_whoever_judges_has_both_accounts_before_their_eyes(manager, linked):
    later, earlier = linked({"submission": {"words": "THE FIRST ACCOUNT", "outcome_wanted": "FIRST WISH"}},
                            {"submission": {"words": "THE SECOND ACCOUNT"}})  # fmt: skip
    page = manager.get(f"/cases/{later}/links/{earlier}").text
    for said in ("THE FIRST ACCOUNT", "FIRST WISH", "THE SECOND ACCOUNT"):
        assert said in page


def test_a_judgement_is_kept_in_both_cases_with_who_and_why_and_undone_by_the_next(manager, linked, rows):
    later, earlier = linked()
    assert judge(manager, later, earlier).location == f"/cases/{later}"
    [link] = rows(Link)
    assert (link.state, link.why) == ("same_matter", "The same visit on the same day.")
    assert link.decided_at
    lines = [line for line in rows(HistoryLine) if line.what == "link_judged"]
    assert [(line.by, line.details) for line in lines] == [("Chris", {"link": "same_matter"})] * 2
    for one in (later, earlier):
        assert "<strong>The same matter</strong>, by Chris on" in panel(manager, one)
        assert "Judged beside another case: the same matter" in manager.get(f"/cases/{one}").text
    assert judge(manager, earlier, later, state="not_related", why="Another child.").status_code == 303
    assert rows(Link)[0].state == "not_related"
    kept = [decision for decision in rows(Decision) if decision.what == "link_judged"]
    assert len(kept) == 4
    page = manager.get(f"/cases/{later}/links/{earlier}").text
    assert "The same visit on the same day." in page
    assert "Another child." in page


def test_the_same_form_sent_twice_is_one_judgement_and_a_stale_page_changes_nothing(manager, linked, rows):
    later, earlier = linked()
    path = f"/cases/{later}/links/{earlier}"
    hidden = dict(HIDDEN.findall(manager.get(path).text))
    stale = dict(HIDDEN.findall(manager.get(path).text))
    for _ in range(2):
        assert manager.send(path, **hidden, state="related", why="Helps").status_code == 303
    assert len(rows(Decision)) == 2
    refused = manager.send(path, **stale, state="not_related", why="MY REASON")
    assert refused.status_code == 409
    assert "MY REASON" in refused.text
    assert rows(Link)[0].state == "related"


def test_a_judgement_needs_an_answer_a_reason_and_something_to_change(manager, linked, rows):
    later, earlier = linked()
    for different, said in (
        ({"state": ""}, "Select whether they are about the same"),
        ({"state": "maybe"}, "Are they about the same? Choose one from the list"),
        ({"why": "  "}, "Say why, in a few words"),
        ({"why": "x" * 2001}, "2,000 characters at most"),
        ({"why": "a\x00b"}, "characters that are not text"),
        ({"form_id": "x"}, "This page was open for a long time"),
    ):
        answer = judge(manager, later, earlier, **different)
        assert answer.status_code == 400, said
        assert said in answer.text, said
    assert rows(Link)[0].state == "proposed"
    judge(manager, later, earlier)
    assert "This is what was decided before" in judge(manager, later, earlier).text


def test_a_service_team_sees_no_reference_of_another_teams_case_and_judges_nothing(manager, signed_in_as, linked):
    later, other_team = linked({"team": "adoption"}, {"team": "send"})
    judge(manager, later, other_team, why=f"As in {other_team}")
    team = signed_in_as("service_team", "send")
    page = team.get(f"/cases/{later}").text
    assert other_team not in page
    assert "May be about the same" not in page
    assert team.get(f"/cases/{later}/links/{other_team}").status_code == 403


def test_a_service_team_sees_an_earlier_case_of_its_own(signed_in_as, linked):
    later, earlier = linked({"team": "send"}, {"team": "send"})
    assert earlier in panel(signed_in_as("service_team", "send"), later)


def test_a_case_about_the_reader_is_in_no_link_of_theirs(signed_in_as, linked, everything):
    later, about_them = linked({"submission": {"words": "Sam Officer shouted"}})
    officer = signed_in_as("complaints_officer")
    with everything.unit_of_work() as uow:
        uow.session.scalar(select(Account)).name = "Sam Officer"
    assert about_them not in officer.get(f"/cases/{later}").text
    assert officer.get(f"/cases/{later}/links/{about_them}").status_code == 404
    assert officer.get(f"/cases/{about_them}/links/{later}").status_code == 403


def test_what_is_not_linked_is_not_found(manager, linked, case_of):
    later, _ = linked()
    for other in (case_of(), later, "nonsense"):
        assert manager.get(f"/cases/{later}/links/{other}").status_code == 404
    assert manager.get(f"/cases/nonsense/links/{later}").status_code == 404


def test_an_address_that_no_text_can_be_is_not_found(manager, linked):
    later, earlier = linked()
    for path in (f"{later}/links/%00", f"{later}%00/links/{earlier}", "%00/links/%00"):
        assert manager.get(f"/cases/{path}").status_code == 404, path
