"""The same thing sent twice is kept once; something else is never mistaken for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from uuid import uuid4

import pytest
from builders import a_submission

from foundation.records import RecordsRefused
from foundation.records.models import Receipt, Submission
from heard.partners import disable_partner, renew_key
from intake_service.submit import REFERENCE_TAKEN

ROUNDS = 15


def at_once(*deeds):
    """Do them in threads that start together."""
    barrier = Barrier(len(deeds))

    def do(deed):
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def with_the_cookie_of(visitor, other):
    cookie = visitor.client.get_cookie("heard_intake", path="/tell")
    other.client.set_cookie("heard_intake", cookie.value, path="/tell")
    return other


def test_the_same_form_sent_twice_is_one_submission_with_one_reference(visitor, stored, form_of):
    filled = visitor.see("/tell/problem").hidden | form_of("problem")
    first, second = visitor.post("problem", filled), visitor.post("problem", filled)
    assert (first.status, second.status) == (303, 303)
    assert first.location == second.location
    assert visitor.see(second.location).status == 200
    assert stored() == (1, 1, 1)


LONG_ENOUGH = "Nobody rang me back for three weeks, and I do not know why."


def test_the_same_words_in_a_form_opened_anew_by_the_same_browser_are_the_same(visitor, stored, form_of):
    first, second = (visitor.send("problem", form_of("problem", words=LONG_ENOUGH)) for _ in range(2))
    assert first.location == second.location
    assert stored() == (1, 1, 1)


def test_the_same_words_half_an_hour_later_are_new(visitor, visitor_of, app_at, moment, stored, form_of):
    first = visitor.send("problem", form_of("problem", words=LONG_ENOUGH))
    later = with_the_cookie_of(visitor, visitor_of(app_at(moment + timedelta(minutes=31))))
    second = later.send("problem", form_of("problem", words=LONG_ENOUGH))
    assert first.location != second.location
    assert stored() == (2, 2, 2)
    assert later.see(first.location).status == 200


@pytest.mark.parametrize(
    "different",
    [{"words": f"{LONG_ENOUGH}!"}, {"topic": "waiting"}, {"email": "a@example.com"}, {"child_at_risk": "y"}],
    ids=lambda different: next(iter(different)),
)
def test_whatever_is_different_makes_it_new(different, visitor, stored, form_of):
    visitor.send("problem", form_of("problem", words=LONG_ENOUGH))
    visitor.send("problem", form_of("problem", **({"words": LONG_ENOUGH} | different)))
    assert stored() == (2, 2, 2)


def test_the_same_words_from_two_browsers_are_two_submissions(visitor, another_visitor, stored, form_of):
    first, second = (by.send("problem", form_of("problem", words=LONG_ENOUGH)) for by in (visitor, another_visitor))
    assert first.location != second.location
    assert stored() == (2, 2, 2)


def test_the_back_button_and_other_words_are_not_taken_for_the_first(visitor, stored, submissions, form_of):
    hidden = visitor.see("/tell/problem").hidden
    first = visitor.post("problem", hidden | form_of("problem", words="First words"))
    asked = visitor.post("problem", hidden | form_of("problem", words="Second words", name="Sam"))
    assert asked.status == 409
    assert first.location.rpartition("/")[2] in asked.html
    assert asked.areas["words"].strip() == "Second words"
    assert asked.inputs["name"] == "Sam"
    assert (asked.inputs["topic"], asked.inputs["relationship"]) == ("worker", "parent")
    assert stored() == (1, 1, 1)
    again = visitor.post("problem", asked.inputs)
    assert again.status == 303
    assert again.location != first.location
    assert [kept.words for kept in submissions()] == ["First words", "Second words"]


def test_the_same_form_sent_by_two_clicks_at_once_is_one_submission(visitor, visitor_of, intake_app, stored, form_of):
    for done in range(1, ROUNDS + 1):
        filled = visitor.see("/tell/problem").hidden | form_of("problem", words=f"Round {done}")
        double = with_the_cookie_of(visitor, visitor_of(intake_app))
        first, second = at_once(*(partial(by.post, "problem", filled) for by in (visitor, double)))
        assert (first.status, second.status) == (303, 303)
        assert first.location == second.location
        assert stored() == (done, done, done)


def test_one_form_with_two_contents_at_once_keeps_one_and_shows_the_other_its_reference(
    visitor, visitor_of, intake_app, stored, form_of
):
    for done in range(1, ROUNDS + 1):
        hidden = visitor.see("/tell/problem").hidden
        double = with_the_cookie_of(visitor, visitor_of(intake_app))
        answers = at_once(
            partial(visitor.post, "problem", hidden | form_of("problem", words=f"One {done}")),
            partial(double.post, "problem", hidden | form_of("problem", words=f"Two {done}")),
        )
        kept, asked = sorted(answers, key=lambda answer: answer.status)
        assert (kept.status, asked.status) == (303, 409)
        assert kept.location.rpartition("/")[2] in asked.html
        assert stored() == (done, done, done)


def test_the_same_key_and_body_give_the_first_answer_again_and_say_so(visitor, stored, body_of):
    key = str(uuid4())
    first, second = (visitor.tell(body_of("complaint", email="a@example.com"), key=key) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert stored() == (1, 1, 1)


def test_the_same_body_said_in_another_order_and_with_space_around_is_the_same(visitor, stored, body_of):
    key, body = str(uuid4()), body_of("complaint")
    first = visitor.tell(body, key=key)
    second = visitor.tell(dict(reversed(body.items())) | {"words": f" {body['words']}\r\n", "name": None}, key=key)
    assert first.json["reference"] == second.json["reference"]
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("with_key", [True, False], ids=["a partner", "somebody without a key"])
def test_the_same_key_with_another_body_is_refused_and_tells_a_partner_the_first_reference(
    with_key, visitor, a_partner, stored, body_of
):
    key, partner = str(uuid4()), a_partner() if with_key else None
    first = visitor.tell(body_of("complaint"), key=key, partner=partner)
    refused = visitor.tell(body_of("complaint", words="Other words"), key=key, partner=partner)
    assert (refused.status_code, refused.content_type) == (422, "application/problem+json")
    assert (first.json["reference"] in refused.json["detail"]) is with_key
    assert [fault["field"] for fault in refused.json["errors"]] == ["Idempotency-Key"]
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("different", [{"received_on": "2026-11-20"}, {"received_how": "letter"}])
def test_the_same_key_with_another_day_or_way_of_receiving_is_another_body(
    different, visitor, a_partner, stored, body_of
):
    key, partner = str(uuid4()), a_partner()
    assert visitor.tell(body_of("complaint"), key=key, partner=partner).status_code == 201
    assert visitor.tell(body_of("complaint", **different), key=key, partner=partner).status_code == 422
    assert stored() == (1, 1, 1)


def test_the_same_key_on_the_next_day_is_answered_as_on_the_first(
    visitor, visitor_of, app_at, moment, a_partner, stored, body_of
):
    key, partner = str(uuid4()), a_partner()
    first = visitor.tell(body_of("complaint"), key=key, partner=partner)
    later = visitor_of(app_at(moment + timedelta(days=1))).tell(body_of("complaint"), key=key, partner=partner)
    assert later.status_code == 201
    assert later.json == first.json
    assert stored() == (1, 1, 1)


def test_without_a_key_the_same_body_twice_is_two_submissions(visitor, stored, body_of):
    references = {visitor.tell(body_of("complaint")).json["reference"] for _ in range(2)}
    assert len(references) == 2
    assert stored() == (2, 2, 2)


def test_the_same_key_sent_twice_at_once_is_one_submission(visitor, another_visitor, stored, body_of, a_partner):
    partner = a_partner()
    for done in range(1, ROUNDS + 1):
        sent = {"body": body_of("meeting"), "key": str(uuid4()), "partner": partner}
        answers = at_once(*(partial(by.tell, **sent) for by in (visitor, another_visitor)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json["reference"] for answer in answers}) == 1
        assert sorted(answer.headers.get("Idempotency-Replayed", "") for answer in answers) == ["", "true"]
        assert stored() == (done, done, done)


def test_two_partners_may_use_the_same_key_and_so_may_somebody_without_one(visitor, a_partner, stored, body_of):
    key = str(uuid4())
    senders = [a_partner("A school"), a_partner("A surgery"), None]
    references = {visitor.tell(body_of("complaint"), key=key, partner=sender).json["reference"] for sender in senders}
    assert len(references) == 3
    assert stored() == (3, 3, 3)


def test_a_page_and_the_api_never_meet_in_one_key(visitor, stored, form_of, body_of):
    hidden = visitor.see("/tell/problem").hidden
    assert visitor.post("problem", hidden | form_of("problem")).status == 303
    assert "Idempotency-Replayed" not in visitor.tell(body_of("complaint"), key=hidden["form_id"]).headers
    assert stored() == (2, 2, 2)


def test_after_a_partners_key_was_renewed_what_it_sent_before_is_still_its_own(
    visitor, a_partner, records_as, stored, body_of
):
    old, key = a_partner("A school"), str(uuid4())
    first = visitor.tell(body_of("complaint"), key=key, partner=old)
    with records_as("heard_operator").unit_of_work() as uow:
        new = renew_key(uow, "A school")
    again = visitor.tell(body_of("complaint"), key=key, partner=new)
    assert again.json["reference"] == first.json["reference"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert visitor.tell(body_of("complaint"), key=key, partner=old).status_code == 401
    assert stored() == (1, 1, 1)


@pytest.mark.parametrize("key", [None, "the same key as before"])
def test_a_disabled_partner_learns_nothing_also_with_a_key_that_it_used_before(
    key, visitor, a_partner, records_as, stored, body_of, moment
):
    partner = a_partner("A school")
    assert visitor.tell(body_of("complaint"), key=key, partner=partner).status_code == 201
    with records_as("heard_operator").unit_of_work() as uow:
        disable_partner(uow, "A school", moment)
    assert visitor.tell(body_of("complaint"), key=key, partner=partner).status_code == 401
    assert stored() == (1, 1, 1)


def test_a_receipt_tells_its_reader_neither_the_key_nor_the_words(visitor, everything, body_of):
    key = str(uuid4())
    visitor.tell(body_of("complaint", words="Canary"), key=key)
    with everything.unit_of_work() as uow:
        [receipt] = uow.session.query(Receipt)
    held = receipt.key_hmac + receipt.body_hmac + receipt.reference.encode()
    assert key.encode() not in held
    assert b"Canary" not in held
    assert (len(receipt.key_hmac), len(receipt.body_hmac)) == (32, 32)


def test_a_reference_that_is_taken_is_told_from_every_other_refusal_so_that_another_is_drawn(records_as):
    taken = a_submission()
    with pytest.raises(RecordsRefused) as refused, records_as().unit_of_work() as uow:
        uow.keep(Submission, taken, a_submission(reference=taken["reference"]))
    assert refused.value.constraint == REFERENCE_TAKEN
