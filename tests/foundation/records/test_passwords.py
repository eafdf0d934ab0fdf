"""Roles get their passwords without PostgreSQL, its log or a statement ever seeing one."""

from typing import Any

from sqlalchemy import create_engine, event, text

from foundation.records.grants import GRANTS, set_passwords

PASSWORDS = {role: f"{role}: 'quoted' %s :colon \\ and a long tail {number}" for number, role in enumerate(GRANTS)}


def test_only_what_postgresql_would_keep_stands_in_the_statement(database: Any) -> None:
    engine = create_engine(database.url())
    statements: list[str] = []
    with engine.connect() as connection:
        event.listen(engine, "before_cursor_execute", lambda *told: statements.append(f"{told[2]} {told[3]}"))
        set_passwords(connection, PASSWORDS)
        sent = [statement for statement in statements if statement.startswith("alter role")]
        kept: dict[str, Any] = dict(
            connection.execute(text("select rolname, rolpassword from pg_authid where rolname like 'heard_%'")).all()
        )  # type: ignore[arg-type]
        connection.rollback()  # these roles are the whole server's
    engine.dispose()
    assert len(sent) == len(GRANTS)
    for role, password in PASSWORDS.items():
        assert kept[role].startswith("SCRAM-SHA-256$")
        assert any(kept[role] in statement for statement in sent)
        assert not any(password in statement for statement in sent)


def test_a_role_that_is_not_named_keeps_what_it_has(database: Any) -> None:
    engine = create_engine(database.url())
    with engine.connect() as connection:
        asked = text("select rolpassword from pg_authid where rolname = 'heard_clock'")
        before = connection.scalar(asked)
        set_passwords(connection, {"heard_intake": "x" * 40})
        set_passwords(connection, {})
        assert connection.scalar(asked) == before
        connection.rollback()
    engine.dispose()
