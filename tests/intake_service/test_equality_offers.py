"""Where the voluntary questions are offered, how often that counts, and what happens while nothing can be sealed."""

from datetime import date

import pytest
from builders import KIND

from foundation.contracts.equality import ADDRESSES
from foundation.records.models import EqualityOffer, Outgoing, Submission
from intake_service.equality import routes

PUT_RIGHT, OTHER = ADDRESSES["complainants"], ADDRESSES["other_feedback"]


@pytest.mark.parametrize("what", KIND)
def test_the_thanks_page_of_everything_carries_one_quiet_link_and_counts_it_once(
    what, visitor, periods, rows, form_of, another_visitor
):
    address = PUT_RIGHT if what == "problem" else OTHER
    sent = visitor.send(what, form_of(what))
    assert rows(EqualityOffer) == []
    for _ in range(3):
        page = visitor.see(sent.location)
        assert [href for href, _ in page.links if href.startswith("/equality")] == [address]
        assert page.html.index(page.h1s[0]) < page.html.index("What happens next") < page.html.index(address)
    [offer] = rows(EqualityOffer)
    assert offer.period_id == periods["complainants" if what == "problem" else "other_feedback"]
    another_visitor.see(another_visitor.send(what, form_of(what)).location)
    assert len(rows(EqualityOffer)) == 2


@pytest.mark.usefixtures("periods")
def test_what_is_sent_twice_is_offered_once(visitor, rows, form_of):
    filled = visitor.see("/tell/idea").hidden | form_of("idea", words="Open late.")
    for _ in range(2):
        visitor.see(visitor.post("idea", filled).location)
    assert len(rows(Submission)) == len(rows(EqualityOffer)) == 1


@pytest.mark.usefixtures("periods")
def test_what_a_partner_system_sends_is_no_offer(visitor, rows, body_of):
    assert visitor.tell(body_of("complaint")).status_code == 201
    assert rows(EqualityOffer) == []


@pytest.mark.usefixtures("periods")
def test_a_browser_that_sent_it_before_there_were_offers_still_sees_its_reference(visitor, rows, form_of):
    sent = visitor.send("problem", form_of("problem"))
    with visitor.client.session_transaction(path="/tell/problem") as session:
        session["kept"] = [
            {name: said for name, said in entry.items() if name not in ("pool", "offered")} for entry in session["kept"]
        ]
    page = visitor.see(sent.location)
    assert page.status == 200
    assert "/equality" not in page.html
    assert rows(EqualityOffer) == []


# ------------------------------------------------------------------ without a key

CLOSED = [
    {"state": "closed"}, {"state": "ran_on"}, {"state": "dropped"}, {"state": "lost"},
    {"begins_on": date(2026, 11, 24)},
]  # fmt: skip


@pytest.mark.parametrize("different", CLOSED, ids=str)
def test_without_a_period_that_takes_answers_nobody_is_offered_the_questions(
    different, a_period, visitor, rows, form_of
):
    a_period("complainants", **different)
    page = visitor.see(visitor.send("problem", form_of("problem")).location)
    assert page.status == 200
    assert "/equality" not in page.html
    pressed = [visitor.client.post(PUT_RIGHT, data={"go": go}) for go in ("questions", "send", "no")]
    for answer in (visitor.client.get(PUT_RIGHT), *pressed):
        assert answer.status_code == 503
        assert routes.NOT_NOW in answer.text
        assert answer.headers["Retry-After"] == "3600"
    assert rows(EqualityOffer) == []
    assert [it.type for it in rows(Outgoing)] == ["submission.received.v1"]


def test_readiness_names_the_pools_without_a_key_and_stays_ready_for_what_people_tell(a_period, visitor):
    def ready():
        answer = visitor.client.get("/health/ready")
        return answer.status_code, answer.json

    assert ready()[1]["missing"][0].startswith("there is no key to seal equality answers of complainants and other_fee")
    a_period("complainants")
    status, said = ready()
    assert (status, said["ready"], said["wrong"]) == (200, True, [])
    assert said["missing"][0].startswith("there is no key to seal equality answers of other_feedback with")
    a_period("other_feedback")
    assert ready() == (200, {"ready": True, "wrong": []})
