"""A role for each job of the worker: the one that they shared loses what it had."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """The role itself stays, because other databases of the same server may know it."""
    op.execute(
        """
        do $$ begin
          if exists (select from pg_roles where rolname = 'heard_worker') then
            revoke all on all tables in schema intake, casework, messaging, staff, operation from heard_worker;
            revoke all on schema intake, casework, messaging, staff, operation from heard_worker;
          end if;
        end $$
        """
    )
