"""The officer's overview: sentences first, and an honest page before there is any release."""

import re
from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from released import ETHNIC_GROUP, RELIGION, a_demand, a_line, a_year, counts, held, keep_period

from foundation.equality.release.counts import Step
from foundation.equality.release.kinds import Kind
from foundation.equality.release.year import Disclosure, Unknown
from foundation.equality.settings import SETTINGS
from foundation.equality.silence import Outcome
from foundation.records.models import Account, OutreachAction
from foundation.runtime.clock import now
from foundation.staff.roles import Role
from survey_service.equality import overview

FRONT = "/equality"
RESTS_ON = "What the figures on these pages rest on"
ANALYSTS = "What only an analyst’s own figures rest on (heard equality compute)"
OFFICERS = (
    "/equality/silence", "/equality/characteristics", "/equality/characteristics/ethnic_group", "/equality/parts",
    "/equality/demand", "/equality/method",
)  # fmt: skip


@pytest.mark.parametrize("role", Role)
def test_the_officer_reads_the_room_and_others_are_led_to_the_public_version_or_away(signed_in_as, role):
    browser = signed_in_as(role, "send" if role == Role.SERVICE_TEAM else None)
    front = browser.get("/equality")
    if role in (Role.COMPLAINTS_MANAGER, Role.COMPLAINTS_OFFICER):
        assert (front.status_code, front.location) == (302, "/equality/public")
    else:
        assert front.status_code == (200 if role == Role.EQUALITY_OFFICER else 403)
    for address in OFFICERS:
        assert browser.get(address).status_code == (200 if role == Role.EQUALITY_OFFICER else 403), address


def test_before_any_release_every_page_says_what_will_come_and_when(read, everything):
    assert "No quarter is open" in read(FRONT)
    with everything.unit_of_work() as uow:
        keep_period(uow, waiting=40)
        keep_period(uow, "other_feedback", waiting=0)
        keep_period(uow, "other_feedback", ends_on=date(2027, 3, 31), begins_on=date(2027, 1, 1), waiting=20)
        keep_period(uow, ends_on=date(2026, 9, 30), begins_on=date(2026, 7, 1), waiting=60, state="closed")
    for address in ("/equality/parts", "/equality/demand"):
        assert "There are no figures yet" in read(address)
    for address in ("/equality", "/equality/silence", "/equality/characteristics", "/equality/characteristics/sex"):
        page = read(address)
        assert "There are no figures yet" in page
        assert "People who complained , since 1 October 2026: 40 or more replies wait." in page
        assert "Figures can come from 14 January 2027 on, once 50 people have answered" in page
        assert "People who told us something else , since 1 October 2026: fewer than 20 replies wait." in page
        assert page.count("replies wait") == 2, "neither a quarter to come nor one that is closed waits"
        assert "<table" not in page


def test_more_replies_than_the_link_was_shown_are_brought_to_the_officer(officer, everything):
    with everything.unit_of_work() as uow:
        held(uow)
    page = officer.get("/equality").text
    assert "More replies came than the link was shown" in page
    assert 'href="/equality/held"' in page


def test_it_leads_with_who_is_not_heard_who_may_be_shut_out_what_is_not_known_and_what_is_done(
    read, release, everything
):
    release(a_year())
    with everything.unit_of_work() as uow:
        action = {
            "kind": "outreach", "about": "religion:sikh", "words": "Tea at the temple", "owner": "Outreach team",
            "due_on": date(2026, 11, 1), "made_by": uow.session.query(Account.id).scalar(), "made_at": now(),
        }  # fmt: skip
        done = {"ended_on": date(2026, 10, 1), "result": "Nobody came", "ended_by": action["made_by"]}
        open_still = dict.fromkeys(done)
        uow.keep(OutreachAction, {**action, **open_still, "id": uuid4()},
                 {**action, **done, "id": uuid4(), "words": "A letter"})  # fmt: skip
    page = read(FRONT)
    said = (
        "Who may be shut out May be shut out: they complain less than expected", "21 did not raise it",
        "What to do next Nobody has agreed with the questions", "Of one group above you have not said whether",
        "Nobody has planned how to hear from this group: Ethnic group: Not White British. Log an action",
        "One action is late.", "For 2 things that we do not know nobody has planned how to find out. Plan it",
        "Who is not heard We hear less from people who are not White British", "For 3 of 6 groups we cannot tell.",
        "What we do not know There are too few people for numbers to answer this: Religion, Sikh.",
        "What is being done Religion: Sikh Tea at the temple", "This is late.",
        "Who answers", "Ethnic group 140 (82%) –", "Replies that wait",
    )  # fmt: skip
    assert [page.index(it) for it in said] == sorted(page.index(it) for it in said)
    assert "A letter" not in page


def test_a_year_in_which_no_group_is_shown_to_be_quiet_does_not_say_that_all_are_heard(read, release):
    unclear = a_line("sikh", outcome=Outcome.NOT_ENOUGH_EVIDENCE)
    release(a_year(characteristics=(replace(RELIGION, lines=(unclear,)),), unknown=()))
    page = read(FRONT)
    assert "No group is shown to be heard less than expected. For 1 of 1 groups we cannot tell." in page
    assert "Of 1 groups there is not enough evidence." in page


def test_of_many_things_that_are_not_known_each_cause_stands_here_with_some_of_them(read, release):
    groups = ("sikh", "hindu", "jewish", "muslim", "buddhist", "other", "none")
    release(a_year(unknown=tuple(Unknown("too_small_group", "religion", it) for it in groups)))
    page = read(FRONT)
    said = "There are too few people for numbers to answer this: Religion, Sikh; Religion, Hindu; Religion, Jewish;"
    assert f"{said} Religion, Muslim; and 3 more. Everything that we do not know, and the plan to find out" in page


def test_the_newest_counts_of_those_who_complained_are_shown_as_a_funnel_whatever_else_was_counted(read, release):
    release(a_year(), 1)
    release(counts(), 2, about="complainants")
    release(counts(begins_on=date(2025, 1, 1), ends_on=date(2025, 3, 31)), 3, about="complainants")
    release(counts(funnel=(Step("offered", 9_999),)), 4, about="other_feedback")
    asked = (Step("eligible", 1_600), Step("invited", 320), Step("delivered", 320), Step("submitted", 58))
    release(counts(funnel=asked), 5, about="Spring survey", kind=Kind.FAMILIES)
    page = read(FRONT)
    assert (
        "People who complained, 1 April 2025 to 30 June 2025: 316 were shown the link to the questions, and 83" in page
    )
    assert "Replied 83 26% of 316 (likely 22% to 31%)" in page
    assert "Answered at least one question about themselves c –" in page
    assert "Replied 58 18% of 320 (likely 14% to 23%)" in page
    assert "9,999" not in page


def test_counts_of_a_quarter_are_shown_before_its_year_is_over(read, release):
    release(counts(), about="complainants")
    page = read(FRONT)
    assert "There are no figures yet The first report comes when a municipal year is over" in page
    assert "316 were shown the link to the questions" in page


def test_a_step_that_is_larger_than_the_one_before_has_no_share_of_it():
    steps = overview.funnel(counts(funnel=(Step("offered", 0), Step("submitted", 3), Step("answered_any", 2))))
    assert [it.share for it in steps] == ["", "", "67% of 3 (likely 21% to 94%)"]
    assert overview.funnel_in_words(overview.funnel(counts(funnel=(Step("offered", None),)))) == ""


def test_a_share_never_stands_where_its_count_is_hidden():
    said = overview.disclosure(Disclosure(112, None, 10, 25, 0.8, 0.1285714, 0.0714286))
    assert said == ("112 (80%)", "c", "10 (7%)", "25")


def test_each_characteristic_has_its_finding_its_groups_and_who_did_not_say(read, release):
    release(a_year(characteristics=(ETHNIC_GROUP,)))
    assert "Ethnic group : we hear less than expected from people who are not White British" in read(OFFICERS[1])
    page = read("/equality/characteristics/ethnic_group")
    assert "Not White British Less than expected: 5 of 140 answers, 4% (likely 2% to 8%) 14% 0.26 (likely 0.11" in page
    assert "White British More than expected: up to twice as much 86% –" in page
    assert "People who complained 140 (82%) 18 (11%) 12 (7%) 0" in page
    assert "says nothing of this" in read("/equality/characteristics/religion")


def test_a_characteristic_that_there_is_none_of_is_not_found(officer, release):
    release(a_year())
    for code in ("shoe_size", "service_area", "ETHNIC_GROUP", "%00", "sex'"):
        assert officer.get(f"/equality/characteristics/{code}").status_code == 404


def test_every_setting_is_shown_with_its_value_where_it_is_from_its_version_and_who_answers_for_it(read):
    page = read("/equality/method")
    assert f"Version {SETTINGS.version}. The council’s equality officer answers for them." in page
    named = f"Version {SETTINGS.version}; owner: {SETTINGS.owner} What it means"
    of_reports, of_analysts = (page.index(f"{it}. {named}") for it in (RESTS_ON, ANALYSTS))
    for it in SETTINGS.explained():
        at = page.index(f"{it.words} {it.value:g} {it.source} {it.name}", of_reports)
        assert (at < of_analysts) == it.of_reports


def test_everything_in_the_room_is_a_link_away_from_the_overview(officer, release):
    release(a_year())
    release(a_demand(), 2)
    links = set(re.findall(r'href="(/equality[^"#]*)', officer.get("/equality").text))
    assert {"/equality/silence", "/equality/unknown", "/equality/actions", "/equality/judgements"} < links
    for address in sorted(links):
        assert officer.get(address).status_code == 200, address
