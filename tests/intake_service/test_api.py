"""What a partner system meets: one door for every kind, and problem documents when it is shut."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from foundation.contracts.references import read_reference
from foundation.procedure.vocabulary import AgeBand, ChildStatus, ReceivedHow, Relationship
from foundation.records.models import ApiKey, Outgoing

CONTACT = {"name": "Zoë O’Neill", "email": "zoe@example.com", "phone": "07700 900123"}
EVERYTHING = {
    "complaint": {
        "outcome_wanted": "An apology",
        "child_name": "Sam",
        "happened_on": "2026-11-20",
        "still_going_on": False,
        "child_at_risk": True,
        "allegation_against_worker": True,
        "has_parental_responsibility": False,
        "age_band": "13_17",
        "child_status": "formerly_looked_after",
        "responsible_authority": "worcestershire",
        "aware_on": "2026-11-20",
        "already_in_court": True,
        "court_same_matter": False,
        "answered_at_stage": 1,
        "answered_on": "2026-11-20",
        "asks_for_stage": 2,
        **CONTACT,
    },
    "worker_change": {"outcome_wanted": "Somebody who comes", "child_name": "Sam", **CONTACT},
    "compliment": {"thanks_to": "Ms Price", **CONTACT},
    "comment": CONTACT,
    "meeting": {"words": "They used long words.", **CONTACT},
}
TYPED = ["👩‍👧 😀🏳️‍🌈", "لم يتصل بي أحد\u200f منذ", "one\n\n two\n\tthree", "e\u0301 é", '"\\u0000" <b> %s']


@pytest.mark.parametrize("kind", EVERYTHING)
@pytest.mark.parametrize("fully", [True, False], ids=["every field", "only what is needed"])
def test_every_kind_is_kept_as_it_was_sent(kind, fully, visitor, submissions, stored, body_of, moment):
    body = body_of(kind, **(EVERYTHING[kind] if fully else {}))
    answer = visitor.tell(body)
    assert answer.status_code == 201, answer.text
    [kept] = submissions()
    assert (kept.door, kept.received_how, kept.received_at, kept.partner_id) == ("api", "web_form", moment, None)
    for name, value in body.items():
        assert getattr(kept, name) == (date(2026, 11, 20) if value == "2026-11-20" else value)
    assert kept.child_at_risk is body.get("child_at_risk", False)
    assert kept.service_area == body.get("service_area", "child_protection")
    assert stored() == (1, 1, 1)


def test_the_answer_is_the_reference_the_day_and_the_next_step_with_its_date(visitor, submissions, body_of):
    answer = visitor.tell(body_of("complaint", email="a@example.com"))
    [kept] = submissions()
    next_step = answer.json["what_happens_next"]
    assert answer.json == {
        "reference": kept.reference,
        "received_on": "2026-11-23",
        "what_happens_next": {"words": next_step["words"], "by": "2026-11-26"},
    }
    assert "by Thursday 26 November 2026, to say when" in next_step["words"]
    assert read_reference(kept.reference) == kept.reference
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_nothing_is_promised_to_somebody_who_left_no_way_to_answer(visitor, body_of):
    next_step = visitor.tell(body_of("complaint")).json["what_happens_next"]
    assert ("we cannot write to you" in next_step["words"], next_step["by"]) == (True, None)
    assert visitor.tell(body_of("compliment", email="a@example.com")).json["what_happens_next"]["by"] is None


@pytest.mark.parametrize("typed", TYPED)
@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "as UTF-8"])
def test_words_are_kept_exactly_as_they_were_sent(typed, ascii_only, visitor, submissions, body_of):
    body = json.dumps(body_of("comment", words=typed), ensure_ascii=ascii_only).encode()
    answer = visitor.client.post("/api/v1/submissions", data=body, content_type="application/json")
    assert answer.status_code == 201
    assert submissions()[0].words == typed


def test_as_many_words_as_we_promise_are_taken_whatever_their_signs(visitor, submissions, body_of):
    assert visitor.tell(body_of("comment", words="😀" * 20_000)).status_code == 201
    assert len(submissions()[0].words) == 20_000


@pytest.mark.parametrize(
    "field, codes", [("relationship", Relationship), ("age_band", AgeBand), ("child_status", ChildStatus)]
)
def test_the_whole_vocabulary_of_triage_is_taken(field, codes, visitor, submissions, body_of):
    assert {visitor.tell(body_of("complaint", **{field: str(code)})).status_code for code in codes} == {201}
    assert [getattr(kept, field) for kept in submissions()] == list(codes)


@pytest.mark.parametrize("how", ReceivedHow)
def test_every_way_of_receiving_is_taken_from_a_partner(how, visitor, a_partner, body_of):
    assert visitor.tell(body_of("complaint", received_how=str(how)), partner=a_partner()).status_code == 201


@pytest.mark.parametrize(
    "different",
    [
        {"happened_on": "2026-11-23"},
        {"aware_on": "2026-11-23"},
        {"answered_on": "2024-01-01", "answered_at_stage": 1},
        {"answered_at_stage": 3},
        {"answered_at_stage": 2, "asks_for_stage": 1},
        {"answered_at_stage": 2, "asks_for_stage": 3, "answered_on": "2026-11-23"},
        {"still_going_on": ..., "happened_on": "1950-01-01"},
        {"responsible_authority": "other_body"},
        {"responsible_authority": "herefordshire"},
    ],
    ids=repr,
)
def test_facts_that_can_be_are_taken(different, visitor, body_of):
    answer = visitor.tell(body_of("complaint", **different))
    assert answer.status_code == 201, answer.text


def test_a_request_for_a_different_worker_is_kept_as_one_and_travels_as_a_comment(
    visitor, submissions, everything, body_of
):
    assert visitor.tell(body_of("worker_change", email="a@example.com")).status_code == 201
    assert submissions()[0].kind == "worker_change"
    with everything.unit_of_work() as uow:
        [message] = uow.session.scalars(select(Outgoing))
    assert json.loads(message.body)["kind"] == "comment"


def test_null_says_the_same_as_leaving_a_field_out(visitor, submissions, body_of):
    assert visitor.tell(body_of("comment", name=None, email=None, thanks_to=None)).status_code == 201
    assert submissions()[0].name is None


def test_a_partner_with_a_key_says_when_and_how_it_was_received(visitor, a_partner, submissions, everything, body_of):
    key = a_partner()
    told = {"received_on": "2026-11-20", "received_how": "letter", "happened_on": "2026-11-20"}
    body = body_of("complaint", **told, **CONTACT)
    answer = visitor.tell(body, partner=key)
    assert (answer.status_code, answer.json["received_on"]) == (201, "2026-11-20")
    assert answer.json["what_happens_next"]["by"] == "2026-11-25"
    [kept] = submissions()
    assert (kept.received_on, kept.received_how) == (date(2026, 11, 20), "letter")
    with everything.unit_of_work() as uow:
        assert kept.partner_id == uow.session.scalar(select(ApiKey.id))


def test_a_partner_with_a_key_need_not_say_when(visitor, a_partner, submissions, body_of):
    assert visitor.tell(body_of("meeting"), partner=a_partner()).status_code == 201
    assert (submissions()[0].received_on, submissions()[0].received_how) == (date(2026, 11, 23), "web_form")


def test_the_announcement_carries_ids_and_no_word(visitor, submissions, everything, body_of):
    visitor.tell(body_of("complaint", words="Canary", **CONTACT))
    with everything.unit_of_work() as uow:
        [message] = uow.session.scalars(select(Outgoing))
    assert message.routing_key == "submission.received"
    assert message.headers["cloudEvents_subject"] == str(submissions()[0].id)
    assert set(json.loads(message.body)) == {"submission_id", "kind", "received_on"}
    sent = message.body.decode() + json.dumps(message.headers)
    assert not [word for word in ("Canary", "Zo", "example.com", "900123") if word in sent]


def test_without_a_key_sixty_a_minute_are_taken_and_then_it_says_when_to_come_back(
    visitor, another_visitor, a_partner, stored, body_of
):
    assert {visitor.tell(body_of("meeting")).status_code for _ in range(60)} == {201}
    refused = visitor.tell(body_of("meeting"))
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert int(refused.headers["Retry-After"]) == 60
    assert refused.json["status"] == 429
    assert "Wait a minute" in refused.json["detail"]
    assert stored() == (60, 60, 60)
    assert another_visitor.tell(body_of("meeting")).status_code == 201
    assert visitor.tell(body_of("meeting"), partner=a_partner()).status_code == 201


@pytest.mark.parametrize(
    "method, path, status",
    [("GET", "/api/v1/submissions", 405), ("PUT", "/api/v1/submissions", 405), ("GET", "/api/v1/nothing", 404)],
)
def test_what_is_not_there_is_refused_with_a_problem_document(method, path, status, visitor):
    answer = visitor.client.open(path, method=method, json={})
    assert (answer.status_code, answer.content_type, answer.json["status"]) == (
        status,
        "application/problem+json",
        status,
    )
    assert {"type", "title", "detail"} <= set(answer.json)
    if status == 405:
        assert "POST" in answer.headers["Allow"]
