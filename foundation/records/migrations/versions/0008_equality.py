"""Equality: periods, offers, boxes and counts; references, releases and their register; what the officer decides."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.execute("create schema equality")
    op.create_table(
        "box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("box_pkey")),
        schema="equality",
    )
    op.create_index(op.f("equality_box_period_id_ix"), "box", ["period_id"], unique=False, schema="equality")
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("offer_pkey")),
        schema="equality",
    )
    op.create_index(op.f("equality_offer_period_id_ix"), "offer", ["period_id"], unique=False, schema="equality")
    op.create_table(
        "release",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("settings_version", sa.Text(), nullable=False),
        sa.Column("content", JSONB, nullable=False),
        sa.Column("inputs", JSONB, nullable=False),
        sa.CheckConstraint("kind in ('period', 'families', 'year', 'demand')", name=op.f("release_kind_check")),
        sa.CheckConstraint("profile in ('officer', 'public')", name=op.f("release_profile_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("release_pkey")),
        schema="equality",
    )
    op.create_index(
        op.f("equality_release_number_equality_release_profile_ix"),
        "release",
        ["number", "profile"],
        unique=True,
        schema="equality",
    )
    op.create_table(
        "judgement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(decision = 'amended') = (outcome is not null)", name=op.f("judgement_amended_to_something_check")
        ),
        sa.CheckConstraint("decision = 'confirmed' or reason is not null", name=op.f("judgement_reason_given_check")),
        sa.CheckConstraint("decision in ('confirmed', 'amended', 'set_aside')", name=op.f("judgement_decision_check")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("judgement_made_by_fkey")),
        sa.ForeignKeyConstraint(["release_id"], ["equality.release.id"], name=op.f("judgement_release_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("judgement_pkey")),
        schema="equality",
    )
    op.create_index(
        op.f("equality_judgement_release_id_ix"), "judgement", ["release_id"], unique=False, schema="equality"
    )
    op.create_table(
        "outreach_action",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("ended_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("kind in ('outreach', 'find_out')", name=op.f("outreach_action_kind_check")),
        sa.CheckConstraint(
            "(ended_on is null) = (result is null)", name=op.f("outreach_action_ends_with_a_result_check")
        ),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.account.id"], name=op.f("outreach_action_ended_by_fkey")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("outreach_action_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("outreach_action_pkey")),
        schema="equality",
    )
    op.create_table(
        "period",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pool", sa.Text(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ran_on_into", sa.Uuid(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("decision in ('keep', 'drop')", name=op.f("period_decision_check")),
        sa.CheckConstraint("pool in ('complainants', 'other_feedback')", name=op.f("period_pool_check")),
        sa.CheckConstraint("state in ('open', 'ran_on', 'closed', 'dropped', 'lost')", name=op.f("period_state_check")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.account.id"], name=op.f("period_decided_by_fkey")),
        sa.ForeignKeyConstraint(["ran_on_into"], ["equality.period.id"], name=op.f("period_ran_on_into_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("period_pkey")),
        schema="equality",
    )
    op.create_index(
        "period_open_ix",
        "period",
        ["pool", "ends_on"],
        unique=True,
        schema="equality",
        postgresql_where="state = 'open'",
    )
    op.create_table(
        "published_number",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("release_id", sa.Uuid(), nullable=False),
        sa.Column("cells", JSONB, nullable=False),
        sa.Column("lo", sa.Integer(), nullable=False),
        sa.Column("hi", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["release_id"], ["equality.release.id"], name=op.f("published_number_release_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("published_number_pkey")),
        schema="equality",
    )
    op.create_index(
        op.f("equality_published_number_release_id_ix"),
        "published_number",
        ["release_id"],
        unique=False,
        schema="equality",
    )
    op.create_table(
        "reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("population", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area_code", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Text(), nullable=False),
        sa.Column("place_holder", sa.Boolean(), nullable=False),
        sa.Column("file_hash", sa.LargeBinary(), nullable=False),
        sa.Column("uploaded_by", sa.Uuid(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "population in ('families_open', 'cin', 'cla', 'cp', 'pupils', 'residents_age', 'residents')",
            name=op.f("reference_population_check"),
        ),
        sa.ForeignKeyConstraint(["uploaded_by"], ["staff.account.id"], name=op.f("reference_uploaded_by_fkey")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["staff.account.id"], name=op.f("reference_withdrawn_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("reference_pkey")),
        schema="equality",
    )
    op.create_index(
        op.f("equality_reference_population_equality_reference_version_ix"),
        "reference",
        ["population", "version"],
        unique=True,
        schema="equality",
    )
    op.create_table(
        "count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["equality.period.id"], name=op.f("count_period_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("count_pkey")),
        schema="equality",
    )
    op.create_index(
        "count_cell_ix", "count", ["period_id", "version", "question", "answer"], unique=True, schema="equality"
    )
    op.create_table(
        "reference_count",
        sa.Column("reference_id", sa.Uuid(), nullable=False),
        sa.Column("characteristic", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reference_id"], ["equality.reference.id"], name=op.f("reference_count_reference_id_fkey")
        ),
        sa.PrimaryKeyConstraint("reference_id", "characteristic", "code", name=op.f("reference_count_pkey")),
        schema="equality",
    )
    op.create_table(
        "sealed_tally",
        sa.Column("period_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["period_id"], ["equality.period.id"], name=op.f("sealed_tally_period_id_fkey")),
        sa.PrimaryKeyConstraint("period_id", name=op.f("sealed_tally_pkey")),
        schema="equality",
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assessment", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("agreement_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("agreement_pkey")),
        schema="equality",
    )
