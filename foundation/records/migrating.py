"""Bringing a database to the newest migration, and every role to its rights."""

from collections.abc import Mapping
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, text

from foundation.records.grants import OWNER, apply_grants, set_passwords

FOLDER = Path(__file__).parent / "migrations"
ONE_AT_A_TIME = 7_415_226  # PostgreSQL's advisory lock: two migrations never run together


def make_database(superuser_url: str, name: str) -> None:
    """Make an empty database that our owner role owns, unless it is there. For the embedded profile and tests."""
    engine = create_engine(superuser_url, isolation_level="AUTOCOMMIT", hide_parameters=True)
    with engine.connect() as connection:
        if not connection.scalar(text("select true from pg_roles where rolname = :name"), {"name": OWNER}):
            connection.execute(text(f"create role {OWNER} login createrole"))
        if not connection.scalar(text("select true from pg_database where datname = :name"), {"name": name}):
            connection.execute(text(f'create database "{name}" owner {OWNER}'))
    engine.dispose()


def migrate(owner_url: str, passwords: Mapping[str, str] | None = None) -> None:
    """Run every migration that is missing, apply the grants and set roles' passwords, in one transaction.

    Safe to repeat. A role that is not named keeps the password it has, or has none and cannot sign in.
    """
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    engine = create_engine(owner_url, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        connection.execute(text("create schema if not exists operation"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        apply_grants(connection)
        set_passwords(connection, passwords or {})
    engine.dispose()
