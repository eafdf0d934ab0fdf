"""A sample is drawn once of its frame, asked under a key of its own, and counted once when it is over."""

from collections import Counter
from datetime import timedelta
from threading import Barrier, Thread
from types import SimpleNamespace
from uuid import uuid4

import pytest
from boxed import an_answer, sealed
from sampled import SEED, a_sample, contact
from sqlalchemy import select, update
from staffing import an_account

from foundation.contracts.envelope import enclose
from foundation.contracts.surveys import ResponseSealed, SampleOrdered
from foundation.records import UnitOfWork
from foundation.records.models import (
    Box,
    FramePerson,
    Invitation,
    Outgoing,
    Parked,
    Response,
    Sample,
    SampleCount,
    SampleEqualityCount,
    SealingKey,
    SendOut,
    Tally,
)
from foundation.surveys.library import library
from foundation.surveys.people_served import cells
from foundation.surveys.sampling import draw
from worker.handlers.draw_sample import NotThere, draw_samples
from worker.receive import receive
from worker.surveys.asking import Asking
from worker.surveys.counting import FOR_A_KEY, ON_ITS_WAY, KeyNotHere, count_samples
from worker.surveys.jobs import survey_jobs
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import open_boxes
from worker.surveys.samples import KEPT, forget_frames, prepare_samples

PEOPLE_SERVED = library().newest("people_served")


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def ordered(records_as, council, clock, everything):
    """Another sample that somebody has ordered; its id."""
    officer = an_account(records_as("heard_operator"), council, clock(), role="equality_officer", password=None)

    def order(*, announced=False, **different):
        with everything.unit_of_work() as uow:
            sample_id = a_sample(uow, officer, clock(), **different)
            if announced:
                uow.send((SampleOrdered(sample_id), "sample.ordered"), source="survey-staff", moment=clock())
        return sample_id

    return order


@pytest.fixture
def drawn(ordered, given, keys, by_code):
    """A sample whose invitations may go out: the send-out of each of its strata, by code."""

    def make(**different):
        sample_id = ordered(**different)
        deliver(given, sample_id)
        prepare_samples(given, keys)
        return by_code(sample_id)

    return make


@pytest.fixture
def by_code(rows):
    """The send-outs of a sample, by the codes of their strata."""

    def read(sample_id):
        [sample] = [it for it in rows(Sample) if it.id == sample_id]
        send_outs = {str(it.id): it for it in rows(SendOut)}
        return {stratum["code"]: send_outs[stratum["send_out_id"]] for stratum in sample.strata}

    return read


@pytest.fixture
def answer(everything):
    """So many people give the same answers to a send-out of a sample."""

    def put(send_out, number, band="adult", **given):
        with everything.unit_of_work() as uow:
            public = uow.session.scalars(
                select(SealingKey.public).where(SealingKey.sample_id == send_out.sample_id, ~SealingKey.destroyed)
            ).one()
            box = sealed(an_answer(given, band, "people_served", 2), public)
            uow.keep(Box, *({"id": uuid4(), "send_out_id": send_out.id, "sealed": box} for _ in range(number)))

    return put


@pytest.fixture
def counted(rows):
    """What was counted, by stratum, question and answer, one way."""
    return lambda: {(it.stratum, it.question, it.answer): it.n for it in rows(SampleCount)}


def deliver(given, sample_id):
    with given.records.unit_of_work() as uow:
        receive(uow, [_delivery(SampleOrdered(sample_id), given)], given)


def _delivery(message, given):
    envelope = enclose(message, "survey-staff", given.now())
    return SimpleNamespace(id=envelope.id, headers=envelope.headers, body=envelope.body)


def until_the_end(clock, waited=timedelta(0)):
    """The first day on which a sample of 28 days may be counted."""
    clock.forward(days=(timedelta(days=29) + ON_ITS_WAY + waited).days)


# ------------------------------------------------------------------ drawing


def test_an_order_travels_and_who_was_drawn_is_invited_and_the_frame_is_gone(ordered, carriage, rows, by_code):
    sample_id = ordered(announced=True)
    carriage.carry()
    north, south = by_code(sample_id)["north"], by_code(sample_id)["south"]
    invited = {send_out.id: set() for send_out in (north, south)}
    for invitation in rows(Invitation):
        assert (invitation.state, invitation.attempts, invitation.channel) == ("waiting", 0, "email")
        invited[invitation.send_out_id].add(invitation.contact)
    assert invited[north.id] == {contact(line) for line in draw(SEED, range(2, 132), 100)}
    assert invited[south.id] == {contact(line) for line in draw(SEED, range(132, 392), 100)}
    assert rows(FramePerson) == []
    [sample] = rows(Sample)
    assert {stratum["invited"] for stratum in sample.strata} == {100}
    assert (north.kind, north.name, north.sample_id) == ("sample", "Winter survey: North", sample_id)
    assert (north.closes_on, north.send_at, north.version) == (sample.closes_on, sample.send_at, 2)


def test_invitations_do_not_lie_in_the_order_of_the_frame(drawn, everything):
    north = drawn()["north"]
    with everything.unit_of_work() as uow:
        lying = uow.session.scalars(
            select(Invitation.contact).where(Invitation.send_out_id == north.id).order_by(Invitation.ticket)
        ).all()
        kept = uow.session.scalars(select(Invitation.contact).where(Invitation.send_out_id == north.id)).all()
    assert kept == lying
    assert kept != [contact(line) for line in draw(SEED, range(2, 132), 100)]


def test_an_order_that_comes_twice_is_drawn_once(ordered, given, rows):
    sample_id = ordered()
    for _ in range(2):
        deliver(given, sample_id)
    with given.records.unit_of_work() as uow:
        receive(uow, [_delivery(SampleOrdered(sample_id), given) for _ in range(2)], given)
    assert (len(rows(SendOut)), len(rows(Invitation))) == (2, 200)


def test_a_worker_that_dies_while_drawing_leaves_the_frame_whole_and_the_next_draws_the_same(
    ordered, given, rows, monkeypatch
):
    sample_id = ordered()
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "keep", _dies_after(Invitation))
        with pytest.raises(InterruptedError):
            deliver(given, sample_id)
    assert (len(rows(FramePerson)), rows(SendOut), rows(Invitation)) == (390, [], [])
    deliver(given, sample_id)
    wanted = {contact(line) for lines in (range(2, 132), range(132, 392)) for line in draw(SEED, lines, 100)}
    assert {invitation.contact for invitation in rows(Invitation)} == wanted


@pytest.mark.parametrize("wrong", [{"ordered_at": None}, {"id": uuid4()}], ids=["not ordered", "without its frame"])
def test_what_was_not_ordered_or_has_no_frame_is_not_drawn(wrong, ordered, given, everything, rows):
    sample_id = ordered(**wrong)
    sample_id = wrong.get("id", sample_id)
    with pytest.raises(NotThere), given.records.unit_of_work() as uow:
        draw_samples(uow, [SampleOrdered(sample_id)], given)
    assert rows(SendOut) == []


def test_an_order_for_no_sample_is_refused(given):
    with pytest.raises(NotThere), given.records.unit_of_work() as uow:
        draw_samples(uow, [SampleOrdered(uuid4())], given)


# ------------------------------------------------------------------ its key


def test_nothing_goes_out_before_the_sample_has_its_own_sealing_key(ordered, given, keys, rows):
    sample_id = ordered()
    assert prepare_samples(given, keys) == 0, "it is not drawn"
    deliver(given, sample_id)
    assert [it.confirmed_at for it in rows(SendOut)] == [None, None]
    assert prepare_samples(given, keys) == 1
    assert [it.confirmed_at for it in rows(SendOut)] == [given.now()] * 2
    [key] = rows(SealingKey)
    assert (key.sample_id, key.month, key.destroyed) == (sample_id, None, False)
    assert keys.private(key.id)
    assert prepare_samples(given, keys) == 0


def test_a_key_that_was_lost_is_followed_by_another_while_people_answer(drawn, given, keys, rows, clock):
    drawn()
    [lost] = rows(SealingKey)
    keys.destroy(lost.id)
    keep_keys(given, keys)
    assert prepare_samples(given, keys) == 1
    [key] = [it for it in rows(SealingKey) if it.sample_id]
    assert (key.destroyed, key.id != lost.id, key.public != lost.public) == (False, True, True)
    assert keys.private(key.id)
    keys.destroy(key.id)
    keep_keys(given, keys)
    clock.forward(days=29)
    assert prepare_samples(given, keys) == 0, "it has closed"


# ------------------------------------------------------------------ frames


def test_a_frame_that_nobody_orders_is_forgotten_after_a_week(ordered, given, clock, rows):
    waiting, kept = ordered(ordered_at=None), ordered()
    clock.forward(seconds=KEPT.total_seconds())
    assert forget_frames(given) == 0
    clock.forward(seconds=1)
    assert forget_frames(given) == 390
    assert {person.sample_id for person in rows(FramePerson)} == {kept} != {waiting}


def test_a_frame_whose_sample_was_given_up_is_forgotten_at_once(ordered, given, everything, rows):
    given_up = ordered(ordered_at=None)
    with everything.unit_of_work() as uow:
        uow.session.execute(update(Sample).where(Sample.id == given_up).values(strata=[]))
    assert forget_frames(given) == 390
    assert rows(FramePerson) == []


# ------------------------------------------------------------------ counting


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


def _dies_after(table):
    """A unit of work whose process ends as soon as it has written rows of this table."""
    keep = UnitOfWork.keep

    def dies(uow, written, *rows):
        keep(uow, written, *rows)
        if written is table:
            raise InterruptedError

    return dies


def _dies(*_given):
    raise InterruptedError


# Where the worker dies: what ends it there.
DEATHS = {
    "counts are written": (UnitOfWork, "keep", _dies_after(SampleCount)),
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
