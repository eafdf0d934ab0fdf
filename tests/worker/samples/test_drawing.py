"""A sample is drawn once of its frame, asked under a key of its own, and its frame is gone."""

from uuid import uuid4

import pytest
from sampled import SEED, contact, deliver, delivery, dies_after
from sqlalchemy import select, text, update

from foundation.contracts.surveys import SampleOrdered
from foundation.records import UnitOfWork
from foundation.records.models import FramePerson, Invitation, Sample, SealingKey, SendOut
from foundation.surveys.sampling import draw
from worker.handlers.draw_sample import NotThere, draw_samples
from worker.receive import receive
from worker.surveys.key_life import keep_keys
from worker.surveys.samples import KEPT, forget_frames, prepare_samples


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
        contacts = select(Invitation.contact).where(Invitation.send_out_id == north.id)
        by_ticket = uow.session.scalars(contacts.order_by(Invitation.ticket)).all()
        lying = uow.session.scalars(contacts.order_by(text("ctid"))).all()
    assert lying == by_ticket
    assert lying != [contact(line) for line in draw(SEED, range(2, 132), 100)]


def test_an_order_that_comes_twice_is_drawn_once(ordered, given, rows):
    sample_id = ordered()
    for _ in range(2):
        deliver(given, sample_id)
    with given.records.unit_of_work() as uow:
        receive(uow, [delivery(SampleOrdered(sample_id), given) for _ in range(2)], given)
    assert (len(rows(SendOut)), len(rows(Invitation))) == (2, 200)


def test_a_worker_that_dies_while_drawing_leaves_the_frame_whole_and_the_next_draws_the_same(
    ordered, given, rows, monkeypatch
):
    sample_id = ordered()
    with monkeypatch.context() as patched:
        patched.setattr(UnitOfWork, "keep", dies_after(Invitation))
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
