"""The end of a period: fifty answers close it, fewer run on, and then nothing can be opened."""

import os
from datetime import date
from uuid import uuid4

import pytest
from sealed_away import AUTUMN, IN_JANUARY, NO_THANKS, WINTER, period_of, put, said
from sqlalchemy import create_engine, text

from foundation.equality.sealing import CannotOpen, unseal
from foundation.records.models import EqualityBox, EqualityOffer, EqualityPeriod, SealedTally
from worker.equality.tally import tally_boxes

LAST_DAY_OF_WAITING = date(2027, 1, 13)


# ------------------------------------------------------------------ forty-nine and fifty


def test_fifty_answers_close_a_period_two_weeks_after_its_end_and_not_before(
    autumn, until, ending, everything, rows, counts, keys, clock
):
    put(everything, autumn, *[said(sex="female", religion="none")] * 50, *[NO_THANKS] * 9, offers=130)
    until(LAST_DAY_OF_WAITING)
    assert ending() == []
    until(IN_JANUARY)
    assert ending() == [("closed", "")]
    found = counts()
    totals = {question: n for (question, answer), n in found.items() if answer == ":all"}
    assert totals == {":boxes": 59, ":offers": 130, ":answers": 50, ":declined": 9, ":unreadable": 0}
    assert found["sex", "female"] == found["religion", "none"] == found["age_band", ":unanswered"] == 50
    [closed] = [row for row in rows(EqualityPeriod) if row.id == autumn.id]
    assert (closed.state, closed.ended_at, closed.begins_on, closed.ends_on) == (
        "closed", clock(), date(2026, 10, 1), AUTUMN,
    )  # fmt: skip
    assert rows(EqualityBox) == rows(SealedTally) == []
    assert not [row for row in rows(EqualityOffer) if row.period_id == autumn.id]
    assert keys.private(autumn.id) is None
    assert ending() == []


def test_forty_nine_answers_run_on_and_the_next_period_counts_them_with_its_own(
    autumn, until, ending, everything, rows, counts, keys, given, states
):
    put(everything, autumn, *[said(sex="female")] * 45, *[NO_THANKS] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 4)
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    assert counts() == {}
    assert states() == {AUTUMN: "ran_on", WINTER: "open"}
    winter = period_of(everything, WINTER)
    assert (winter.begins_on, winter.waiting) == (date(2026, 10, 1), 60)
    [before] = [row for row in rows(EqualityPeriod) if row.id == autumn.id]
    assert before.ran_on_into == winter.id
    assert keys.private(autumn.id) is None
    assert {row.period_id for row in (*rows(EqualityBox), *rows(EqualityOffer), *rows(SealedTally))} == {winter.id}
    put(everything, winter, said(sex="male"))
    until(date(2027, 4, 14))
    assert ending() == [("closed", "")]
    assert (counts()["sex", "female"], counts()["sex", "male"]) == (49, 1)
    assert (counts()[":boxes", ":all"], counts()[":offers", ":all"]) == (70, 70)


def test_a_period_that_nobody_answered_runs_on_too(autumn, until, ending, everything, rows):
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    assert period_of(everything, WINTER).waiting == 0


def test_after_a_long_stop_of_the_worker_periods_run_on_into_the_one_that_is_open(
    autumn, until, ending, everything, rows
):
    put(everything, autumn, *[said()] * 7)
    until(date(2027, 8, 1))
    assert ending() == [("ran_on", "")]
    summer = period_of(everything, date(2027, 9, 30))
    assert summer.begins_on == date(2026, 10, 1)
    assert {box.period_id for box in rows(EqualityBox)} == {summer.id}


def test_boxes_that_nobody_can_read_are_counted_as_such_also_when_their_period_runs_on(
    autumn, until, ending, everything, counts, rows
):
    put(everything, autumn, said(), offers=3)
    with everything.unit_of_work() as uow:
        uow.keep(EqualityBox, {"id": uuid4(), "period_id": autumn.id, "sealed": b"x" * 100})
    until(IN_JANUARY)
    assert ending() == [("ran_on", "")]
    put(everything, period_of(everything, WINTER), *[said()] * 49)
    until(date(2027, 4, 14))
    assert ending() == [("closed", "")]
    assert (counts()[":unreadable", ":all"], counts()[":answers", ":all"]) == (1, 50)


# ------------------------------------------------------------------ afterwards


def test_a_copy_of_the_database_from_before_cannot_be_opened_once_a_period_has_closed(
    autumn, until, ending, everything, keys, rows, given, database
):
    put(everything, autumn, *[said(sex="female")] * 20)
    tally_boxes(given, keys)
    put(everything, autumn, *[said(sex="female")] * 30)
    until(IN_JANUARY)
    copy = f"{database.name}_copy"
    server = create_engine(os.environ["HEARD_TEST_DATABASE_URL"], isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": database.name},
        )
        connection.execute(text(f"create database {copy} template {database.name}"))
    try:
        assert ending() == [("closed", "")]
        backup = create_engine(database.url().replace(database.name, copy))
        with backup.connect() as connection:
            kept = connection.scalars(
                text("select sealed from equality.box union all select sealed from equality.sealed_tally")
            ).all()
        backup.dispose()
        assert len(kept) == 31
        privates = [keys.private(one) for one in keys.all_private()]
        for sealed_then in kept:
            with pytest.raises(CannotOpen):
                unseal(sealed_then, privates)
    finally:
        with server.connect() as connection:
            connection.execute(text(f"drop database {copy} with (force)"))
        server.dispose()


def test_nobody_s_answers_or_counts_are_in_a_log(autumn, until, ending, everything, given, keys, caplog):
    caplog.set_level("DEBUG")
    put(everything, autumn, *[said(religion="sikh")] * 71)
    tally_boxes(given, keys)
    until(IN_JANUARY)
    assert ending() == [("closed", "")]
    assert "closed" in caplog.text
    for told in ("sikh", "71", "60"):
        assert told not in "".join(str({k: v for k, v in it.msg.items() if k not in ("period_id", "timestamp")})
                                   for it in caplog.records if isinstance(it.msg, dict))  # fmt: skip
