"""The silence report: what leads, what stands beside it, and that nothing hidden is anywhere in a page."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

from released import (
    CANNOT_TELL,
    ETHNIC_GROUP,
    FEW,
    OVER,
    RELIGION,
    SHUT_OUT,
    UNDER,
    a_characteristic,
    a_demand,
    a_line,
    a_year,
    counts,
)

from foundation.equality.release.counts import Step
from foundation.equality.release.demand import Area
from foundation.equality.release.year import Disclosure, Opinion
from foundation.equality.silence import Outcome, State
from foundation.records.models import Account, Judgement

SILENCE = "/equality/silence"
# Figures that no other number of a page can be taken for.
CANARY = replace(
    FEW, x=48_611, substantive=61_403, asked=73_907, share=0.7917, lo=0.7731, hi=0.8093, ratio=3.6173, ratio_lo=3.5241,
    ratio_hi=3.7079, worst_lo=0.6419, worst_hi=0.9241, tipping=17.7,
)  # fmt: skip
CANARIES = (
    "48,611", "48611", "48.6", "61,403", "61403", "73,907", "79%", "77%", "81%", "3.6", "3.52", "3.71", "64%", "92%",
    "18 times",
)  # fmt: skip


def test_problems_that_were_not_raised_lead_then_outcomes_by_how_grave_they_are_then_groups_that_are_too_small(
    read, release
):
    release(a_year())
    page = read(SILENCE)
    order = [
        page.index(said)
        for said in (
            "Problems that people did not raise", "May be shut out They", "Heard Complaints come",
            "Heard, and content Complaints", "Not enough evidence We cannot say",
            "Too few people for numbers to answer this; speak to the community. No",
            "Only how much we hear",
        )
    ]  # fmt: skip
    assert order == sorted(order)


def test_a_group_has_a_sentence_a_picture_a_table_its_population_and_two_things_to_do(officer, release):
    release_id = release(a_year())
    page = officer.get(SILENCE).text
    _, _, rest = page.partition('id="survey-ethnic_group-all_other"')
    section, _, _ = rest.partition("</section>")
    assert "We hear less from people who are not White British" in section
    assert section.count("<svg") == 2
    assert "9 of 20, 45% (likely 26% to 66%)" in section
    assert "pupils in state schools, 2022 (DfE school census; n = 23,465" in section
    assert "The council must put its own in their place." in section
    assert f"/equality/judgements/{release_id}/ethnic_group:all_other" in section
    assert "/equality/actions/new?about=ethnic_group:all_other" in section


def test_beside_residents_stands_the_warning_that_they_are_no_families(read, release):
    release(a_year(characteristics=(ETHNIC_GROUP,)))
    assert "Residents are older" not in read(SILENCE)
    release(a_year(characteristics=(RELIGION,)), 2)
    assert "Residents are older and less diverse" in read(SILENCE)


def test_a_group_too_small_for_numbers_has_words_and_an_action_and_no_empty_picture(officer, release):
    release(a_year(characteristics=(replace(RELIGION, lines=RELIGION.lines[:1]),)))
    page = officer.get(SILENCE).text
    assert "Too few people for numbers to answer this; speak to the community." in page
    assert "<strong>Religion: Sikh</strong>: 1,210 answers." in page
    assert "/equality/actions/new?about=religion:sikh" in page
    assert "<svg" not in page


def test_what_a_group_says_of_barriers_is_told_however_small_it_is(read, release):
    told = a_line("sikh", outcome=Outcome.BARRIER_REPORTED, too_small=True, fewest=1_210)
    release(a_year(characteristics=(replace(RELIGION, lines=(told,)),)))
    page = read(SILENCE)
    assert "Say that they could not complain Many of those we asked" in page
    assert "Religion: Sikh" in page


def test_what_the_officer_said_stands_beside_what_the_program_says(read, release, everything):
    release_id = release(a_year())
    with everything.unit_of_work() as uow:
        officer = uow.session.query(Account.id).scalar()
        uow.keep(Judgement, {
            "id": uuid4(), "release_id": release_id, "about": "ethnic_group:all_other", "decision": "amended",
            "outcome": Outcome.RESIGNED, "reason": "They told us at the gate", "made_by": officer,
            "made_at": datetime(2026, 5, 6, 9, 0, tzinfo=UTC),
        })  # fmt: skip
    for page in (read(SILENCE), read("/equality")):
        assert "hey complain less than expected, and those we asked say that they could not." in page
        assert "says instead : Unhappy, and do not bother to complain" in page.replace("instead:", "instead :")
        assert "Why: They told us at the gate" in page


def test_without_a_survey_of_families_nobody_is_called_content_or_shut_out(read, release):
    lines = tuple(replace(line, outcome=None, answered=None, opinions=(), flags=(), unvoiced=None)
                  for line in ETHNIC_GROUP.lines)  # fmt: skip
    release(a_year(sample=None, family_answers=None, characteristics=(replace(ETHNIC_GROUP, lines=lines),)))
    page = read(SILENCE)
    assert "No survey of families was counted in this year" in page
    assert "We hear less from people who are not White British" in page
    for said in ("May be shut out", "Quiet and content", "Do you agree?"):
        assert said not in page


def test_an_older_report_is_read_by_its_number_and_can_no_longer_be_judged(read, officer, release):
    release(a_year(complainant_answers=170))
    release(a_year(characteristics=(RELIGION,)), 2)
    assert "Ethnic group" not in read(SILENCE)
    older = read(f"{SILENCE}?release=1")
    assert "Release 1," in older
    assert "Do you agree?" not in older
    assert "Do you agree?" in read(f"{SILENCE}?release=2")
    for bad in ("3", "-1", "1.5", "0x1", "٣", "1%00", "9" * 40, "0" * 11 + "9" * 30, "first"):
        assert officer.get(f"{SILENCE}?release={bad}").status_code == 404, bad


def test_the_report_of_another_kind_or_profile_is_no_report_of_a_year(officer, release):
    release(a_demand(), 1)
    release(a_year(), 2, profile="public")
    for number in (1, 2):
        assert officer.get(f"{SILENCE}?release={number}").status_code == 404
    assert "There are no figures yet" in officer.get(SILENCE).text


def test_no_number_that_is_hidden_is_anywhere_in_a_page(officer, release):
    hidden = (
        a_line("female", complained=replace(UNDER, figures=CANARY, withheld=True), outcome=Outcome.SHUT_OUT,
               answered=replace(OVER, figures=CANARY, withheld=True),
               opinions=(Opinion("satisfied", State.LOW, None, 61_403, 0.7731, 0.8093),
                         Opinion("knows_how", State.LOW, 48_611, None, 0.7731, 0.8093))),
        a_line("male", complained=CANNOT_TELL, outcome=None),
    )  # fmt: skip
    disclosed = Disclosure(None, None, None, None, 0.7917, 0.7731, 0.8093)
    release(a_year(characteristics=(SEX := a_characteristic("sex", *hidden, complained=disclosed, answered=disclosed),),
                   family_answers=None))  # fmt: skip
    assert SEX.lines[0].complained.figures == CANARY
    release(a_demand(areas=(Area("fostering", None, None, 20, 48.611), Area("adoption", 57, None, None, 3.6173))), 2)
    release(counts(funnel=(Step("offered", None), Step("submitted", None)), answers=None), 3, about="complainants")
    for address in ("/equality", SILENCE, "/equality/characteristics", "/equality/characteristics/sex",
                    "/equality/demand", "/equality/parts"):  # fmt: skip
        page = officer.get(address)
        assert page.status_code == 200
        for canary in CANARIES:
            assert not re.search(rf"(?<![\d.]){re.escape(canary)}", page.text), (address, canary)


def test_a_shut_out_group_leads_however_the_report_orders_its_characteristics(read, release):
    content = a_line("disabled", complained=OVER, outcome=Outcome.HEARD_CONTENT)
    release(a_year(characteristics=(a_characteristic("disability", content), replace(ETHNIC_GROUP, lines=(SHUT_OUT,)))))
    page = read(SILENCE)
    assert page.index("May be shut out They") < page.index("Heard, and content Complaints")


def test_of_groups_without_enough_evidence_those_that_are_quiet_stand_whole_and_the_others_once_a_characteristic(
    officer, release, words_of
):
    lines = (a_line("christian", complained=UNDER), a_line("sikh"), a_line("none"))
    release(a_year(characteristics=(replace(RELIGION, lines=lines),), unknown=()))
    page = officer.get(SILENCE)
    assert "Religion Sikh; No religion What we hear from these 2 groups" in words_of(page)
    open_part = page.text
    while "<details" in open_part:  # the innermost first
        open_part = re.sub(r"<details((?!<details).)*?</details>", "", open_part, flags=re.S)
    assert "We hear less from Christians" in open_part
    assert "whether we hear from Sikhs" in page.text
    assert "whether we hear from Sikhs" not in open_part
