"""Cases that share a person or a child are put before a person, and nothing of either can be read from what is kept."""

import threading
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from builders import MONDAY, a_case, a_submission
from hypothesis import given as for_any
from hypothesis import strategies as st
from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.records.models import Case, Link, MatchKey, Submission
from worker.matching import MOST, because, keys_of, propose_links


def told(**different):
    return SimpleNamespace(**a_submission(**different))


def in_common(one, other):
    return keys_of(told(**one)) & keys_of(told(**other))


@pytest.mark.parametrize(
    "one, other",
    [
        ({"email": "Ann@Example.com "}, {"email": "ann@example.COM"}),
        ({"phone": "+44 7700 900123"}, {"phone": "07700900123"}),
        ({"phone": "0044 (0)7700-900 123"}, {"phone": "07700 900 123"}),
        ({"child_name": "Zoë Nowak"}, {"child_name": "nowak, zoe", "service_area": "send"}),
        ({"child_name": "Łucja Ødegård"}, {"child_name": "LUCJA ODEGARD"}),
        ({"child_name": "Sam"}, {"child_name": "sam!"}),
        ({"name": "Ann Smith-Jones"}, {"name": "SMITH JONES Ann"}),
    ],
)
def test_the_same_person_or_child_has_a_key_in_common_however_it_was_written(one, other):
    assert in_common(one, other)


@pytest.mark.parametrize(
    "one, other",
    [
        ({"email": "ann@example.com"}, {"email": "dan@example.com"}),
        ({"phone": "12"}, {"phone": "12"}),
        ({"phone": "by e-mail please"}, {"phone": "by e-mail please"}),
        ({"name": "Ann"}, {"name": "Ann"}),
        ({"name": "Ann Smith", "service_area": "send"}, {"name": "Ann Smith", "service_area": "fostering"}),
        ({"child_name": "Sam", "service_area": "send"}, {"child_name": "Sam", "service_area": "fostering"}),
        ({"name": "Ann Smith"}, {"child_name": "Ann Smith"}),
        ({"email": "ann@example.com", "kind": "compliment"}, {"email": "ann@example.com"}),
        ({}, {}),
    ],
)
def test_what_many_have_in_common_is_no_key(one, other):
    assert not in_common(one, other)


def test_nothing_of_a_person_can_be_read_from_a_key():
    keys = keys_of(told(email="ann@example.com", phone="07700 900123", name="Ann Smith", child_name="Zoë Nowak"))
    assert {key.split()[0] for key in keys} == {"person", "child"}
    assert len(keys) == 4
    for said in ("ann", "example", "7700", "smith", "zo", "nowak"):
        assert not any(said in key.split()[1] for key in keys)


@for_any(st.text(), st.text(), st.text(), st.text())
def test_whatever_somebody_writes_makes_the_same_keys_every_time(email, phone, name, child_name):
    written = {"email": email, "phone": phone, "name": name, "child_name": child_name}
    assert keys_of(told(**written)) == keys_of(told(**written))


def earlier(**different):
    case = {"historic": False, "stage": "stage_1"} | {
        key: different.pop(key) for key in ("historic", "stage") if key in different
    }
    return SimpleNamespace(**a_submission(**different), **case)


@pytest.mark.parametrize(
    "different, codes",
    [
        ({}, {"same_matter"}),
        ({"received_on": date(2025, 11, 23)}, {"same_matter"}),
        ({"received_on": date(2025, 11, 22)}, {"historic"}),
        ({"received_on": date(2027, 11, 24)}, set()),
        ({"topic": "decision"}, set()),
        ({"topic": None}, set()),
        ({"service_area": "send"}, set()),
        ({"door": "api"}, {"same_matter", "other_route"}),
        ({"received_how": "letter"}, {"same_matter", "other_route"}),
        ({"stage": "declined"}, {"same_matter", "historic"}),
        ({"stage": "passed_on"}, {"same_matter", "historic"}),
        ({"historic": True}, {"same_matter", "historic"}),
    ],
)
def test_a_link_says_why(different, codes):
    assert set(because(told(received_on=MONDAY), earlier(**different), ["person"])) == codes | {"same_person"}
    assert "same_child" in because(told(received_on=MONDAY), earlier(**different), ["child", "person"])


def test_a_year_from_the_29th_of_february_ends_with_february():
    leap = earlier(received_on=date(2024, 2, 29))
    assert "historic" not in because(told(received_on=date(2025, 2, 28)), leap, ["person"])
    assert "historic" in because(told(received_on=date(2025, 3, 1)), leap, ["person"])


@pytest.fixture
def open_all(records_as, everything, moment):
    """Cases opened together, as the worker opens a batch; their ids in that order."""

    def opening(*submissions, before_commit=lambda: None):
        with everything.unit_of_work() as uow:
            references = [a_case(uow, submission=submission) for submission in submissions]
        with records_as("heard_consume").unit_of_work() as uow:
            found = uow.session.execute(
                select(Case.id, Submission)
                .join(Submission, Submission.id == Case.submission_id)
                .where(Case.reference.in_(references))
                .order_by(Case.id)
            ).all()
            propose_links(uow, dict(found), moment)
            before_commit()
        return [case_id for case_id, _ in found]

    return opening


@pytest.fixture
def links(rows):
    return lambda: {(link.case_id, link.other_id) for link in rows(Link)}


ANN = {"email": "ann@example.com"}


def test_a_second_case_of_the_same_person_is_linked_to_the_first_for_a_person_to_judge(open_all, rows, moment):
    [first] = open_all(ANN)
    [second] = open_all({**ANN, "received_how": "letter"})
    [link] = rows(Link)
    assert (link.case_id, link.other_id, link.state, link.proposed_at) == (second, first, "proposed", moment)
    assert link.because == ["same_person", "same_matter", "other_route"]
    assert (link.decided_at, link.decided_by, link.why) == (None, None, None)


def test_two_keys_in_common_make_one_link(open_all, rows):
    both = {**ANN, "phone": "07700 900123", "child_name": "Zoë Nowak"}
    open_all(both)
    open_all(both)
    [link] = rows(Link)
    assert {"same_person", "same_child"} <= set(link.because)


def test_cases_of_one_batch_are_linked_to_each_other_once(open_all, links):
    first, second, third = open_all(ANN, ANN, ANN)
    assert links() == {(second, first), (third, first), (third, second)}


def test_strangers_thanks_and_those_without_a_name_are_not_linked(open_all, rows):
    open_all(ANN, {"email": "dan@example.com"}, {**ANN, "kind": "compliment"}, {}, {})
    assert not rows(Link)
    assert len(rows(MatchKey)) == 2


def test_of_many_the_nearest_in_time_are_proposed_and_no_more(open_all, rows):
    days = [MONDAY - timedelta(days=n) for n in range(1, MOST + 6)]
    open_all(*({**ANN, "received_on": day} for day in reversed(days)))
    [last] = open_all(ANN)
    with_last = [link.other_id for link in rows(Link) if link.case_id == last]
    received = {case.id: case.received_on for case in rows(Case)}
    assert sorted((received[other] for other in with_last), reverse=True) == days[:MOST]


def test_two_workers_that_open_cases_of_one_person_at_once_still_link_them(open_all, links, everything):
    """The second waits for the first: it must see what the first keeps, though it was numbered before."""
    first_holds, second_done, opened = threading.Event(), threading.Event(), {}

    def first():
        def hold():
            first_holds.set()
            assert not second_done.wait(0.5), "the second did not wait for the first"

        opened["first"] = open_all(ANN, before_commit=hold)

    one = threading.Thread(target=first)
    one.start()
    assert first_holds.wait(10)
    opened["second"] = open_all(ANN)
    second_done.set()
    one.join()
    assert links() == {(*opened["second"], *opened["first"])}


def test_a_case_that_was_numbered_later_but_kept_earlier_is_the_earlier_one(everything, records_as, links, moment):
    ids = {}
    with everything.unit_of_work() as uow:
        for name in ("numbered_first", "numbered_later"):
            ids[name] = uow.session.execute(
                select(Case.id, Submission)
                .join(Submission, Submission.id == Case.submission_id)
                .where(Case.reference == a_case(uow, submission=ANN))
            ).one()
    for name in ("numbered_later", "numbered_first"):
        with records_as("heard_consume").unit_of_work() as uow:
            case_id, submission = ids[name]
            propose_links(uow, {case_id: submission}, moment)
    assert links() == {(ids["numbered_first"][0], ids["numbered_later"][0])}


def test_numbers_of_one_process_grow():
    made = [uuid7() for _ in range(5000)]
    assert made == sorted(made)
