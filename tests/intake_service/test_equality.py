"""The voluntary questions: offered once, asked by age, and sealed alike."""

from datetime import date

import pytest
from sqlalchemy import event

from foundation.contracts.envelope import open_envelope
from foundation.contracts.equality import ADDRESSES
from foundation.equality.sealing import unseal
from foundation.records.models import EqualityOffer, Outgoing, Submission
from foundation.surveys import voluntary
from foundation.surveys.questionnaire import Band

PUT_RIGHT, OTHER = ADDRESSES["complainants"], ADDRESSES["other_feedback"]
# What somebody of an age is asked. Nobody under 13 is asked about religion, nobody under 16 about whom they are
# attracted to, nobody under 18 about marriage; who does not say an age is asked what may be asked at every age.
OF_ALL = {"sex", "ethnic_group_5", "main_language", "english_proficiency", "care_experience"}
DETAILS = {f"ethnic_group_{group}" for group in ("white", "mixed", "asian", "black", "other")}
YOUNG_AND_OLD = OF_ALL | DETAILS | {"disability_condition", "disability_impact", "religion", "unpaid_care"}
GROWN_UP = YOUNG_AND_OLD | {"sexual_orientation_adult", "marital_status", "relationship_to_child"}
ASKED = {
    "": OF_ALL | {"disability_everyday"},
    "prefer_not_to_say": OF_ALL | {"disability_everyday"},
    "a00_04": OF_ALL | {"disability_everyday"},
    "a05_10": OF_ALL | {"disability_everyday"},
    "a11_12": OF_ALL | {"disability_everyday", "looks_after_someone"},
    "a13_15": YOUNG_AND_OLD,
    "a16_17": YOUNG_AND_OLD | {"sexual_orientation_young"},
    **dict.fromkeys(
        ("a18_24", "a25_34", "a35_44", "a45_54", "a55_64", "a65_74", "a75_plus"), GROWN_UP
    ),
}  # fmt: skip


@pytest.fixture
def boxed(rows, key):
    """Everything that was sent, opened: pool, period, and the answers or None for “no thanks”."""

    def opened():
        sent = [it for it in rows(Outgoing) if it.type == "equality.sealed.v1"]
        messages = [open_envelope(it.headers, it.body) for it in sent]
        return [(it.pool, it.period_id, voluntary.unpack(unseal(it.box, [key[0]]))) for it in messages]

    return opened


def asked_on(page):
    return {name.removeprefix("q-") for name in page.names if name.startswith("q-")}


@pytest.mark.usefixtures("periods")
def test_each_age_is_asked_what_fits_it_and_each_question_can_be_declined(somebody, seen):
    assert {*ASKED} - {""} == {option.code for option in voluntary.ages()}
    for age, expected in ASKED.items():
        page = seen(somebody("questions", age=age))
        assert page.status == 200
        assert asked_on(page) == expected, age
        declined = [given for _, given in page.tags if ("value", "prefer_not_to_say") in given]
        in_the_open = [given for given in declined if dict(given)["type"] == "radio"]
        assert len(in_the_open) == len(expected), age
        assert not {tag for tag, _ in page.tags} & {"textarea", "select"}
        assert {dict(given)["type"] for tag, given in page.tags if tag == "input"} == {"hidden", "radio"}


@pytest.mark.usefixtures("periods")
def test_a_child_is_asked_in_a_childs_words_and_a_grown_up_in_theirs(somebody):
    assert "Are you a girl or a boy?" in somebody("questions", age="a05_10").text
    assert "What is your sex?" in somebody("questions", age="a25_34").text
    assert "Are you female or male?" in somebody("questions").text


@pytest.mark.usefixtures("periods")
def test_a_second_step_stands_within_the_answer_that_leads_to_it(somebody):
    page = somebody("questions", age="a25_34").text
    for first, second in (
        ('value="asian"', 'name="q-ethnic_group_asian"'),
        ('name="q-disability_condition"', 'name="q-disability_impact"'),
        ('value="other_incl_bsl"', 'name="q-english_proficiency"'),
    ):
        assert page.index(first) < page.index("govuk-radios__conditional", page.index(first)) < page.index(second)


def test_answers_go_into_a_box_of_the_open_period_that_only_the_worker_opens(somebody, periods, boxed, rows):
    sent = somebody(
        "send", age="a35_44", **{"q-ethnic_group_5": "asian", "q-ethnic_group_asian": "asian_indian",
        "q-ethnic_group_white": "white_irish", "q-religion": "prefer_not_to_say", "q-sex": ""},
    )  # fmt: skip
    assert (sent.status_code, sent.location) == (303, f"{PUT_RIGHT}/thanks")
    [(pool, period_id, answers)] = boxed()
    assert (pool, period_id) == ("complainants", periods["complainants"])
    assert answers.band is Band.ADULT
    assert answers.given == {
        "age_band_adult": "a35_44", "ethnic_group_5": "asian", "ethnic_group_asian": "asian_indian",
        "religion": "prefer_not_to_say",
    }  # fmt: skip
    assert "ethnic_group_white" not in answers.asked
    [message] = rows(Outgoing)
    assert (message.routing_key, message.sent_at) == ("equality.sealed", None)
    assert rows(Submission) == rows(EqualityOffer) == []


def test_other_feedback_goes_into_the_pool_of_other_feedback(somebody, periods, boxed):
    somebody("no", OTHER)
    assert boxed() == [("other_feedback", periods["other_feedback"], None)]


@pytest.mark.usefixtures("periods")
def test_who_answers_and_who_says_no_thanks_leave_the_same_behind(somebody, visitor, intake_app, rows):
    statements = []
    engine = intake_app.extensions["intake"].records._engine
    listened = engine, "before_cursor_execute", lambda *told: statements.append(told[2])
    event.listen(*listened)
    every = {f"q-{it.code}": it.options[-2].code for it in voluntary.voluntary().asked_of(Band.ADULT)}
    responses, took = [], []
    for fields in ({"go": "no"}, {"go": "send", "age": "a75_plus", **every}, {"go": "send", "age": "a05_10"}):
        statements.clear()
        responses.append(visitor.client.post(PUT_RIGHT, data=fields))
        took.append([*statements])
    event.remove(*listened)
    assert {it.status_code for it in responses} == {303}
    assert len({it.data for it in responses}) == 1
    assert len({tuple(it.headers.items()) for it in responses}) == 1
    assert took[0] == took[1] == took[2]
    assert len({len(message.body) for message in rows(Outgoing)}) == 1
    assert len({str(sorted(message.headers)) for message in rows(Outgoing)}) == 1


@pytest.mark.usefixtures("periods")
def test_whoever_passes_over_every_question_has_said_no_thanks(somebody, boxed):
    somebody("send", age="", **{"q-sex": ""})
    somebody("send")
    assert [answers for _, _, answers in boxed()] == [None, None]


@pytest.mark.usefixtures("periods")
def test_a_second_step_that_was_answered_alone_says_the_first_and_several_say_nothing(somebody, boxed):
    somebody("send", age="a25_34", **{"q-ethnic_group_white": "white_irish", "q-disability_impact": "a_lot"})
    somebody(
        "send", age="a25_34", **{"q-ethnic_group_white": "white_irish", "q-ethnic_group_black": "black_african",
        "q-disability_impact": "prefer_not_to_say"},
    )  # fmt: skip
    counted = [voluntary.counts(answers) for _, _, answers in boxed()]
    said = sorted((one["ethnic_group"], one["disability"]) for one in counted)
    assert said == [(":unanswered", ":unanswered"), ("white_irish", "disabled")]


@pytest.mark.usefixtures("periods")
def test_what_is_not_asked_at_an_age_is_not_kept_whoever_sends_it(somebody, boxed):
    somebody("send", age="a05_10", **{"q-religion": "hindu", "q-sexual_orientation_adult": "other", "q-sex": "female"})
    [(_, _, answers)] = boxed()
    assert answers.given == {"age_band_child": "a05_10", "sex": "female"}


def test_answers_go_into_the_newest_period_that_has_begun(a_period, somebody, boxed):
    a_period("complainants", begins_on=date(2026, 7, 1), ends_on=date(2026, 9, 30))
    this_quarter = a_period("complainants")
    a_period("complainants", begins_on=date(2027, 1, 1), ends_on=date(2027, 3, 31))
    somebody("no")
    assert [period_id for _, period_id, _ in boxed()] == [this_quarter["complainants"]]
