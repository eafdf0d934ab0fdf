"""A sample survey is counted when it is over, and then its boxes and its key are gone."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from boxed import an_answer, sealed
from sampled import deliver, dies_after, until_the_end
from sqlalchemy import select, update

from foundation.contracts.surveys import ResponseSealed
from foundation.records import UnitOfWork
from foundation.records.models import (
    Box,
    Outgoing,
    Parked,
    Response,
    Sample,
    SampleCount,
    SampleEqualityCount,
    SealingKey,
    Tally,
)
from foundation.surveys.library import library
from foundation.surveys.people_served import cells
from worker.surveys.asking import Asking
from worker.surveys.counting import FOR_A_KEY, KeyNotHere, count_samples
from worker.surveys.jobs import survey_jobs
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import open_boxes

PEOPLE_SERVED = library().newest("people_served")


def test_all_answers_are_counted_at_once_when_it_is_over_and_then_boxes_and_key_are_gone(
    drawn, answer, given, keys, clock, rows, counted
):
    of = drawn()
    answer(of["north"], 8, satisfied="5", sex="female", knows_how="no")
    answer(of["north"], 1, satisfied="1", sex="female", knows_how="no")
    answer(of["south"], 1, "under_13", satisfied="2", age_band_child="a05_10")
    [key] = rows(SealingKey)
    until_the_end(clock)
    assert count_samples(given, keys) == 1
    found = counted()
    assert found["north", ":responses", ":all"] == 9
    assert (found["north", "satisfied", "5"], found["north", "satisfied", "1"]) == (8, 1)
    assert (found["south", "satisfied", "2"], found["south", "knows_how", ":unanswered"]) == (1, 1)
    apart = rows(SampleEqualityCount)
    one_way = {(it.stratum, it.question, it.answer): it.n for it in apart if it.within is None}
    assert (one_way["south", "age_band", "a05_10"], one_way["south", "religion", ":not_asked"]) == (1, 1)
    assert not found.keys() & one_way.keys()
    crossed = {(it.question, it.answer, it.within_answer): it.n for it in apart if it.within == "sex"}
    assert crossed["satisfied", "5", "female"] == 8
    assert crossed["knows_how", "no", "female"] == 9
    assert rows(Box) == []
    assert keys.private(key.id) is None
    assert [it.destroyed for it in rows(SealingKey)] == [True]
    [sample] = rows(Sample)
    assert sample.counted_at == clock()
    assert (rows(Response), rows(Tally)) == ([], [])
    assert count_samples(given, keys) == 0


def test_nothing_is_opened_before_the_end_however_many_wait(drawn, answer, given, keys, clock, rows):
    of = drawn()
    answer(of["north"], 12, satisfied="5")
    keep_keys(given, keys)
    until_the_end(clock, waited=timedelta(days=-1))
    assert (open_boxes(given, keys), count_samples(given, keys)) == (0, 0)
    assert len(rows(Box)) == 12
    assert (rows(Response), rows(Tally), rows(SampleCount)) == ([], [], [])
    clock.forward(days=1)
    assert count_samples(given, keys) == 1


def test_it_waits_for_an_answer_that_is_on_its_way_or_parked(drawn, answer, given, keys, clock, everything, rows):
    of = drawn()
    answer(of["north"], 10, satisfied="5")
    until_the_end(clock)
    with everything.unit_of_work() as uow:
        uow.send((ResponseSealed(of["north"].id, b"box"), "response.sealed"), source="survey-public", moment=clock())
    assert count_samples(given, keys) == 0
    with everything.unit_of_work() as uow:
        [row] = uow.session.scalars(select(Outgoing)).all()
        copy = {name: getattr(row, name) for name in ("type", "routing_key", "headers", "body")}
        uow.session.delete(row)
        uow.keep(Parked, copy | {"message_id": row.id, "reason": "tried too often", "attempts": 4,
                                 "parked_at": clock(), "fate": "waiting"})  # fmt: skip
    assert count_samples(given, keys) == 0
    with everything.unit_of_work() as uow:
        uow.session.execute(update(Parked).values(fate="dropped"))
    assert count_samples(given, keys) == 1


def test_a_survey_that_nobody_answered_is_over_too(drawn, given, keys, clock, rows):
    drawn()
    until_the_end(clock)
    assert count_samples(given, keys) == 1
    assert rows(SampleCount) == []
    assert rows(Sample)[0].counted_at


def test_fewer_than_ten_answers_are_deleted_unopened_with_their_key(drawn, answer, given, keys, clock, rows):
    of = drawn()
    answer(of["north"], 5, satisfied="5")
    answer(of["south"], 4, satisfied="1")
    until_the_end(clock)
    assert count_samples(given, keys) == 1
    assert (rows(Box), rows(SampleCount), rows(SampleEqualityCount)) == ([], [], [])
    assert list(keys.all_private()) == []


def test_each_survey_is_counted_by_itself(drawn, answer, given, keys, clock, rows):
    of = drawn()
    answer(of["north"], 10, satisfied="1")
    other = drawn(closes_on=clock().date() + timedelta(days=90))
    answer(other["north"], 1, satisfied="5")
    until_the_end(clock)
    assert count_samples(given, keys) == 1
    assert [box.send_out_id for box in rows(Box)] == [other["north"].id]
    assert {it.sample_id for it in rows(SampleCount)} == {of["north"].sample_id}
    assert [keys.private(it.id) is not None for it in rows(SealingKey) if not it.destroyed] == [True]


def _dies(*_given):
    raise InterruptedError


# Where the worker dies: what ends it there.
DEATHS = {
    "counts are written": (UnitOfWork, "keep", dies_after(SampleCount)),
    "before the key is destroyed": (KeyFolder, "destroy", _dies),
}


@pytest.mark.parametrize("where", DEATHS)
def test_a_worker_that_dies_at_any_step_counts_each_answer_once(
    where, drawn, answer, given, keys, clock, rows, counted, monkeypatch
):
    of = drawn()
    given_answers = [{"satisfied": str(1 + at % 5), "sex": "male"} for at in range(11)]
    for one in given_answers:
        answer(of["south"], 1, **one)
    until_the_end(clock)
    with monkeypatch.context() as patched:
        patched.setattr(*DEATHS[where])
        with pytest.raises(InterruptedError):
            count_samples(given, keys)
    count_samples(given, keys)
    wanted = Counter(
        cell for one in given_answers for cell in cells(PEOPLE_SERVED, an_answer(one, "adult", "people_served", 2))
    )
    opinions = {(it.question, it.answer, None, None): it.n for it in rows(SampleCount)}
    equality = {(it.question, it.answer, it.within, it.within_answer): it.n for it in rows(SampleEqualityCount)}
    assert opinions | equality == wanted
    assert len(opinions) + len(equality) == len(wanted)
    assert counted()["south", ":responses", ":all"] == 11
    assert rows(Box) == []
    assert list(keys.all_private()) == []


def test_two_workers_count_a_survey_once(drawn, answer, given_as, given, keys, clock, rows, counted):
    of = drawn()
    answer(of["north"], 10, satisfied="3")
    until_the_end(clock)
    ready, done = Barrier(2), []

    def work(circumstances):
        ready.wait()
        done.append(count_samples(circumstances, keys))

    workers = [Thread(target=work, args=(circumstances,)) for circumstances in (given, given_as("heard_consume"))]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(done) == [0, 1]
    assert counted()["north", "satisfied", "3"] == 10


def test_boxes_that_no_key_opens_are_waited_for_four_weeks_and_then_told(
    drawn, answer, given, keys, clock, rows, counted
):
    of = drawn()
    answer(of["north"], 10, satisfied="4")
    [key] = rows(SealingKey)
    kept = keys.private(key.id)
    keys.destroy(key.id)
    until_the_end(clock)
    with pytest.raises(KeyNotHere):
        count_samples(given, keys)
    assert (len(rows(Box)), rows(SampleCount)) == (10, [])
    (keys.path / f"{key.id}.key").write_bytes(kept)
    assert count_samples(given, keys) == 1
    assert counted()["north", "satisfied", "4"] == 10


def test_after_those_weeks_what_cannot_be_read_is_counted_as_that(
    drawn, answer, given, keys, clock, rows, counted, everything
):
    of = drawn()
    answer(of["north"], 10, satisfied="4")
    with everything.unit_of_work() as uow:
        uow.keep(Box, {"id": uuid4(), "send_out_id": of["north"].id, "sealed": b"no box of ours"})
    until_the_end(clock, waited=FOR_A_KEY)
    assert count_samples(given, keys) == 1
    assert counted()["north", ":unreadable", ":all"] == 1
    assert counted()["north", ":responses", ":all"] == 10
    assert rows(Box) == []


def test_an_answer_to_another_version_is_no_answer_to_this(drawn, given, keys, clock, counted, everything, rows):
    of = drawn()
    [key] = rows(SealingKey)
    with everything.unit_of_work() as uow:
        box = sealed(an_answer({"satisfied": "5"}, "adult", "people_served", 1), key.public)
        uow.keep(Box, *({"id": uuid4(), "send_out_id": of["north"].id, "sealed": box} for _ in range(10)))
    until_the_end(clock)
    assert count_samples(given, keys) == 1
    assert counted() == {("north", ":unreadable", ":all"): 10}


def test_these_are_jobs_of_the_worker(ordered, answer, given, keys, clock, rows, by_code):
    jobs = {job.name: job for job in survey_jobs(given, Asking(keys, "https://surveys.example"))}
    sample_id = ordered()
    deliver(given, sample_id)
    assert jobs["samples"].do() == 1
    answer(by_code(sample_id)["north"], 10, satisfied="5")
    until_the_end(clock)
    assert jobs["count samples"].do() == 1
    assert jobs["forget frames"].do() == 0
    assert max(jobs[name].every for name in ("samples", "count samples", "forget frames")) <= 60
