"""What the committee reads: the newest public releases, what the officer said to them, and nothing else."""

from dataclasses import replace
from uuid import uuid4

import pytest
from released import FEW, HEARD, SHUT_OUT, UNDER, a_characteristic, a_demand, a_line, a_year, counts

from foundation.equality.release.kinds import Kind
from foundation.equality.release.year import Disclosure
from foundation.records.models import Account, Judgement, OutreachAction
from foundation.staff.roles import Role

PUBLIC = "/equality/public"
# The officer reads figures; everybody reads the band, and of one group not even what is said of it.
BANDED = replace(SHUT_OUT, complained=replace(UNDER, figures=None), opinions=(), unvoiced=None)
UNTOLD = replace(HEARD, outcome=None)
TOLD = replace(SHUT_OUT, complained=replace(UNDER, figures=replace(FEW, x=6113, substantive=7307)))
OFFICERS = a_year(characteristics=(a_characteristic("ethnic_group", TOLD, HEARD),), complainant_answers=8089)
EVERYBODYS = a_year(characteristics=(a_characteristic("ethnic_group", BANDED, UNTOLD, rung="ethnic_group_2"),))


@pytest.fixture
def committee(signed_in_as):
    return signed_in_as(Role.COMPLAINTS_MANAGER, email="manager@example.gov.uk")


@pytest.fixture
def said(everything, moment):
    """What an officer said to a group, or does to hear from it."""

    def keeping(release_id, about, **different):
        with everything.unit_of_work() as uow:
            by = uow.session.query(Account.id).limit(1).scalar()
            row = {"id": uuid4(), "release_id": release_id, "about": about, "decision": "confirmed", "outcome": None,
                   "reason": None, "made_by": by, "made_at": moment}  # fmt: skip
            uow.keep(Judgement, row | different)
            action = {"id": uuid4(), "kind": "find_out", "about": "care_experience", "words": "Ask those in care",
                      "owner": "Participation team", "due_on": moment.date(), "made_by": by, "made_at": moment,
                      "ended_on": None, "result": None, "ended_by": None}  # fmt: skip
            uow.keep(OutreachAction, action)

    return keeping


def test_the_committee_reads_the_newest_public_releases_and_nothing_of_the_officers(committee, release, words_of):
    release(a_year(complainant_answers=5501), 1, "public")
    release(OFFICERS, 2)
    release(EVERYBODYS, 2, "public")
    release(a_demand(), 3, "public")
    release(counts(), 4, "public", about="complainants")
    release(counts(), 6, "public", about="other_feedback")
    release(counts(), 5, "public", kind=Kind.FAMILIES)
    told = words_of(committee.get(PUBLIC))
    assert "We hear less from people who are not White British than we would expect" in told
    assert "Compared with pupils in state schools, 2022 (DfE school census; n = 23,465" in told
    assert "the council must put its own in their place" in told.lower()
    assert "There are no figures of the people we work with to compare with: Being in care." in told
    assert "Complaints each month for every 100 children: higher than usual since" in told
    assert "How many answered: people who complained" in told
    assert "How many answered: people who told us something else" in told
    assert "How many answered: families we asked" in told
    assert "Release 2: A year, 1 April 2025 to 31 March 2026, made on 4 May 2026 with settings" in told
    for officers in ("6113", "6,113", "7307", "7,307", "8,089", "5,501", "Heard."):
        assert officers not in told


def test_what_the_officer_said_is_told_only_where_the_outcome_is(officer, committee, release, said, words_of):
    officers = release(OFFICERS, 2)
    release(EVERYBODYS, 2, "public")
    said(officers, "ethnic_group:all_other", decision="amended", outcome="resigned", reason="They said so.")
    said(officers, "ethnic_group:white_british", decision="set_aside", reason="A secret of the officer")
    told = words_of(committee.get(PUBLIC))
    assert "May be shut out. The survey hardly reached" in told
    assert "Says instead: Unhappy, and do not bother to complain (Chris, 23 November 2026). Why: They said so." in told
    assert "They said so.." not in told
    assert "could not. The equality officer says instead: Unhappy, and do not bother to complain." in told
    assert "A secret of the officer" not in told
    assert "Being in care: there are no figures of the people we work with to compare with. To be done by" in told
    assert "Ask those in care (Participation team)" in told


def test_what_the_officer_said_to_another_outcome_is_not_told(committee, release, said, words_of):
    other = replace(BANDED, outcome="not_enough_evidence")
    officers = release(OFFICERS, 2)
    release(a_year(characteristics=(a_characteristic("ethnic_group", other),)), 2, "public")
    said(officers, "ethnic_group:all_other", reason="They are shut out")
    told = words_of(committee.get(PUBLIC))
    assert "They are shut out" not in told
    assert "Agrees" not in told


def test_what_nothing_can_be_said_of_is_named_without_empty_tables(committee, release, words_of):
    lacking = a_characteristic("care_experience", a_line("ever", outcome=None), rung="care_experience_2", against=None)
    nothing = a_characteristic("english")
    hidden = Disclosure(None, None, None, None, None, None, None)
    sex = a_characteristic("sex", a_line("female"), complained=hidden)
    release(a_year(characteristics=(lacking, nothing, sex)), 1, "public")
    told = words_of(committee.get(PUBLIC))
    assert "Of these nothing can be said Being in care; English. The reasons stand below." in told
    assert "In care, now or before" not in told
    assert "Female Cannot tell" in told
    assert "Who said and who did not" not in told


def test_findings_come_first_and_groups_of_which_nothing_can_be_said_stand_once_a_characteristic(
    committee, release, words_of
):
    shut_out = a_characteristic("ethnic_group", SHUT_OUT, rung="ethnic_group_2")
    unclear = a_characteristic("religion", a_line("sikh"), a_line("none"), a_line("hindu", too_small=True))
    release(a_year(characteristics=(shut_out, unclear), unknown=()), 1, "public")
    told = words_of(committee.get(PUBLIC))
    in_order = (
        "In short: 1 April 2025 to 31 March 2026 Ethnic group: Not White British. May be shut out: they complain less",
        "who had a problem, 21 did not raise it", "We hear less from people who are not White British",
        "Of 3 of 4 groups we cannot tell", "170 people who complained answered",
        "Not enough evidence to say whether they are content or shut out About Groups Religion Sikh; No religion",
        "Too few people for numbers to answer this; speak to the community. About Groups Religion Hindu",
    )  # fmt: skip
    assert [told.index(it) for it in in_order] == sorted(told.index(it) for it in in_order)
    assert "What the equality officer says" not in told


def test_before_the_first_release_it_says_what_will_come(committee, words_of):
    assert "Nothing is published yet" in words_of(committee.get(PUBLIC))
    assert committee.get(f"{PUBLIC}.pdf").status_code == 200


def test_who_works_with_families_reads_it_when_it_is_published(signed_in_as):
    assert signed_in_as(Role.PRACTITIONER).get(PUBLIC).status_code == 403
