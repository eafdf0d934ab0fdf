"""An officer confirms, amends or sets aside what the program says; both stay, and whoever is late is told."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from released import a_characteristic, a_demand, a_line, a_year, counts
from staffing import TOKEN

from foundation.equality.release.kinds import Profile
from foundation.equality.silence import Outcome
from foundation.records.models import Judgement
from foundation.staff.roles import Role

OTHERS = "ethnic_group:all_other"
UNSEEN = re.compile(r'name="(form_id|seen|csrf_token)"[^>]*value="([^"]*)"')


WRONG = (
    ({"decision": "amended", "reason": "So"}, "Choose what it should say"),
    ({"decision": "amended", "outcome": "resigned"}, "Say why"),
    ({"decision": "set_aside", "reason": " "}, "Say why"),
    ({"decision": "confirmed", "outcome": "resigned"}, "Choose nothing here, or choose above"),
    ({"decision": "amended", "outcome": "shut_out", "reason": "So"}, "choose one from the list"),
    ({"decision": "burnt"}, "Choose one from the list"),
    ({"decision": "set_aside", "reason": "a\0b"}, "remove the characters that are not text"),
    ({"decision": "set_aside", "reason": "x" * 2001}, "2,000 characters at most"),
    ({"form_id": "7"}, "This page was open for a long time"),
    ({"seen": "7"}, "This page was open for a long time"),
)


def filled(page, **said):
    """The form of a page as a browser sends it: with what stands in it unseen."""
    return {"decision": "confirmed", "outcome": "", "reason": "", **dict(UNSEEN.findall(page.text)), **said}


def judges(officer, path, **said):
    return officer.client.post(path, data=filled(officer.get(path), **said))


@pytest.fixture
def page(release):
    """The page of one group of a year release."""
    return f"/equality/judgements/{release(a_year())}/{OTHERS}"


def test_what_the_officer_says_stands_beside_what_the_program_says(officer, page, words_of, rows):
    assert judges(officer, page).status_code == 303
    assert judges(officer, page, decision="amended", outcome="resigned", reason="They told us so").status_code == 303
    assert judges(officer, page, decision="set_aside", reason="Settled <b>in</b> court 🙂").status_code == 303
    told = words_of(officer.get(page))
    assert "The program says: May be shut out . They complain less than expected" in told
    first, second, third = (told.index(it) for it in ("Chris agrees", "Chris says instead", "Chris sets it aside"))
    assert first < second < third
    assert "Unhappy, and do not bother to complain (Monday 23 November 2026, 10:00)" in told
    assert "Settled <b>in</b> court 🙂" in told
    assert sorted(it.decision for it in rows(Judgement)) == ["amended", "confirmed", "set_aside"]


def test_all_outcomes_of_the_newest_year_are_listed_with_the_last_judgement(officer, release, words_of):
    release(a_year(characteristics=()), number=1)
    newest = release(a_year(), number=2)
    assert "0 of 5 are judged" in words_of(officer.get("/equality/judgements"))
    judges(officer, f"/equality/judgements/{newest}/{OTHERS}", decision="set_aside", reason="First thought")
    judges(officer, f"/equality/judgements/{newest}/{OTHERS}", decision="confirmed")
    told = words_of(officer.get("/equality/judgements"))
    assert "1 of 5 are judged" in told
    assert "May be shut out (1) They complain less than expected" in told
    assert "Ethnic group: Not White British Chris agrees (Monday 23 November 2026, 10:00)" in told
    assert told.index("May be shut out (1)") < told.index("Not enough evidence (2)")
    assert "First thought" not in told
    assert "Carers, guardians" not in told  # it has no outcome


def test_what_cannot_be_kept_says_how_to_mend_it(officer, page, words_of, rows):
    opened = officer.get(page)
    for said, told in WRONG:
        answer = officer.client.post(page, data=filled(opened, **said))
        assert answer.status_code == 400
        assert told.lower() in words_of(answer).lower(), said
    assert rows(Judgement) == []


def test_a_form_that_is_sent_twice_is_kept_once(officer, page, rows):
    form = filled(officer.get(page))
    assert [officer.client.post(page, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(rows(Judgement)) == 1


def test_a_form_that_is_sent_for_another_group_too_is_kept_once(officer, page, rows):
    form = filled(officer.get(page))
    officer.client.post(page, data=form)
    assert officer.client.post(page.replace("all_other", "white_british"), data=form).status_code == 303
    assert [it.about for it in rows(Judgement)] == [OTHERS]


def test_a_form_from_before_another_judgement_is_told_and_can_be_sent_again(officer, page, words_of, rows):
    stale = filled(officer.get(page), decision="set_aside", reason="My words")
    judges(officer, page)
    answer = officer.client.post(page, data=stale)
    assert answer.status_code == 400
    assert "Somebody has judged this since you opened the page" in words_of(answer)
    assert "Chris agrees" in words_of(answer)
    assert "My words" in answer.text
    again = filled(answer, decision="set_aside", reason="My words")
    assert officer.client.post(page, data=again).status_code == 303
    assert sorted(it.decision for it in rows(Judgement)) == ["confirmed", "set_aside"]


def test_a_form_of_a_release_that_was_made_again_is_told(officer, page, release, words_of, rows):
    stale = filled(officer.get(page), decision="set_aside", reason="My words")
    release(a_year(), number=2)
    answer = officer.client.post(page, data=stale)
    assert answer.status_code == 400
    assert "as release 2" in words_of(answer)
    assert "My words" in answer.text
    assert rows(Judgement) == []
    assert "This is an older release" in words_of(officer.get(page))
    assert '<form method="post" novalidate>' not in officer.get(page).text


def test_of_two_officers_at_once_one_is_told(signed_in_as, page, rows):
    both = [signed_in_as(Role.EQUALITY_OFFICER, email=f"{name}@example.gov.uk") for name in ("ann", "bob")]
    forms = [filled(it.get(page)) for it in both]
    with ThreadPoolExecutor() as at_once:
        sent = at_once.map(lambda it: it[0].client.post(page, data=it[1]).status_code, zip(both, forms, strict=True))
        assert sorted(sent) == [303, 400]
    assert len(rows(Judgement)) == 1


def test_only_outcomes_of_a_year_for_officers_can_be_judged(officer, release):
    public = release(a_year(), profile=Profile.PUBLIC)
    officers, others = release(a_year()), [release(counts(), number=2), release(a_demand(), number=3)]
    assert officer.get(f"/equality/judgements/{officers}/{OTHERS}").status_code == 200
    assert officer.get(f"/equality/judgements/{officers}/relationship_to_child:carers").status_code == 404
    assert officer.get(f"/equality/judgements/{officers}/a%00b").status_code == 404
    for release_id in (public, *others):
        assert officer.get(f"/equality/judgements/{release_id}/{OTHERS}").status_code == 404


def test_every_outcome_has_words_and_can_be_amended_to_every_other(officer, release):
    for number, outcome in enumerate(Outcome):
        line = a_line("disabled", outcome=outcome)
        release_id = release(a_year(characteristics=(a_characteristic("disability", line),)), number=number)
        page = officer.get(f"/equality/judgements/{release_id}/disability:disabled").text
        assert {it for it in Outcome if f'<option value="{it}">' in page} == set(Outcome) - {outcome}


def test_nobody_else_judges(signed_in_as, page):
    somebody = signed_in_as(Role.COMPLAINTS_MANAGER)
    token = TOKEN.search(somebody.get("/results").text)[1]
    assert somebody.get("/equality/judgements").status_code == 403
    assert somebody.client.post(page, data={"csrf_token": token, "decision": "confirmed"}).status_code == 403
