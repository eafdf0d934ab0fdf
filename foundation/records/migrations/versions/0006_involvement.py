"""Families who come to a listening session, and families who offered to help."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.create_table(
        "willing_family",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("ways", JSONB, nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("willing_family_pkey")),
        schema="survey",
    )
    op.create_index(
        "willing_family_once_ix",
        "willing_family",
        ["email", "phone"],
        unique=True,
        schema="survey",
        postgresql_where="withdrawn_on is null",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "family_help",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("family_id", sa.Uuid(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("came_of_it", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["family_id"], ["survey.willing_family.id"], name=op.f("family_help_family_id_fkey")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("family_help_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("family_help_pkey")),
        schema="survey",
    )
    op.create_index(
        op.f("survey_family_help_family_id_ix"), "family_help", ["family_id"], unique=False, schema="survey"
    )
    op.create_table(
        "listening_session",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("listening_session_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("listening_session_pkey")),
        schema="survey",
    )
    op.create_table(
        "session_note",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("what_next", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("session_note_made_by_fkey")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["survey.listening_session.id"], name=op.f("session_note_session_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("session_note_pkey")),
        schema="survey",
    )
    op.create_index(
        op.f("survey_session_note_session_id_ix"), "session_note", ["session_id"], unique=False, schema="survey"
    )
    op.create_table(
        "sign_up",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["survey.listening_session.id"], name=op.f("sign_up_session_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("sign_up_pkey")),
        schema="survey",
    )
    op.create_index(
        "sign_up_once_ix",
        "sign_up",
        ["session_id", "email", "phone"],
        unique=True,
        schema="survey",
        postgresql_nulls_not_distinct=True,
    )
