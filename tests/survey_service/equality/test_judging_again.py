"""A year is released anew: what was said to an older release stands beside the new outcome and is not carried to it."""

import re
from dataclasses import replace
from uuid import uuid4

import pytest
from released import ETHNIC_GROUP, HEARD, RELIGION, SHUT_OUT, a_characteristic, a_year
from staffing import TOKEN

from foundation.equality.release.kinds import Profile
from foundation.equality.silence import Outcome
from foundation.records.models import Judgement

OTHERS = "ethnic_group:all_other"
LIST = "/equality/judgements"
NOT_CARRIED = "does not stand in this one, nor in its public version, until somebody says it again"
FORM = re.compile(r'<form method="post" action="([^"]+/again)">(.*?)</form>', re.S)
UNSEEN = re.compile(r'name="(form_id|seen|earlier|csrf_token)"[^>]*value="([^"]*)"')
OTHER_FIGURES = replace(ETHNIC_GROUP, lines=(replace(SHUT_OUT, fewest=31), HEARD))
OTHER_OUTCOME = replace(ETHNIC_GROUP, lines=(replace(SHUT_OUT, outcome=Outcome.RESIGNED), HEARD))
OTHER_GROUPS = a_characteristic("ethnic_group", HEARD, rung="ethnic_group_4")


@pytest.fixture
def said(officer, release):
    """Say something to a first release of the year; its id."""

    def saying(decision="confirmed", outcome="", reason=""):
        first = release(a_year(), 4)
        page = f"{LIST}/{first}/{OTHERS}"
        form = dict(UNSEEN.findall(officer.get(page).text))
        sent = officer.client.post(page, data=form | {"decision": decision, "outcome": outcome, "reason": reason})
        assert sent.status_code == 303
        return first

    return saying


def year_with(characteristic):
    return a_year(characteristics=(characteristic, RELIGION))


def buttons(officer):
    """Each button that says something again: where its form goes, and what it sends."""
    return {action: dict(UNSEEN.findall(form)) for action, form in FORM.findall(officer.get(LIST).text)}


def press(officer, **different):
    ((action, form),) = buttons(officer).items()
    return officer.client.post(action, data=form | different)


@pytest.mark.parametrize(
    "decision, outcome, reason",
    [("confirmed", "", ""), ("amended", "resigned", "They told us so 🙂"), ("set_aside", "", "=1+1 <b>")],
)
def test_what_was_said_stands_beside_the_same_outcome_and_is_said_again_by_one_press(
    officer, release, said, words_of, rows, decision, outcome, reason
):
    said(decision, outcome, reason)
    newer = release(a_year(), 6)
    told = words_of(officer.get(LIST))
    assert "0 of 5 are judged" in told
    assert NOT_CARRIED in told
    assert "In release 4, before this one: Chris" in told
    assert reason in told
    assert "The program says the same now, by the same figures." in told
    button = "I still agree" if decision == "confirmed" else "Say this again"
    assert f"{button} : Ethnic group: Not White British" in told
    assert press(officer).location == LIST
    told = words_of(officer.get(LIST))
    assert "1 of 5 are judged" in told
    assert NOT_CARRIED not in told
    assert buttons(officer) == {}
    first, again = sorted(rows(Judgement), key=lambda it: it.id)
    assert again.release_id == newer
    assert (again.about, again.decision, again.outcome, again.reason) == (
        first.about, first.decision, first.outcome, first.reason,
    )  # fmt: skip
    assert "In release 4, before this one" in words_of(officer.get(f"{LIST}/{newer}/{OTHERS}"))


@pytest.mark.parametrize(
    "now, told",
    [
        (ETHNIC_GROUP, "The program says the same now, by the same figures."),
        (OTHER_FIGURES, "The program says the same now. The figures behind it have changed."),
        (OTHER_OUTCOME, "The program says something else now. Then it said: May be shut out."),
        (OTHER_GROUPS, "This release says nothing of this group."),
    ],
)
def test_the_officer_reads_what_has_changed_and_only_the_same_outcome_can_be_said_again(
    officer, release, said, words_of, rows, now, told
):
    said()
    newer = release(year_with(now), 6)
    assert told in words_of(officer.get(LIST))
    is_same = now in (ETHNIC_GROUP, OTHER_FIGURES)
    assert bool(buttons(officer)) == is_same
    if now is not OTHER_GROUPS:
        page = officer.get(f"{LIST}/{newer}/{OTHERS}")
        assert told in words_of(page)
        assert "does not stand in this release until somebody says it again" in words_of(page)
        assert bool(FORM.search(page.text)) == is_same
    (before,) = rows(Judgement)
    by_hand = {"csrf_token": TOKEN.search(officer.get(LIST).text)[1], "form_id": str(uuid4()), "earlier": before.id}
    sent = officer.client.post(f"{LIST}/{newer}/{OTHERS}/again", data=by_hand)
    assert sent.status_code == (303 if is_same else 404 if now is OTHER_GROUPS else 400)
    assert len(rows(Judgement)) == 1 + is_same


def test_the_overview_and_the_report_lead_to_what_is_to_be_said_again(officer, release, said, read):
    said()
    assert "was made again" not in read("/equality")
    release(a_year(), 6)
    assert "The report of this year was made again." in read("/equality")
    assert "Say it again, or change it (1)" in read("/equality")
    assert "what was said in release 4" in read("/equality/silence")
    press(officer)
    assert "was made again" not in read("/equality")
    assert "what was said in release 4" not in read("/equality/silence")


def test_a_judgement_of_an_older_release_never_stands_in_the_public_version_of_a_newer_one(
    officer, release, said, words_of
):
    said("set_aside", reason="My reason")
    release(a_year(), 4, Profile.PUBLIC)
    assert "My reason" in words_of(officer.get("/equality/public"))
    release(a_year(), 6)
    release(a_year(), 6, Profile.PUBLIC)
    for address in ("/equality/public", "/equality/public.csv", "/equality/releases/6/public.csv"):
        assert "My reason" not in officer.get(address).text
    assert "My reason" in officer.get("/equality/releases/4/public.csv").text
    press(officer)
    assert "My reason" in words_of(officer.get("/equality/public"))


def test_of_several_older_releases_the_last_word_counts_and_of_another_year_none(officer, release, said, words_of):
    said()
    second = release(a_year(), 5)
    press(officer)
    page = f"{LIST}/{second}/{OTHERS}"
    form = dict(UNSEEN.findall(re.sub(r"<form[^>]*/again.*?</form>", "", officer.get(page).text, flags=re.S)))
    officer.client.post(page, data=form | {"decision": "set_aside", "outcome": "", "reason": "Second thought"})
    release(a_year(), 6)
    told = words_of(officer.get(LIST))
    assert "In release 5, before this one: Chris sets it aside" in told
    assert told.count("before this one") == 1
    year = a_year()
    later = replace(year, begins_on=year.begins_on.replace(year=2026), ends_on=year.ends_on.replace(year=2027))
    release(later, 7)
    assert "before this one" not in words_of(officer.get(LIST))


def test_a_button_that_is_pressed_twice_says_it_once(officer, release, said, rows):
    said()
    release(a_year(), 6)
    ((action, form),) = buttons(officer).items()
    assert [officer.client.post(action, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(rows(Judgement)) == 2


def test_a_stale_button_says_nothing_and_tells_why(officer, release, said, words_of, rows):
    said()
    newer = release(a_year(), 6)
    ((action, form),) = buttons(officer).items()
    for wrong, told in (
        ({"earlier": str(uuid4())}, "cannot be said again as it was"),
        ({"earlier": "=1+1"}, "This page was open for a long time"),
        ({"form_id": "\0"}, "This page was open for a long time"),
        ({"csrf_token": "x"}, "This page was open for a long time"),
    ):
        answer = officer.client.post(action, data=form | wrong)
        assert answer.status_code == 400
        assert told in words_of(answer), wrong
    page = f"{LIST}/{newer}/{OTHERS}"
    plain = dict(UNSEEN.findall(re.sub(r"<form[^>]*/again.*?</form>", "", officer.get(page).text, flags=re.S)))
    officer.client.post(page, data=plain | {"decision": "set_aside", "outcome": "", "reason": "In between"})
    meanwhile = officer.client.post(action, data=form)
    assert meanwhile.status_code == 400
    assert "Somebody has judged this since you opened the page" in words_of(meanwhile)
    release(a_year(), 8)
    late = officer.client.post(action, data=form)
    assert late.status_code == 400
    assert "as release 8" in words_of(late)
    assert [it.decision for it in sorted(rows(Judgement), key=lambda it: it.id)] == ["confirmed", "set_aside"]
    for missing in (action.replace(OTHERS, "sex:female"), action.replace(str(newer), str(uuid4()))):
        assert officer.client.post(missing, data=form).status_code == 404
    assert officer.get(action).status_code == 405
