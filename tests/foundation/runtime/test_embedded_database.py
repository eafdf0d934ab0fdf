"""The embedded PostgreSQL: starts anywhere, keeps what it has, and says what is wrong when it cannot start."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from foundation.runtime.embedded_database import DatabaseWillNotStart, EmbeddedDatabase

CANARY = "Llywelyn-ap-Gruffudd"
QUICKLY = {"fsync": "off"}


@pytest.fixture
def database():
    """A database that is not there yet, in a folder whose name has spaces; whatever becomes of it is taken away.

    Not under tmp_path: each start of pytest shuts that to all but its own user, and root's PostgreSQL runs as nobody.
    """
    place = Path(tempfile.mkdtemp(prefix="heard-tests-"))
    embedded = EmbeddedDatabase(place / "a folder with spaces" / "post gres")
    yield embedded
    embedded.stop()
    shutil.rmtree(place)
    with suppress(FileNotFoundError, NotADirectoryError):
        shutil.rmtree(embedded.socket_folder)


def ask(database: EmbeddedDatabase, *statements: str) -> object:
    with psycopg.connect(database.dsn("postgres", "postgres"), autocommit=True) as connection:
        for statement in statements:
            answer = connection.execute(statement)
        return answer.fetchone()[0] if answer.description else None


def test_it_starts_on_a_path_with_spaces_and_keeps_its_data_over_stop_and_start(database):
    assert not database.is_running()
    database.start(**QUICKLY)
    assert database.is_running()
    ask(database, "create table told (words text)", "insert into told values ('Nobody rang us back')")
    database.stop()
    assert not database.is_running()
    database.start(**QUICKLY)
    assert ask(database, "select words from told") == "Nobody rang us back"


def test_a_second_start_and_a_second_stop_change_nothing(database):
    database.stop()
    database.start(**QUICKLY)
    started = ask(database, "select pg_postmaster_start_time()::text")
    database.start(**QUICKLY)
    EmbeddedDatabase(database.folder).start(**QUICKLY)
    assert ask(database, "select pg_postmaster_start_time()::text") == started
    database.stop()
    database.stop()
    assert not database.is_running()


def test_stopping_ends_open_sessions_and_does_not_wait_for_them(database):
    database.start(**QUICKLY)
    with psycopg.connect(database.dsn("postgres", "postgres")) as held_open:
        held_open.execute("select 1")
        database.stop()
        assert not database.is_running()
        with pytest.raises(psycopg.OperationalError):
            held_open.execute("select 1")


def test_it_listens_on_its_socket_alone_and_speaks_utf8(database):
    database.start(**QUICKLY)
    assert ask(database, "show listen_addresses") == ""
    assert ask(database, "show unix_socket_directories") == str(database.socket_folder)
    assert ask(database, "show server_encoding") == "UTF8"
    assert database.socket_folder.stat().st_mode & 0o777 == 0o700
    assert " " not in str(database.socket_folder)
    assert len(bytes(database.socket_folder / ".s.PGSQL.5432")) <= 107


def test_settings_of_the_caller_are_passed_on(database):
    database.start(max_connections="37", **QUICKLY)
    assert ask(database, "show max_connections") == "37"
    assert ask(database, "show fsync") == "off"


def test_its_log_never_quotes_a_row_or_a_statement(database):
    database.start(**QUICKLY)
    ask(database, "create table told (words text check (length(words) < 3))")
    with pytest.raises(psycopg.errors.CheckViolation):
        ask(database, "insert into told values ('Llywelyn-ap-Gruffudd')")
    with psycopg.connect(database.dsn("postgres", "postgres")) as connection, pytest.raises(psycopg.Error):
        connection.execute("insert into told values (%s)", [CANARY])
    logged = database.log.read_text()
    assert "check constraint" in logged, "the refusal itself is logged"
    assert CANARY not in logged
    assert "insert into" not in logged.lower()


def test_each_folder_has_a_socket_of_its_own(tmp_path):
    one, two = EmbeddedDatabase(tmp_path / "one"), EmbeddedDatabase(tmp_path / "two")
    assert one.socket_folder != two.socket_folder
    assert one.socket_folder == EmbeddedDatabase(tmp_path / "one").socket_folder


# ------------------------------------------------------------------ when it cannot start


def refusal(database: EmbeddedDatabase) -> str:
    with pytest.raises(DatabaseWillNotStart) as refused:
        database.start(**QUICKLY)
    assert not database.is_running()
    return str(refused.value)


def test_with_a_broken_configuration_it_says_where_its_log_is(database):
    database.start(**QUICKLY)
    database.stop()
    (database.folder / "postgresql.conf").write_text("this is no configuration\n")
    assert str(database.log) in refusal(database)
    assert "postgresql.conf" in database.log.read_text()


def test_with_a_setting_that_postgresql_does_not_know_it_says_where_its_log_is(database):
    with pytest.raises(DatabaseWillNotStart) as refused:
        database.start(no_such_setting="on")
    assert str(database.log) in str(refused.value)
    assert "no_such_setting" in database.log.read_text()


def test_where_its_folder_is_a_file_it_names_it(database):
    database.folder.parent.mkdir()
    database.folder.write_text("a file")
    assert f"cannot prepare {database.folder}" in refusal(database)
    assert database.folder.read_text() == "a file"


def test_a_folder_that_holds_something_else_is_refused_and_left_as_it_is(database):
    database.folder.mkdir(parents=True)
    (database.folder / "family photographs.txt").write_text("kept")
    assert "is not empty" in refusal(database)
    assert (database.folder / "family photographs.txt").read_text() == "kept"


def of_somebody_else(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    os.chown(folder, 12345, -1)


def open_to_all(folder: Path) -> None:
    folder.mkdir()
    folder.chmod(0o777)
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")  # as whom root's PostgreSQL runs: only the mode is wrong


def a_link(folder: Path) -> None:
    folder.symlink_to("/tmp")  # noqa: S108 -- somebody else's trap


def a_file(folder: Path) -> None:
    folder.write_text("")


TRAPS = [open_to_all, a_link, a_file] + ([of_somebody_else] if os.geteuid() == 0 else [])


@pytest.mark.parametrize("trap", TRAPS)
def test_a_socket_folder_that_somebody_else_has_put_there_is_refused(database, trap):
    trap(database.socket_folder)
    try:
        assert f"{database.socket_folder} belongs to somebody else; remove it" in refusal(database)
        assert not (database.folder / "PG_VERSION").exists()
    finally:
        if trap in (a_link, a_file):
            database.socket_folder.unlink()
