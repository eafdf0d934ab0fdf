"""What one complaint needs, end to end."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None


def upgrade() -> None:
    for schema in ("intake", "casework", "messaging", "staff"):
        op.execute(f"create schema {schema}")
    op.create_table(
        "api_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("partner", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("api_key_pkey")),
        sa.UniqueConstraint("key_hash", name=op.f("api_key_key_hash_key")),
        sa.UniqueConstraint("partner", name=op.f("api_key_partner_key")),
        schema="intake",
    )
    op.create_table(
        "receipt",
        sa.Column("key_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("body_hmac", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("key_hmac", name=op.f("receipt_pkey")),
        schema="intake",
    )
    op.create_table(
        "inbox",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("inbox_pkey")),
        schema="messaging",
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("routing_key", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("outbox_pkey")),
        schema="messaging",
    )
    op.create_table(
        "parked",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("routing_key", sa.Text(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("parked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fate", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
        sa.CheckConstraint("fate in ('waiting', 'replayed', 'dropped')", name=op.f("parked_fate_check")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("parked_pkey")),
        schema="messaging",
    )
    op.create_table(
        "installation",
        sa.Column("only_one", sa.Boolean(), nullable=False),
        sa.Column("made_up_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("synthetic_year_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("only_one", name=op.f("installation_only_one_check")),
        sa.PrimaryKeyConstraint("only_one", name=op.f("installation_pkey")),
        schema="operation",
    )
    op.create_table(
        "account",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("session", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(role = 'service_team') = (team is not null)", name=op.f("account_team_check")),
        sa.CheckConstraint(
            "role in ('complaints_manager', 'complaints_officer', 'service_team', 'equality_officer', 'practitioner')",
            name=op.f("account_role_check"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("account_pkey")),
        sa.UniqueConstraint("email", name=op.f("account_email_key")),
        schema="staff",
    )
    op.create_table(
        "submission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("door", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("received_how", sa.Text(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=True),
        sa.Column("service_area", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=True),
        sa.Column("relationship", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("outcome_wanted", sa.Text(), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=True),
        sa.Column("still_going_on", sa.Boolean(), nullable=True),
        sa.Column("child_at_risk", sa.Boolean(), nullable=False),
        sa.Column("child_name", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("thanks_to", sa.Text(), nullable=True),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("meeting_went", sa.Integer(), nullable=True),
        sa.Column("meeting_listened", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "kind in ('complaint', 'compliment', 'comment', 'meeting')", name=op.f("submission_kind_check")
        ),
        sa.CheckConstraint(
            "received_on <= (received_at at time zone 'Europe/London')::date",
            name=op.f("submission_not_in_future_check"),
        ),
        sa.CheckConstraint("meeting_went between 1 and 5", name=op.f("submission_meeting_went_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("submission_pkey")),
        sa.UniqueConstraint("reference", name=op.f("submission_reference_key")),
        schema="intake",
    )
    op.create_table(
        "sign_in_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["staff.account.id"], name=op.f("sign_in_link_account_id_fkey")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("sign_in_link_pkey")),
        schema="staff",
    )
    op.create_table(
        "case",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("service_area", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.Column("person_decides", sa.Boolean(), nullable=False),
        sa.CheckConstraint("stage in ('triage', 'stage_1', 'registered')", name=op.f("case_stage_check")),
        sa.ForeignKeyConstraint(["submission_id"], ["intake.submission.id"], name=op.f("case_submission_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("case_pkey")),
        sa.UniqueConstraint("reference", name=op.f("case_reference_key")),
        sa.UniqueConstraint("submission_id", name=op.f("case_submission_id_key")),
        schema="casework",
    )
    op.create_index(
        op.f("casework_case_team_casework_case_received_on_ix"),
        "case",
        ["team", "received_on"],
        unique=False,
        schema="casework",
    )
    op.create_table(
        "deadline",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("due", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("local", sa.Boolean(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("deadline_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("deadline_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_deadline_case_id_ix"), "deadline", ["case_id"], unique=False, schema="casework")
    op.create_table(
        "history",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("details", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("history_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("history_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_history_case_id_ix"), "history", ["case_id"], unique=False, schema="casework")
    op.create_table(
        "notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("notice_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("notice_pkey")),
        schema="casework",
    )
    op.create_index(
        "notice_waiting_ix",
        "notice",
        ["id"],
        unique=False,
        schema="casework",
        postgresql_where="sent_at is null and given_up_at is null",
    )
    op.create_table(
        "point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("point_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("point_pkey")),
        sa.UniqueConstraint("case_id", "number", name=op.f("point_case_id_number_key")),
        schema="casework",
    )
