"""Surveys: who is asked, sealed answers, counts. A case can close; a sign of harm may come of a survey."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

JSONB = postgresql.JSONB(astext_type=sa.Text())


def upgrade() -> None:
    op.execute("create schema survey")
    op.alter_column("outbox", "sent_at", nullable=True, schema="messaging")
    op.alter_column("alert", "case_id", nullable=True, schema="safety")
    op.add_column("alert", sa.Column("words", sa.Text(), nullable=True), schema="safety")
    op.create_check_constraint(
        op.f("alert_case_or_words_check"), "alert", "(case_id is null) = (words is not null)", schema="safety"
    )
    op.add_column("case", sa.Column("closed_on", sa.Date(), nullable=True), schema="casework")
    op.add_column("case", sa.Column("closed_because", sa.Text(), nullable=True), schema="casework")
    op.drop_constraint(op.f("case_stage_check"), "case", schema="casework")
    op.create_check_constraint(
        op.f("case_stage_check"),
        "case",
        "stage in ('triage', 'stage_1', 'stage_2', 'stage_3', 'registered', 'passed_on', 'declined', 'closed')",
        schema="casework",
    )
    op.add_column("api_key", sa.Column("may", sa.Text(), nullable=False, server_default="submissions"), schema="intake")
    op.alter_column("api_key", "may", server_default=None, schema="intake")
    op.create_check_constraint(
        op.f("api_key_may_check"), "api_key", "may in ('submissions', 'invitations')", schema="intake"
    )
    op.create_table(
        "asked",
        sa.Column("contact_key", sa.LargeBinary(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("no_more", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("contact_key", name=op.f("asked_pkey")),
        schema="survey",
    )
    op.create_table(
        "bad_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("send_out_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("cells", JSONB, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("bad_row_pkey")),
        schema="survey",
    )
    op.create_index(op.f("survey_bad_row_send_out_id_ix"), "bad_row", ["send_out_id"], unique=False, schema="survey")
    op.create_table(
        "box",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("send_out_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("box_pkey")),
        schema="survey",
    )
    op.create_index(op.f("survey_box_send_out_id_ix"), "box", ["send_out_id"], unique=False, schema="survey")
    op.create_table(
        "code",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("send_out_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("code_pkey")),
        schema="survey",
    )
    op.create_table(
        "frame_person",
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "line", name=op.f("frame_person_pkey")),
        schema="survey",
    )
    op.create_table(
        "no_more",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("no_more_pkey")),
        schema="survey",
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("send_out_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("answers", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("response_pkey")),
        schema="survey",
    )
    op.create_table(
        "sample_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("within_answer", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sample_count_pkey")),
        schema="survey",
    )
    op.create_index(
        "sample_count_cell_ix",
        "sample_count",
        ["sample_id", "stratum", "question", "answer", "within", "within_answer"],
        unique=True,
        schema="survey",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "sealing_key",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("sample_id", sa.Uuid(), nullable=True),
        sa.Column("public", sa.LargeBinary(), nullable=False),
        sa.Column("destroyed", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(month is null) <> (sample_id is null)", name=op.f("sealing_key_one_of_two_check")),
        sa.PrimaryKeyConstraint("id", name=op.f("sealing_key_pkey")),
        sa.UniqueConstraint("month", name=op.f("sealing_key_month_key")),
        sa.UniqueConstraint("sample_id", name=op.f("sealing_key_sample_id_key")),
        schema="survey",
    )
    op.create_table(
        "spent",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("send_out_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", name=op.f("spent_pkey")),
        schema="survey",
    )
    op.create_index(op.f("survey_spent_send_out_id_ix"), "spent", ["send_out_id"], unique=False, schema="survey")
    op.create_table(
        "tally",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("send_out_id", sa.Uuid(), nullable=True),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("tally_pkey")),
        schema="survey",
    )
    op.create_index(
        "tally_cell_ix",
        "tally",
        ["questionnaire", "version", "area", "team", "send_out_id", "month", "band", "question", "answer"],
        unique=True,
        schema="survey",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("redacted", sa.Text(), nullable=True),
        sa.Column("themes", JSONB, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state in ('new', 'ready', 'kept_back')", name=op.f("comment_state_check")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.account.id"], name=op.f("comment_decided_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("comment_pkey")),
        schema="survey",
    )
    op.create_index(
        op.f("survey_comment_questionnaire_survey_comment_state_ix"),
        "comment",
        ["questionnaire", "state"],
        unique=False,
        schema="survey",
    )
    op.create_table(
        "marked_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("area", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("marked_change_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("marked_change_pkey")),
        schema="survey",
    )
    op.create_table(
        "sample",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("strata", JSONB, nullable=False),
        sa.Column("seed", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("sample_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("sample_pkey")),
        schema="survey",
    )
    op.create_table(
        "send_out",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("questionnaire", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("meeting", sa.Text(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("leave_hash", sa.LargeBinary(), nullable=True),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sample_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(kind = 'poster') = (code is not null)", name=op.f("send_out_poster_has_code_check")),
        sa.CheckConstraint("kind in ('invitations', 'poster', 'sample')", name=op.f("send_out_kind_check")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.account.id"], name=op.f("send_out_made_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("send_out_pkey")),
        sa.UniqueConstraint("code", name=op.f("send_out_code_key")),
        schema="survey",
    )
    op.create_table(
        "invitation",
        sa.Column("ticket", sa.Uuid(), nullable=False),
        sa.Column("send_out_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("contact_key", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("reminded_on", sa.Date(), nullable=True),
        sa.CheckConstraint("channel in ('email', 'text')", name=op.f("invitation_channel_check")),
        sa.CheckConstraint(
            "state in ('waiting', 'held', 'sent', 'delivered', 'undeliverable', 'failed', 'stopped')",
            name=op.f("invitation_state_check"),
        ),
        sa.ForeignKeyConstraint(["send_out_id"], ["survey.send_out.id"], name=op.f("invitation_send_out_id_fkey")),
        sa.PrimaryKeyConstraint("ticket", name=op.f("invitation_pkey")),
        schema="survey",
    )
    op.create_index(
        "invitation_waiting_ix",
        "invitation",
        ["send_out_id"],
        unique=False,
        schema="survey",
        postgresql_where="state = 'waiting'",
    )
    op.create_index(
        op.f("survey_invitation_send_out_id_ix"), "invitation", ["send_out_id"], unique=False, schema="survey"
    )
