"""The key folder and the life of a month's key: made ahead, never twice, told when lost, destroyed when it is over."""

import os
import stat
from datetime import UTC, date, datetime
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from boxed import a_send_out, an_answer, put_boxes, sealed
from sqlalchemy import update

from foundation.contracts.surveys import ResponseSealed
from foundation.equality.sealing import CannotOpen, unseal
from foundation.records.models import Box, Outgoing, Parked, SealingKey, SendOut
from foundation.runtime.settings import CannotStart
from worker.surveys.key_life import destroyed_after, keep_keys, lost_keys
from worker.surveys.keys import OF_CODES, OF_CONTACTS, KeyFolder
from worker.surveys.opening import open_boxes

NOVEMBER, DECEMBER, JANUARY = date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)
IN_FEBRUARY = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def by_month(rows):
    """The keys of months as the database knows them."""
    return lambda: {key.month: key for key in rows(SealingKey) if key.month}


# ------------------------------------------------------------------ the folder


def test_only_its_owner_reads_the_folder_and_what_is_in_it(keys, given):
    keep_keys(given, keys)
    keys.secret(OF_CODES)
    assert stat.S_IMODE(keys.path.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in keys.path.iterdir()} == {0o600}


def test_a_folder_that_cannot_be_made_is_named_with_its_setting(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotStart, match="HEARD_KEYS"):
        KeyFolder(tmp_path / "file" / "keys")


def test_a_secret_stays_what_it_was_and_each_name_has_its_own(keys):
    first = keys.secret(OF_CODES)
    assert KeyFolder(keys.path).secret(OF_CODES) == first
    assert keys.secret(OF_CONTACTS) != first
    assert len(first) == 32


def test_many_that_ask_for_a_new_secret_at_once_get_the_same(keys):
    begin, found = Barrier(8), []

    def ask():
        begin.wait()
        found.append(keys.secret(OF_CODES))

    together(8, ask)
    assert len(set(found)) == 1
    assert [file.name for file in keys.path.iterdir()] == ["codes.secret"]


def together(number, do):
    threads = [Thread(target=do) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_a_file_that_somebody_left_in_the_folder_is_no_key(keys, given, by_month):
    keep_keys(given, keys)
    (keys.path / "old copy.key").write_bytes(b"x")
    (keys.path / "notes.txt").write_text("x")
    assert set(keys.all_private()) == {key.id for key in by_month().values()}


# ------------------------------------------------------------------ made


def test_this_month_and_the_next_have_a_key_whose_private_half_opens_what_its_public_half_seals(keys, given, by_month):
    assert keep_keys(given, keys) == 2
    assert by_month().keys() == {NOVEMBER, DECEMBER}
    for key in by_month().values():
        assert not key.destroyed
        assert unseal(sealed(an_answer({"went": "3"}), key.public), [keys.private(key.id)])
    assert keep_keys(given, keys) == 0


@pytest.mark.parametrize("moment, months", [
    (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), {DECEMBER, JANUARY}),
    (datetime(2026, 10, 31, 23, 59, tzinfo=UTC), {date(2026, 10, 1), NOVEMBER}),
    (datetime(2026, 5, 31, 23, 30, tzinfo=UTC), {date(2026, 6, 1), date(2026, 7, 1)}),
])  # fmt: skip
def test_a_month_is_one_of_england_and_of_any_year(moment, months, keys, given, clock, by_month, given_as):
    given = given_as("heard_consume")
    clock.moment = moment
    keep_keys(given, keys)
    assert by_month().keys() == months


def test_workers_that_make_keys_at_once_keep_one_and_leave_no_file_of_another(keys, given_as, rows):
    workers = [given_as("heard_consume") for _ in range(4)]
    begin, made = Barrier(4), []

    def work():
        given = workers.pop()
        begin.wait()
        made.append(keep_keys(given, keys))

    together(4, work)
    assert sum(made) == 2
    assert {key.id for key in rows(SealingKey)} == set(keys.all_private())


def test_of_a_file_that_another_worker_has_just_deleted_nothing_is_asked(keys, given, monkeypatch):
    keep_keys(given, keys)
    seen = {uuid4(), *keys.all_private()}
    monkeypatch.setattr(type(keys), "all_private", lambda _keys: iter(seen))
    assert keep_keys(given, keys) == 0


def test_a_sample_has_a_key_of_its_own_and_only_one(keys, given, rows):
    sample_id = uuid4()
    with given.records.unit_of_work() as uow:
        first = keys.make_key(uow, sample_id=sample_id)
        assert keys.make_key(uow, sample_id=sample_id) is None
    assert [(key.id, key.month, key.sample_id) for key in rows(SealingKey)] == [(first, None, sample_id)]
    assert list(keys.all_private()) == [first]


# ------------------------------------------------------------------ lost


def test_a_lost_key_of_this_month_is_told_and_another_takes_its_place(keys, given, by_month, caplog, sample):
    keep_keys(given, keys)
    assert lost_keys(given.records, keys) == []
    lost, before = by_month()[NOVEMBER], sample("heard_survey_keys_lost_total")
    keys.destroy(lost.id)
    [said] = lost_keys(given.records, keys)
    assert "key of November 2026 is not in" in said
    assert keep_keys(given, keys) == 1
    new = by_month()[NOVEMBER]
    assert new.id != lost.id
    assert new.public != lost.public
    assert keys.private(new.id)
    assert not new.destroyed
    assert lost_keys(given.records, keys) == []
    assert sample("heard_survey_keys_lost_total") == before + 1
    [line] = [line.msg for line in caplog.records]
    assert (line["event"], line["of"]) == ("the private half of a sealing key is gone", "November 2026")


def test_a_lost_key_of_a_sample_or_an_earlier_month_is_used_no_more(keys, given, rows, everything):
    with everything.unit_of_work() as uow:
        keys.make_key(uow, sample_id=uuid4())
        keys.make_key(uow, month=date(2026, 10, 1))
    keep_keys(given, keys)
    for key in rows(SealingKey):
        if key.month not in (NOVEMBER, DECEMBER):
            keys.destroy(key.id)
    assert keep_keys(given, keys) == 2
    assert {(key.month in (NOVEMBER, DECEMBER), key.destroyed) for key in rows(SealingKey)} == {
        (True, False), (False, True),
    }  # fmt: skip


def test_workers_that_miss_a_key_at_once_make_one_in_its_place(keys, given_as, by_month):
    keep_keys(given_as("heard_consume"), keys)
    keys.destroy(by_month()[NOVEMBER].id)
    workers, begin = [given_as("heard_consume") for _ in range(4)], Barrier(4)

    def work():
        given = workers.pop()
        begin.wait()
        keep_keys(given, keys)

    together(4, work)
    assert {key.id for key in by_month().values()} == set(keys.all_private())


# ------------------------------------------------------------------ destroyed


@pytest.mark.parametrize("month, last", [
    (NOVEMBER, date(2027, 1, 29)), (date(2026, 1, 1), date(2026, 4, 1)), (date(2028, 2, 1), date(2028, 4, 29)),
])  # fmt: skip
def test_a_key_is_kept_for_sixty_days_after_its_month(month, last):
    assert destroyed_after(month) == last


@pytest.fixture
def in_february(given_as, clock, keys, everything):
    """Keys of November that are over in February, with nine answers that wait; what the jobs are told then."""
    given = given_as("heard_consume")
    keep_keys(given, keys)
    room = a_send_out()
    with everything.unit_of_work() as uow:
        uow.keep(SendOut, room)
    put_boxes(everything, room["id"], *[an_answer({"went": "2"})] * 9)
    clock.moment = IN_FEBRUARY
    return given


def test_when_it_is_over_what_waits_is_sealed_to_this_months_key_and_its_private_half_is_gone(
    in_february, keys, by_month, rows, everything
):
    old = by_month()[NOVEMBER].id
    private, before = keys.private(old), {box.id: box.sealed for box in rows(Box)}
    keep_keys(in_february, keys)
    assert by_month()[NOVEMBER].destroyed
    assert keys.private(old) is None
    assert not by_month()[DECEMBER].destroyed
    boxes = rows(Box)
    assert {box.id: len(box.sealed) for box in boxes} == {one: len(sealed) for one, sealed in before.items()}
    for box in boxes:
        with pytest.raises(CannotOpen):
            unseal(box.sealed, [private])
    put_boxes(everything, boxes[0].send_out_id, an_answer({}), month=date(2027, 2, 1))
    assert open_boxes(in_february, keys) == 10


def test_a_key_that_was_replaced_and_put_back_goes_in_time_and_what_was_sealed_to_it_stays(
    in_february, clock, keys, by_month, rows
):
    """Nobody could open these boxes for a while, and the table has forgotten their key."""
    clock.moment = datetime(2026, 11, 24, 9, tzinfo=UTC)
    file = keys.path / f"{by_month()[NOVEMBER].id}.key"
    lost = file.read_bytes()
    file.unlink()
    keep_keys(in_february, keys)
    file.write_bytes(lost)
    put_back = clock.moment.timestamp()
    os.utime(file, (put_back, put_back))
    for day, stays in ((24, True), (25, False)):
        clock.moment = datetime(2027, 3, day, 9, tzinfo=UTC)
        keep_keys(in_february, keys)
        assert file.exists() == stays
    march = keys.private(by_month()[date(2027, 3, 1)].id)
    boxes = rows(Box)
    assert len(boxes) == 9
    assert all(unseal(box.sealed, [march]) for box in boxes)


def test_on_its_last_day_a_key_is_still_there(in_february, clock, keys, by_month):
    clock.moment = datetime(2027, 1, 29, 23, 59, tzinfo=UTC)
    keep_keys(in_february, keys)
    assert keys.private(by_month()[NOVEMBER].id)


def test_while_an_answer_is_on_its_way_or_parked_no_key_is_destroyed(in_february, keys, by_month, everything):
    message = ResponseSealed(uuid4(), b"x")
    with everything.unit_of_work() as uow:
        uow.send((message, "response.sealed"), source="survey-public", moment=IN_FEBRUARY)
    keep_keys(in_february, keys)
    assert not by_month()[NOVEMBER].destroyed
    with everything.unit_of_work() as uow:
        [row] = uow.session.query(Outgoing).all()
        parked = {name: getattr(row, name) for name in ("type", "routing_key", "headers", "body")}
        uow.keep(Parked, {
            "message_id": row.id, **parked, "reason": "unreadable", "attempts": 1, "parked_at": IN_FEBRUARY,
            "fate": "waiting", "decided_at": None, "decided_because": None,
        })  # fmt: skip
        uow.session.delete(row)
    keep_keys(in_february, keys)
    assert not by_month()[NOVEMBER].destroyed
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(Parked).values(fate="dropped"))
    keep_keys(in_february, keys)
    assert by_month()[NOVEMBER].destroyed


def test_killed_before_its_file_is_gone_a_key_is_destroyed_the_next_time(in_february, keys, by_month, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(*_):
        raise Killed

    monkeypatch.setattr(KeyFolder, "destroy", kill)
    with pytest.raises(Killed):
        keep_keys(in_february, keys)
    monkeypatch.undo()
    old = by_month()[NOVEMBER]
    assert old.destroyed
    assert keys.private(old.id)
    keep_keys(in_february, keys)
    assert keys.private(old.id) is None
