"""What is not known has a line of its own, each with the plan to find it out, or the words that there is none."""

import re

from released import a_year

from foundation.equality.release.year import Unknown
from foundation.staff.roles import Role

GAPS = (
    Unknown("no_reference", "care_experience", None), Unknown("too_small_group", "religion", "sikh"),
    Unknown("no_families_survey", None, None),
)  # fmt: skip
NEW = "/equality/actions/new"


def plans(officer, about, words):
    form_id = re.search(r'name="form_id"[^>]*value="([^"]+)"', officer.get(NEW).text)[1]
    said = {"kind": "find_out", "about": about, "words": words, "owner": "Data team", "due_on": ["1", "2", "2027"]}
    assert officer.send(NEW, form_id=form_id, **said).status_code == 303


def test_every_gap_is_named_with_its_plan_or_that_there_is_none(officer, release, words_of):
    release(a_year(unknown=GAPS))
    plans(officer, "care_experience", "Ask for figures of children in care")
    plans(officer, "sex", "Ask the men")
    told = words_of(officer.get("/equality/unknown"))
    assert "cannot say 3 things. For 2 of them nobody has planned how to find out." in told
    assert "There are no figures of the people we work with to compare with Being in care Ask for figures" in told
    assert "numbers to answer this Nobody has planned how to find out. Choose one to plan it: Religion, Sikh" in told
    assert "who did not complain Nobody has planned how to find out. Plan how to find out" in told
    assert "What else we are finding out Sex Ask the men" in told
    page = officer.get("/equality/unknown").text
    assert f'href="{NEW}?about=religion:sikh&amp;kind=find_out"' in page
    assert f'href="{NEW}?about=:everybody&amp;kind=find_out"' in page


def test_before_the_first_year_and_without_gaps_it_says_so(officer, release, words_of):
    assert "No year is released yet" in words_of(officer.get("/equality/unknown"))
    release(a_year(unknown=()))
    assert "Release 1 could answer everything that it was asked" in words_of(officer.get("/equality/unknown"))


def test_nobody_else_reads_it_here(signed_in_as):
    assert signed_in_as(Role.COMPLAINTS_MANAGER).get("/equality/unknown").status_code == 403


def test_a_gap_of_two_sources_is_one_and_who_is_not_asked_about_can_be_planned_for(officer, release, words_of):
    twice, never = Unknown("no_reference", "sex", None), Unknown("not_asked", "gender_identity", None)
    release(a_year(unknown=(twice, twice, never)))
    assert "cannot say 2 things" in words_of(officer.get("/equality/unknown"))
    plans(officer, "gender_identity", "Ask the council")
    told = words_of(officer.get("/equality/unknown"))
    assert "Nobody was asked Gender identity Ask the council" in told
