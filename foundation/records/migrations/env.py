"""Alembic's entry: runs the migrations on the connection that `migrating.migrate` gives."""

from alembic import context
from sqlalchemy import text

from foundation.records.models import Base

connection = context.config.attributes["connection"]
connection.execute(text("set local lock_timeout = '1s'"))
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    include_schemas=True,
    version_table_schema="operation",
)
with context.begin_transaction():
    context.run_migrations()
