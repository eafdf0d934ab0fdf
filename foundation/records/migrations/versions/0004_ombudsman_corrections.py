"""Corrections of what the Ombudsman decided leave a trace, and may withdraw an alarm; keys are found newest first."""

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
    # A key that thousands of cases share, such as the address of an advocates' office, costs no more than a rare one.
    op.drop_index(op.f("casework_match_key_key_ix"), "match_key", schema="casework")
    op.create_index(
        op.f("casework_match_key_key_casework_match_key_case_id_ix"),
        "match_key",
        ["key", "case_id"],
        unique=False,
        schema="casework",
    )
