"""What the database really allows is what the code says: tables, migrations and rights."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import ProgrammingError

from foundation.records import RecordsRefused
from foundation.records.grants import GRANTS, READ_PROGRESS, READ_STRATUM, quoted
from foundation.records.migrating import FOLDER
from foundation.records.models import Base
from foundation.records.readiness import HEAD, newest

REFUSED_BY_RIGHTS = "42501"
# Statements that touch no row: what is left is whether PostgreSQL allows them at all.
TRIED = {
    "select": "select from {table} limit 0",
    "insert": "insert into {table} select (null::{table}).* where false",
    "update": 'update {table} set "{column}" = null where false',
    "delete": "delete from {table} where false",
    "truncate": "truncate {table}",
}
TABLES = text(
    "select table_schema || '.' || table_name, min(column_name) from information_schema.tables"
    " join information_schema.columns using (table_schema, table_name)"
    " where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') group by 1"
)
SHAPE = {
    "columns": "select table_schema, table_name, column_name, data_type, is_nullable, column_default"
    " from information_schema.columns where table_schema = any(:ours)",
    "constraints": "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
    " where connamespace::regnamespace::text = any(:ours) and contype <> 'n'",
    "indexes": "select schemaname, indexname, indexdef from pg_indexes where schemaname = any(:ours)",
}


@pytest.fixture
def tables(records_as):
    """Every table of the real database, with one of its columns."""
    with records_as().unit_of_work() as uow:
        return dict(list(uow.session.execute(TABLES)))


def _column(rights, verb):
    """The first column of a right that goes for some columns only."""
    some = next((right for right in rights if right.startswith(f"{verb} (")), "")
    return some.removeprefix(f"{verb} (").partition(",")[0].rstrip(")")


def test_somebody_may_do_something_with_every_table(tables):
    named = {table for allowed in GRANTS.values() for table in allowed}
    assert set(tables) == named, "give the new table its rights in foundation/records/grants.py"


@pytest.mark.parametrize("role", GRANTS)
def test_a_role_may_do_what_its_rules_say_and_postgresql_refuses_the_rest(role, tables, database):
    engine = create_engine(database.url(role))
    allowed = {table: {right.split()[0] for right in rights} for table, rights in GRANTS[role].items()}
    wanted = {(table, verb): verb in allowed.get(table, ()) for table in tables for verb in TRIED}
    found = {}
    with engine.connect() as connection:
        for table, verb in wanted:
            column = _column(GRANTS[role].get(table, ()), verb) or tables[table]
            statement = TRIED[verb].format(table=quoted(table), column=column)
            try:
                connection.execute(text(statement))
                found[table, verb] = True
            except ProgrammingError as error:
                assert error.orig.sqlstate == REFUSED_BY_RIGHTS, (statement, error)  # noqa: PT017 -- both may happen
                found[table, verb] = False
            connection.rollback()
    engine.dispose()
    assert found == wanted


@pytest.mark.parametrize("role", GRANTS)
def test_a_role_has_no_power_beside_its_tables(role, tables, database):
    engine = create_engine(database.url(role))
    with engine.connect() as connection:
        powers = connection.execute(
            text(
                "select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls from pg_roles"
                " where rolname = current_user"
            )
        ).one()
        assert not any(powers)
        belongs_to = "select roleid::regrole::text from pg_auth_members where member = current_user::regrole"
        assert not connection.scalars(text(belongs_to)).all()
        for schema in {table.split(".")[0] for table in tables} | {"public"}:
            connection.rollback()
            with pytest.raises(ProgrammingError) as refused:
                connection.execute(text(f"create table {schema}.mine (a int)"))
            assert refused.value.orig.sqlstate == REFUSED_BY_RIGHTS
    engine.dispose()


def test_intake_cannot_read_back_what_it_was_told(intake_client, records_as):
    body = {"kind": "comment", "service_area": "adoption", "words": "Only for the council"}
    assert intake_client.post("/api/v1/submissions", json=body).status_code == 201
    intake = records_as("heard_intake")
    for statement in (
        "select words from intake.submission",
        "select id from intake.submission",
        "select body from messaging.outbox",
        "insert into intake.submission select * from intake.submission returning words",
        'select reference from casework."case"',
    ):
        with pytest.raises(RecordsRefused) as refused, intake.unit_of_work() as uow:
            uow.session.execute(text(statement))
        assert refused.value.sqlstate == REFUSED_BY_RIGHTS


def test_the_survey_sites_read_of_people_only_what_counts_them(records_as, database):
    readable = {"survey.invitation": READ_PROGRESS, "survey.frame_person": READ_STRATUM}
    engine = create_engine(database.url("heard_survey_staff"))
    with engine.connect() as connection:
        for table, columns in readable.items():
            listed = set(columns.removeprefix("select (").removesuffix(")").split(", "))
            for column in Base.metadata.tables[table].columns:
                statement = select(column)
                if column.name in listed:
                    assert connection.execute(statement).all() == []
                    continue
                with pytest.raises(ProgrammingError) as refused:
                    connection.execute(statement)
                assert refused.value.orig.sqlstate == REFUSED_BY_RIGHTS
                connection.rollback()
            assert not any("contact" in name for name in listed), table
    engine.dispose()
    for site, statement in (
        ("heard_survey_public", "select ticket from survey.invitation"),
        ("heard_survey_public", "select body from messaging.outbox"),
        ("heard_survey_public", "select words from safety.alert"),
        ("heard_survey_staff", "update survey.invitation set contact = null returning contact"),
        ("heard_survey_staff", "insert into survey.invitation select * from survey.invitation returning contact"),
    ):
        with pytest.raises(RecordsRefused) as refused, records_as(site).unit_of_work() as uow:
            uow.session.execute(text(statement))
        assert refused.value.sqlstate == REFUSED_BY_RIGHTS, statement


@pytest.fixture
def from_the_models(database):
    """The same database made from the models alone, beside the migrated one."""
    engine = create_engine(database.url(), isolation_level="AUTOCOMMIT")
    name = f"{database.name}_models"
    with engine.connect() as connection:
        connection.execute(text(f"create database {name}"))
    made = create_engine(engine.url.set(database=name))
    with made.begin() as connection:
        for schema in {table.schema for table in Base.metadata.tables.values()}:
            connection.execute(text(f"create schema {schema}"))
        Base.metadata.create_all(connection)
    yield made
    made.dispose()
    with engine.connect() as connection:
        connection.execute(text(f"drop database {name} with (force)"))
    engine.dispose()


def test_the_migrations_make_what_the_models_say(database, from_the_models):
    migrated = create_engine(database.url())
    ours = {table.schema for table in Base.metadata.tables.values()}
    with migrated.connect() as one, from_the_models.connect() as other:
        for what, query in SHAPE.items():
            found, wanted = (
                {tuple(row) for row in connection.execute(text(query), {"ours": sorted(ours)})}
                for connection in (one, other)
            )
            found = {row for row in found if not any("alembic_version" in str(part) for part in row)}
            assert found == wanted, what
        options = {"include_schemas": True, "version_table_schema": "operation"}
        assert compare_metadata(MigrationContext.configure(one, opts=options), Base.metadata) == []
    migrated.dispose()


def test_one_migration_is_the_newest_and_head_txt_names_it(records_as):
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "newline")
    assert ScriptDirectory.from_config(config).get_heads() == [newest()]
    assert HEAD.read_text("utf-8") == f"{newest()}\n"
    assert records_as().migration() == newest()
