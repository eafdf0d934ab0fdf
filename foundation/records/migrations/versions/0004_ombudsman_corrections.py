"""Corrections of what the Ombudsman decided leave a trace, and an alarm may be withdrawn by one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.add_column(
        "ombudsman_alarm", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True), schema="casework"
    )
    op.create_table(
        "ombudsman_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.account.id"], name=op.f("ombudsman_change_by_fkey")),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["casework.ombudsman_decision.id"],
            name=op.f("ombudsman_change_decision_id_fkey"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ombudsman_change_pkey")),
        schema="casework",
    )
    op.create_index(
        op.f("casework_ombudsman_change_decision_id_ix"),
        "ombudsman_change",
        ["decision_id"],
        unique=False,
        schema="casework",
    )
