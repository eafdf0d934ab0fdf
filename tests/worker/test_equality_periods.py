"""Periods of equality answers and their keys: made ahead, never twice, told when lost, followed by another."""

from datetime import UTC, date, datetime
from threading import Barrier, Thread

import pytest
from sealed_away import AUTUMN, NO_THANKS, POOL, WINTER, period_of, put, said, sealed
from sqlalchemy import update

from foundation.contracts.equality import POOLS
from foundation.equality.sealing import unseal
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod
from worker.equality.closing import HELD, close_periods
from worker.equality.periods import keep_periods, lost_periods
from worker.surveys.key_life import keep_keys
from worker.surveys.keys import KeyFolder

NEXT_AUTUMN = date(2026, 10, 1)


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "keys")


def on(year, month, day):
    return datetime(year, month, day, 12, tzinfo=UTC)


# ------------------------------------------------------------------ made


def test_each_pool_has_a_period_for_this_quarter_whose_private_half_opens_what_its_public_half_seals(keys, given, rows):
    assert keep_periods(given, keys) == 2
    periods = rows(EqualityPeriod)
    assert {period.pool for period in periods} == set(POOLS)
    for period in periods:
        assert (period.begins_on, period.ends_on) == (date(2026, 10, 1), AUTUMN)
        assert (period.state, period.waiting, period.ended_at, period.held_at) == ("open", 0, None, None)
        assert unseal(sealed(said(sex="female"), period.public), [keys.private(period.id)])
    assert keep_periods(given, keys) == 0
    assert lost_periods(given.records, keys) == []


@pytest.mark.parametrize("moment, last_days", [
    (datetime(2026, 11, 30, 12, tzinfo=UTC), {AUTUMN}),
    (datetime(2026, 12, 1, 12, tzinfo=UTC), {AUTUMN, WINTER}),
    (datetime(2027, 1, 1, 0, 0, tzinfo=UTC), {WINTER}),
    (datetime(2027, 3, 31, 23, 30, tzinfo=UTC), {date(2027, 6, 30)}),
])  # fmt: skip
def test_the_next_quarters_period_is_made_a_month_ahead_by_the_days_of_england(
    moment, last_days, keys, given, clock, rows
):
    clock.moment = moment
    keep_periods(given, keys)
    assert {period.ends_on for period in rows(EqualityPeriod)} == last_days


def test_workers_that_make_periods_at_once_keep_one_of_each_and_leave_no_file_of_another(keys, given_as, rows):
    workers, begin, made = [given_as("heard_consume") for _ in range(4)], Barrier(4), []

    def work():
        given = workers.pop()
        begin.wait()
        made.append(keep_periods(given, keys))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(made) == 2
    assert {period.id for period in rows(EqualityPeriod)} == set(keys.all_private())


def test_the_keys_of_surveys_are_looked_after_and_those_of_periods_left_alone(keys, given, rows, clock, monkeypatch):
    """However long a period lasts: it runs on for years where few answer."""
    keep_periods(given, keys)
    clock.moment = on(2029, 11, 23)
    keep_keys(given, keys)
    assert {period.id for period in rows(EqualityPeriod)} <= set(keys.all_private())


# ------------------------------------------------------------------ lost


def test_a_period_whose_key_is_gone_is_told_and_another_runs_for_what_is_left_of_its_quarter(
    keys, given, everything, rows, sample, caplog
):
    keep_periods(given, keys)
    lost, before = period_of(everything), sample("heard_equality_keys_lost_total")
    put(everything, lost, NO_THANKS)
    (keys.path / f"{lost.id}.key").unlink()
    [told] = lost_periods(given.records, keys)
    assert f"put {lost.id}.key back" in told
    assert keep_periods(given, keys) == 2
    new = period_of(everything)
    assert (new.begins_on, new.ends_on) == (date(2026, 11, 23), AUTUMN)
    assert keys.private(new.id)
    assert {period.id: period.state for period in rows(EqualityPeriod)}[lost.id] == "lost"
    assert len(rows(EqualityBox)) == 1
    assert sample("heard_equality_keys_lost_total") == before + 1
    assert [line.levelname for line in caplog.records] == ["ERROR"]
    assert keep_periods(given, keys) == 0
    assert lost_periods(given.records, keys) == []


def test_a_key_that_is_put_back_gives_its_boxes_and_offers_to_the_period_that_runs_and_is_destroyed(
    keys, given, everything, rows
):
    keep_periods(given, keys)
    lost = period_of(everything)
    put(everything, lost, said(sex="female"), NO_THANKS, offers=3)
    private = keys.private(lost.id)
    (keys.path / f"{lost.id}.key").unlink()
    keep_periods(given, keys)
    (keys.path / f"{lost.id}.key").write_bytes(private)
    [ending] = close_periods(given, keys)
    assert (ending.period_id, ending.became) == (lost.id, "ran_on")
    running = period_of(everything)
    assert running.begins_on == NEXT_AUTUMN
    assert {box.period_id for box in rows(EqualityBox)} == {offer.period_id for offer in rows(EqualityOffer)}
    assert all(unseal(box.sealed, [keys.private(running.id)]) for box in rows(EqualityBox))
    assert (len(rows(EqualityBox)), len(rows(EqualityOffer))) == (2, 3)
    assert keys.private(lost.id) is None
    assert close_periods(given, keys) == []


@pytest.mark.parametrize("decision, left", [(None, 2), ("drop", 0)])
def test_a_key_that_is_put_back_gives_on_nothing_of_what_is_held(keys, given, everything, rows, decision, left):
    keep_periods(given, keys)
    lost = period_of(everything)
    put(everything, lost, NO_THANKS, NO_THANKS, offers=1)
    private = keys.private(lost.id)
    (keys.path / f"{lost.id}.key").unlink()
    keep_periods(given, keys)
    (keys.path / f"{lost.id}.key").write_bytes(private)
    [ending] = close_periods(given, keys)
    assert (ending.became, ending.why) == ("waits", HELD)
    with everything.unit_of_work() as uow:
        said = {"decision": decision, "reason": decision and "We asked.", "decided_at": decision and given.now()}
        uow.connection.execute(update(EqualityPeriod).where(EqualityPeriod.id == lost.id).values(said))
    close_periods(given, keys)
    assert {box.period_id for box in rows(EqualityBox)} <= {lost.id}
    assert len(rows(EqualityBox)) == left


def test_what_stays_lost_is_deleted_unread_six_weeks_after_its_end(keys, given, everything, rows, clock):
    keep_periods(given, keys)
    lost = period_of(everything)
    put(everything, lost, NO_THANKS)
    (keys.path / f"{lost.id}.key").unlink()
    keep_periods(given, keys)
    for day, boxes in ((11, 1), (12, 0)):
        clock.moment = on(2027, 2, day)
        keep_periods(given, keys)
        assert len(rows(EqualityBox)) == len(rows(EqualityOffer)) == boxes
    [ended] = [period for period in rows(EqualityPeriod) if period.id == lost.id]
    assert (ended.state, ended.ended_at) == ("lost", clock())
    assert ended.pool == POOL
