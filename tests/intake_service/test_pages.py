"""What a family meets: four forms that keep what was written, a reference, and a date that we can keep."""

import re
from datetime import UTC, date, datetime

import pytest
from builders import KIND, SURVEYS

from foundation.contracts.references import read_reference
from foundation.procedure.vocabulary import Relationship

CONTACT = {"name": "Zoë O’Neill", "email": "zoe@example.com", "phone": "07700 900123"}
EVERYTHING = {
    "problem": {
        "outcome_wanted": "An apology",
        "child_name": "Sam",
        "happened_on": ["20", "11", "2026"],
        "still_going_on": "y",
        "child_at_risk": "y",
        "allegation_against_worker": "y",
        "has_parental_responsibility": "no",
        "responsible_authority": "police",
        "answered_at_stage": "1",
        "answered_on": ["2", "11", "2026"],
        "court_same_matter": "y",
        **CONTACT,
    },
    "different-worker": {"outcome_wanted": "Somebody who comes", "child_name": "Sam", **CONTACT},
    "thanks": {"thanks_to": "Ms Price", **CONTACT},
    "idea": CONTACT,
}
AS_KEPT = {
    "happened_on": date(2026, 11, 20),
    "answered_on": date(2026, 11, 2),
    "answered_at_stage": 1,
    "has_parental_responsibility": False,
    **dict.fromkeys(("still_going_on", "child_at_risk", "allegation_against_worker", "court_same_matter"), True),
}
ONLY_PARTNERS_SAY = {"age_band", "child_status", "aware_on", "asks_for_stage"}
TYPED = [
    "👩‍👧 😀🏳️‍🌈",
    "لم يتصل بي أحد\u200f منذ ثلاثة أسابيع",
    "one\n\n  two\n\tthree",
    "e\u0301 and é stay different",
    "<b>bold</b> &amp; </textarea><script>alert(1)</script> {{ 7*7 }} %s \\n '; --",
]
EVERY_QUESTION = [*EVERYTHING["problem"], "thanks_to", "words"]


@pytest.mark.parametrize("what", KIND)
@pytest.mark.parametrize("fully", [True, False], ids=["everything filled in", "only what is needed"])
def test_every_form_is_kept_as_it_was_filled_in(what, fully, visitor, submissions, stored, form_of, moment):
    filled = form_of(what, **(EVERYTHING[what] if fully else {}))
    answer = visitor.send(what, filled)
    assert answer.status == 303
    [kept] = submissions()
    assert (kept.kind, kept.door, kept.received_how) == (KIND[what], "page", "web_form")
    assert (kept.received_at, kept.received_on, kept.partner_id) == (moment, date(2026, 11, 23), None)
    for name, value in filled.items():
        assert getattr(kept, name) == AS_KEPT.get(name, value)
    left = ONLY_PARTNERS_SAY | (set(EVERY_QUESTION) - set(filled) - {"child_at_risk"})
    assert {getattr(kept, name) for name in left} <= {None}
    assert kept.already_in_court == kept.court_same_matter
    assert kept.child_at_risk is ("child_at_risk" in filled)
    assert kept.service_area == filled["service_area"]
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("typed", TYPED)
def test_words_are_kept_exactly_as_they_were_typed(typed, visitor, submissions, form_of):
    assert visitor.send("problem", form_of("problem", words=typed)).status == 303
    assert [kept.words for kept in submissions()] == [typed]


def test_line_ends_become_one_kind_and_space_around_is_cut(visitor, submissions, form_of):
    visitor.send("idea", form_of("idea", words="  \r\none\r\ntwo\rthree\n \n"))
    assert [kept.words for kept in submissions()] == ["one\ntwo\nthree"]


@pytest.mark.parametrize("typed", TYPED)
def test_words_that_come_back_for_mending_are_as_they_were_typed_and_never_become_a_part_of_the_page(
    typed, visitor, form_of
):
    again = visitor.send("problem", form_of("problem", words=typed, topic=None))
    assert again.status == 400
    assert again.areas["words"].strip() == typed
    assert "script" not in {tag for tag, _ in again.tags}


def test_as_many_words_as_we_promise_are_taken_whatever_their_signs(visitor, submissions, form_of):
    longest = "😀" * 20_000
    assert visitor.send("problem", form_of("problem", words=longest)).status == 303
    assert submissions()[0].words == longest


def test_after_sending_a_redirect_leads_to_a_page_that_can_be_opened_again(visitor, submissions, stored, form_of):
    sent = visitor.send("problem", form_of("problem"))
    [kept] = submissions()
    assert (sent.status, sent.location) == (303, f"/tell/received/{kept.reference}")
    assert read_reference(kept.reference) == kept.reference
    assert re.fullmatch("[2-9A-Z]{4}-[2-9A-Z]{4}", kept.reference)
    for _ in range(2):
        page = visitor.see(sent.location)
        assert page.status == 200
        assert kept.reference in page.html
        assert "Monday 23 November 2026" in page.html
        assert "Adoption: Adoption Central England (ACE)" in page.html
    assert stored() == (1, 1, 1)


def test_only_the_browser_that_sent_it_sees_the_reference(visitor, another_visitor, form_of):
    sent = visitor.send("problem", form_of("problem"))
    reference = sent.location.rpartition("/")[2]
    another_visitor.send("problem", form_of("problem"))
    assert another_visitor.see(sent.location).status == 404
    assert reference not in another_visitor.see(sent.location).html
    assert visitor.see("/tell/received/7KQ4-M2XH").status == 404


def test_a_browser_that_sent_two_things_can_still_open_both(visitor, form_of):
    both = [visitor.send(what, form_of(what)).location for what in ("problem", "thanks")]
    assert [visitor.see(location).status for location in both] == [200, 200]


@pytest.mark.parametrize(
    "what, left, promised",
    [
        ("problem", {"email": "a@example.com"}, "by Thursday 26 November 2026, to say when"),
        ("problem", {"phone": "07700 900123"}, "by Thursday 26 November 2026, to say when"),
        ("problem", {}, "You left no way to reach you, so we cannot write to you."),
        (
            "different-worker",
            {"email": "a@example.com"},
            "A manager reads it and decides. We write to you by Monday 30 November 2026, to say what was decided",
        ),
        ("different-worker", {}, "You left no way to reach you, so we cannot write to you."),
        ("idea", {"email": "a@example.com"}, "A person in the team reads it."),
        ("thanks", {"email": "a@example.com"}, "We pass your thanks on to the team, in your words."),
    ],
)
def test_the_next_step_is_promised_with_its_date_and_nothing_that_we_cannot_do(what, left, promised, visitor, form_of):
    sent = visitor.send(what, form_of(what, **left))
    assert promised in visitor.see(sent.location).html


IT_IS_OVER = {"still_going_on": None, "happened_on": ["2", "11", "2026"], "email": "a@example.com"}
WHEN, WHAT, WHO = "to say when you will have an answer", "to say what we can do", "to say who can answer it"
ANSWERED_BEFORE = {"answered_at_stage": "1", "happened_on": ["2", "9", "2026"]}


@pytest.mark.parametrize(
    "different, to_say",
    [
        pytest.param({"happened_on": ["23", "11", "2025"]}, WHEN, id="a year ago to the day"),
        pytest.param({"happened_on": ["22", "11", "2025"]}, WHAT, id="a day more than a year ago"),
        pytest.param({"relationship": "grandparent"}, WHAT, id="a grandparent"),
        pytest.param({"relationship": "grandparent", "has_parental_responsibility": "yes"}, WHEN, id="a guardian"),
        pytest.param({"responsible_authority": "police"}, WHO, id="the police"),
        pytest.param({"responsible_authority": "another_council"}, WHO, id="another council"),
        pytest.param({"responsible_authority": "not_sure"}, WHEN, id="not sure whose"),
        pytest.param({"court_same_matter": "y"}, WHO, id="in court"),
        pytest.param({"service_area": "send", "topic": "decision"}, WHO, id="a tribunal decides"),
        pytest.param({**ANSWERED_BEFORE, "answered_on": ["26", "10", "2026"]}, WHEN, id="asked again in time"),
        pytest.param({**ANSWERED_BEFORE, "answered_on": ["23", "10", "2026"]}, WHAT, id="asked again late"),
        pytest.param(
            {**ANSWERED_BEFORE, "answered_at_stage": "3", "answered_on": ["16", "11", "2026"]}, WHO, id="after a panel"
        ),
        pytest.param({"child_at_risk": "y", "allegation_against_worker": "y"}, WHEN, id="a child at risk"),
    ],
)
def test_what_is_promised_fits_what_triage_proposes_and_names_no_procedure(different, to_say, visitor, form_of):
    filled = form_of("problem", **IT_IS_OVER | different)
    shown = visitor.see(visitor.send("problem", filled).location).html
    assert f"We write to you by Thursday 26 November 2026, {to_say}." in shown
    assert not re.search("stat(utory|ute)|corporate|procedure|stage|referred", shown)


def test_a_browser_that_sent_it_before_the_service_was_renewed_still_sees_its_reference(intake_app, visitor, form_of):
    sent = visitor.send("problem", form_of("problem"))
    with visitor.client.session_transaction(path="/tell/problem") as session:
        session["kept"] = [
            {name: said for name, said in entry.items() if name != "promised"} for entry in session["kept"]
        ]
    assert "pass what you wrote on to the team" in visitor.see(sent.location).html


@pytest.mark.parametrize("who", Relationship)
def test_everybody_whom_the_law_knows_can_say_who_they_are(who, visitor, submissions, form_of):
    for what in ("problem", "different-worker"):
        assert visitor.send(what, form_of(what, relationship=str(who))).status == 303
    assert [kept.relationship for kept in submissions()] == [who, who]


@pytest.mark.parametrize(
    "question, answer, kept_as",
    [
        ("has_parental_responsibility", "yes", True),
        ("has_parental_responsibility", "no", False),
        ("has_parental_responsibility", "not_sure", None),
        ("has_parental_responsibility", None, None),
        ("responsible_authority", "herefordshire", "herefordshire"),
        *(("responsible_authority", body, body) for body in ("school", "health", "police", "another_council")),
        ("responsible_authority", "not_sure", None),
        ("answered_at_stage", "0", 0),
    ],
)
def test_each_answer_is_kept_and_who_is_not_sure_has_not_said(question, answer, kept_as, visitor, submissions, form_of):
    assert visitor.send("problem", form_of("problem", **{question: answer})).status == 303
    assert getattr(submissions()[0], question) == kept_as


def test_what_is_said_about_a_box_to_tick_stands_under_it(visitor):
    after = visitor.see("/tell/problem").html.partition("has hurt a child, or may have")[2]
    assert after.index("For example a social worker") < after.index("<input")


@pytest.mark.parametrize("answered", ["1", "2", "3"])
def test_who_was_answered_before_is_asked_when(answered, visitor, submissions, form_of):
    page = visitor.send("problem", form_of("problem", answered_at_stage=answered))
    assert (page.status, list(page.faults)) == (400, ["answered_on"])
    assert "Roughly is enough" in page.faults["answered_on"]
    assert page.inputs["answered_at_stage"] == answered
    filled = form_of("problem", answered_at_stage=answered, answered_on=["1", "1", "2024"])
    assert visitor.send("problem", filled).status == 303
    assert (submissions()[0].answered_at_stage, submissions()[0].answered_on) == (int(answered), date(2024, 1, 1))


def test_a_page_that_was_open_before_there_were_these_questions_can_still_be_sent(visitor, submissions, form_of):
    before = {**form_of("problem", still_going_on=None), "happened_on": ["20", "11", "2026"]}
    assert visitor.send("problem", before).status == 303
    assert submissions()[0].happened_on == date(2026, 11, 20)


@pytest.mark.parametrize("what", KIND)
def test_beside_every_form_it_says_when_nobody_reads_it_and_promises_no_secret(what, visitor, council):
    above = visitor.see(f"/tell/{what}").html.partition("<form")[0]
    assert council.telephones.children_night in above
    assert "Nobody reads these forms at those times" in above
    assert "cannot promise to keep it secret" in above


@pytest.mark.parametrize(
    "moment, received, promised",
    [
        (datetime(2026, 12, 23, 10, tzinfo=UTC), "Wednesday 23 December 2026", "Wednesday 30 December 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "Wednesday 1 July 2026", "Monday 6 July 2026"),
        (datetime(2026, 11, 28, 10, tzinfo=UTC), "Saturday 28 November 2026", "Wednesday 2 December 2026"),
    ],
    ids=["over Christmas", "after midnight in summer time", "on a Saturday"],
)
def test_the_date_counts_working_days_from_the_day_it_is_in_england(moment, received, promised, visitor, form_of):
    page = visitor.see(visitor.send("problem", form_of("problem", email="a@example.com")).location)
    assert f"We received it on {received}." in page.html
    assert f"by {promised}" in page.html


def test_after_a_meeting_the_first_page_leads_to_the_surveys_of_meetings(visitor):
    assert [f"{SURVEYS}/meetings", "I have just been in a meeting"] in visitor.see("/").links


def test_a_poster_that_was_printed_long_ago_still_leads_to_the_survey_of_its_meeting(visitor, council):
    for code in council.meetings:
        page = visitor.see(f"/tell/meeting?kind={code}")
        assert (page.status, page.location) == (303, f"{SURVEYS}/q/{code}")
        assert "Set-Cookie" not in page.headers


@pytest.mark.parametrize(
    "kind", ["", "?kind=", "?kind=nothing", "?kind=%00", "?kind=%0d%0aX-Made-Up:1", "?kind=../s/x"]
)
def test_whoever_names_no_meeting_of_ours_chooses_one(kind, visitor):
    page = visitor.see(f"/tell/meeting{kind}")
    assert (page.status, page.location) == (303, f"{SURVEYS}/meetings")
    assert "X-Made-Up" not in page.headers


def test_what_somebody_told_by_a_form_about_a_meeting_is_no_longer_taken_there(visitor, stored, form_of):
    hidden = visitor.see("/tell/idea").hidden
    assert visitor.post("meeting", hidden | {"meeting": "core_group", "meeting_went": "4"}).status == 404
    assert stored() == (0, 0, 0)
