"""Sealed answers about oneself: kept as they come, and counted twenty together without a trace of any one."""

from collections import Counter
from uuid import uuid4

import pytest
from boxed import an_answer as an_answer_to_a_survey
from boxed import sealed as sealed_as_a_survey
from sealed_away import NO_THANKS, POOL, period_of, put, said, sealed
from sqlalchemy import create_engine, select, text, update

from foundation.contracts.equality import EqualitySealed
from foundation.equality.sealing import new_pair, seal, unseal
from foundation.equality.tally import SIZE, Tally
from foundation.records.grants import GRANTS, ROLE_OF_SITE, quoted
from foundation.records.models import Base, EqualityBox, EqualityPeriod, Incoming, Outgoing, Parked, SealedTally
from foundation.surveys.questionnaire import Band
from foundation.surveys.voluntary import size
from worker.carrier import carry
from worker.equality.tally import tally_boxes
from worker.handlers.keep_equality_box import keep_equality_boxes


@pytest.fixture
def period(keys, everything):
    return period_of(everything)


@pytest.fixture
def tallied(keys, rows):
    """What was counted of a period that is still open; only who has its key can say."""

    def read(period):
        found = [row.sealed for row in rows(SealedTally) if row.period_id == period.id]
        return Tally.unpack(unseal(found[0], [keys.private(period.id)])) if found else None

    return read


# ------------------------------------------------------------------ kept


def announce(everything, clock, *messages):
    with everything.unit_of_work() as uow:
        uow.send(*((message, "equality.sealed") for message in messages), source="intake", moment=clock())


def test_boxes_travel_and_are_kept_once_under_other_ids_in_the_order_of_those(
    carriage, everything, clock, period, rows
):
    boxes = [sealed(said(sex="female"), period.public), sealed(NO_THANKS, period.public)] * 6
    announce(everything, clock, *(EqualitySealed(POOL, period.id, box) for box in boxes))
    sent = {row.id: row for row in rows(Outgoing)}
    assert len({len(row.body) for row in sent.values()}) == 1
    assert {row.sent_at for row in sent.values()} == {None}
    carriage.carry()
    kept = rows(EqualityBox)
    assert sorted(box.sealed for box in kept) == sorted(boxes)
    assert {box.period_id for box in kept} == {period.id}
    assert not {box.id for box in kept} & sent.keys()


def test_boxes_that_come_together_lie_in_the_order_of_their_ids(given, everything, period):
    messages = [EqualitySealed(POOL, period.id, sealed(NO_THANKS, period.public)) for _ in range(12)]
    with given.records.unit_of_work() as uow:
        keep_equality_boxes(uow, messages, given)
    with everything.unit_of_work() as uow:
        as_they_lie = uow.session.scalars(text("select id from equality.box order by ctid")).all()
    assert as_they_lie == sorted(as_they_lie)
    assert len(as_they_lie) == 12


def received(given, everything, clock, *messages):
    announce(everything, clock, *messages)
    while carry(given):
        pass


@pytest.mark.parametrize(
    "state, kept",
    [("open", 1), ("lost", 1), ("lost", 0), ("ran_on", 0), ("closed", 0), ("dropped", 0)],
)
def test_what_comes_when_its_period_has_ended_is_dropped_and_counted(
    state, kept, given, everything, clock, period, rows, sample
):
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(EqualityPeriod).values(state=state, ended_at=None if kept else clock()))
    before = sample("heard_equality_boxes_late_total")
    received(given, everything, clock, EqualitySealed(POOL, period.id, sealed(NO_THANKS, period.public)))
    assert len(rows(EqualityBox)) == kept
    assert sample("heard_equality_boxes_late_total") == before + 1 - kept
    assert len(rows(Incoming)) == 1
    assert rows(Parked) == []


def test_a_box_for_a_period_that_is_not_there_or_of_another_pool_is_put_off_and_holds_up_no_other(
    given, everything, clock, period, rows
):
    box = sealed(NO_THANKS, period.public)
    wrong = EqualitySealed(POOL, uuid4(), box), EqualitySealed("other_feedback", period.id, box)
    received(given, everything, clock, *wrong, EqualitySealed(POOL, period.id, box))
    assert len(rows(EqualityBox)) == 1
    assert sorted(row.attempt for row in rows(Outgoing)) == [1, 1]


# ------------------------------------------------------------------ twenty together


def test_nineteen_boxes_are_not_opened_and_twenty_are(keys, given, everything, period, rows, tallied):
    put(everything, period, *[said(sex="female")] * 19)
    assert tally_boxes(given, keys) == 0
    assert tallied(period) is None
    put(everything, period, NO_THANKS)
    assert tally_boxes(given, keys) == 20
    assert rows(EqualityBox) == []
    assert (tallied(period).answered, tallied(period).declined, tallied(period).boxes) == (19, 1, 20)
    assert period_of(everything).waiting == 20


def test_of_forty_seven_seven_wait_and_are_counted_with_those_who_come(keys, given, everything, period, rows, tallied):
    everybody = [said(sex="female"), said(sex="male"), NO_THANKS]
    put(everything, period, *(everybody * 16)[:47])
    assert tally_boxes(given, keys) == 40
    assert (len(rows(EqualityBox)), period_of(everything).waiting) == (7, 40)
    put(everything, period, *everybody * 4, NO_THANKS)
    assert tally_boxes(given, keys) == 20
    counted = tallied(period)
    assert (counted.boxes, counted.declined, counted.unreadable) == (60, 20, 0)
    assert counted.counts[2, "sex", "female"] == counted.counts[2, "sex", "male"] == 20
    assert tally_boxes(given, keys) == 0


def test_each_question_adds_up_to_the_answers_of_its_version(keys, given, everything, period, tallied):
    disabled = said(disability_condition="yes", disability_impact="a_lot", sex="prefer_not_to_say")
    child = said(Band.UNDER_13, disability_everyday="yes")
    put(everything, period, *[child] * 5, *[said(ethnic_group_5="other")] * 6, *[disabled] * 7, NO_THANKS, NO_THANKS)
    tally_boxes(given, keys)
    counted = tallied(period)
    assert counted.answers == {2: 18}
    of_questions = Counter()
    for (version, question, _), n in counted.counts.items():
        of_questions[version, question] += n
    assert of_questions == {(2, question): 18 for _, question in of_questions}
    assert len(of_questions) > 10
    assert counted.counts[2, "disability", "disabled"] == 12
    assert counted.counts[2, "ethnic_group", ":not_asked"] == 5
    assert counted.counts[2, "ethnic_group_5", "other"] == 6
    assert counted.counts[2, "sex", ":unanswered"] == 11


def test_pools_are_counted_apart(keys, given, everything, period, tallied):
    other = period_of(everything, pool="other_feedback")
    put(everything, period, *[NO_THANKS] * 20)
    put(everything, other, *[NO_THANKS] * 19)
    assert tally_boxes(given, keys) == 20
    assert tallied(other) is None


def test_what_is_no_answer_of_ours_counts_as_unreadable_and_stops_nobody(
    keys, given, everything, period, rows, tallied, caplog
):
    packed = [b"", b"7", b"[]", b"\xff", b"[" * 5_000, b'["voluntary",9,"adult",[],{}]', b'["meeting",1,"adult",[],{}]',
              b'["voluntary",2,"adult",["sex"],{"sex":"female"}]', b'["no thanks" ]']  # fmt: skip
    broken = [
        b"", b"x" * 100, sealed(said(), new_pair()[1]), *(seal(payload, period.public, size()) for payload in packed),
        sealed_as_a_survey(an_answer_to_a_survey({"went": "1"}), period.public),
    ]  # fmt: skip
    put(everything, period, *[said(sex="male")] * 7, offers=20)
    with everything.unit_of_work() as uow:
        uow.keep(EqualityBox, *({"id": uuid4(), "period_id": period.id, "sealed": box} for box in broken))
    assert tally_boxes(given, keys) == 20
    assert (tallied(period).unreadable, tallied(period).answered) == (13, 7)
    assert rows(EqualityBox) == []
    assert "no thanks" not in caplog.text


def test_a_sealed_tally_has_one_length_whatever_it_holds(keys, given, everything, period, rows):
    lengths = set()
    for answers in ([NO_THANKS] * 20, [said(sex="female", religion="sikh")] * 40, [said(Band.EASY_READ)] * 20):
        put(everything, period, *answers)
        tally_boxes(given, keys)
        lengths.add(len(rows(SealedTally)[0].sealed))
    assert lengths == {len(seal(b"", period.public, SIZE))}


def test_without_its_key_nothing_is_touched(keys, given, everything, period, rows):
    put(everything, period, *[NO_THANKS] * 20)
    (keys.path / f"{period.id}.key").rename(keys.path / "away")
    assert tally_boxes(given, keys) == 0
    assert len(rows(EqualityBox)) == 20


# ------------------------------------------------------------------ nothing to subtract


def readable(database, role):
    """All that a role can read, row by row as text."""
    engine = create_engine(database.url(role))
    reads = {
        name: right.removeprefix("select").strip("() ") or "*"
        for name, rights in GRANTS[role].items()
        for right in rights
        if right.startswith("select")
    }
    with engine.connect() as connection:
        found = {
            name: sorted(map(str, connection.execute(text(f"select {columns} from {quoted(name)}")).all()))  # noqa: S608
            for name, columns in reads.items()
        }
    engine.dispose()
    return found


@pytest.mark.parametrize("role", sorted(ROLE_OF_SITE.values()))
def test_a_web_process_reads_the_same_before_and_after_a_tally_but_for_the_number_that_waits(
    role, database, keys, given, everything, period
):
    waits = select(EqualityPeriod.waiting).where(EqualityPeriod.id == period.id)
    put(everything, period, *[said(sex="male")] * 20)
    tally_boxes(given, keys)
    before = readable(database, role)
    put(everything, period, *[said(sex="female")] * 25)
    assert tally_boxes(given, keys) == 20
    with everything.unit_of_work() as uow:
        assert uow.session.scalars(waits).one() == 40
        uow.connection.execute(update(EqualityPeriod).where(EqualityPeriod.id == period.id).values(waiting=20))
    assert readable(database, role) == before
    assert ("equality.period" in before) == (role in ("heard_intake", "heard_survey_staff"))


def test_a_waiting_box_and_an_offer_have_nothing_that_orders_or_joins():
    for name in ("equality.box", "equality.offer"):
        for column in Base.metadata.tables[name].columns:
            assert column.name in ("id", "period_id", "sealed")
            assert not column.foreign_keys
            assert column.server_default is None
            assert str(column.type) in ("CHAR(32)", "UUID", "BLOB", "BYTEA")
    for role in ROLE_OF_SITE.values():
        for table in ("equality.box", "equality.sealed_tally", "equality.count"):
            assert table not in GRANTS[role]
