"""What is parked waits for a person, who looks at it, replays it after a mend, or drops it."""

from uuid import uuid4

import pytest
from builders import a_submission
from uuid_utils.compat import uuid7

from foundation.contracts.surveys import ResponseSealed
from foundation.records.models import Case, Outgoing, Parked, Submission
from foundation.records.unit_of_work import outgoing
from worker.parked import NotParked, drop, find_parked, list_parked, replay


@pytest.fixture
def operator(records_as):
    return records_as("heard_operator")


@pytest.fixture
def parked_poison(put, hasty):
    """A message about a submission that is not there, tried until it was parked: its id and the submission's."""
    about = uuid7()
    poison = put(about=about)
    hasty.carry()
    try_until_parked(hasty)
    return poison, about


def try_until_parked(hasty):
    for _ in range(4):
        hasty.wait()
        hasty.carry()


def test_what_is_parked_can_be_listed_and_looked_at(parked_poison, put, hasty, clock, operator):
    poison, _ = parked_poison
    clock.forward(seconds=1)
    other = put(body=b"")
    hasty.carry()
    with operator.unit_of_work() as uow:
        assert [message.message_id for message in list_parked(uow)] == [poison, other]
        found = find_parked(uow, poison)
        assert (found.reason, found.fate) == ("tried too often: NotThere", "waiting")
        with pytest.raises(NotParked, match="parked list"):
            find_parked(uow, uuid7())


def test_after_a_mend_a_replayed_message_is_done_once(parked_poison, everything, hasty, clock, operator, rows):
    poison, about = parked_poison
    with everything.unit_of_work() as uow:
        uow.keep(Submission, a_submission(id=about, received_at=clock()))
    with operator.unit_of_work() as uow:
        replay(uow, poison, because="put it back", moment=clock())
    with operator.unit_of_work() as uow, pytest.raises(NotParked, match="replayed already"):
        replay(uow, poison, because="again", moment=clock())
    hasty.carry()
    assert [case.submission_id for case in rows(Case)] == [about]
    assert not rows(Outgoing)
    [parked] = rows(Parked)
    assert (parked.fate, parked.decided_because, parked.decided_at) == ("replayed", "put it back", clock())
    with operator.unit_of_work() as uow:
        assert not list_parked(uow)
        assert len(list_parked(uow, everything=True)) == 1


def test_a_replayed_message_that_fails_again_is_parked_again_with_its_whole_patience(
    parked_poison, hasty, clock, operator, rows
):
    poison, _ = parked_poison
    with operator.unit_of_work() as uow:
        replay(uow, poison, because="hope", moment=clock())
    hasty.carry()
    assert [parked.fate for parked in rows(Parked)] == ["replayed"]
    try_until_parked(hasty)
    [parked] = rows(Parked)
    assert (parked.fate, parked.attempts, parked.decided_because) == ("waiting", 5, None)


def test_a_dropped_message_is_gone_and_the_record_of_it_stays(parked_poison, hasty, clock, operator, rows):
    poison, _ = parked_poison
    with operator.unit_of_work() as uow:
        drop(uow, poison, because="a test of ours", moment=clock())
    hasty.carry()
    assert not hasty.put_off()
    assert [(parked.fate, parked.decided_because) for parked in rows(Parked)] == [("dropped", "a test of ours")]
    with operator.unit_of_work() as uow, pytest.raises(NotParked, match="dropped already"):
        replay(uow, poison, because="too late", moment=clock())


def test_a_replayed_answer_to_a_survey_has_no_moment_in_the_outbox_again(everything, operator, moment, rows):
    sealed = outgoing(ResponseSealed(uuid4(), b"box"), "response.sealed", source="survey-public", moment=moment)
    kept = {name: sealed[name] for name in ("type", "routing_key", "headers", "body")}
    kept |= {"message_id": sealed["id"], "reason": "unreadable", "attempts": 1, "parked_at": moment, "fate": "waiting"}
    with everything.unit_of_work() as uow:
        uow.keep(Parked, kept)
    with operator.unit_of_work() as uow:
        replay(uow, sealed["id"], because="mended", moment=moment)
    [waiting] = rows(Outgoing)
    assert (waiting.id, waiting.sent_at) == (sealed["id"], None)
