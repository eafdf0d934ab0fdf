"""The law: what triage is told and says, clocks that can be counted again, decisions of people, alerts."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"

JSONB = postgresql.JSONB(astext_type=sa.Text())
KINDS = "kind in ('complaint', 'compliment', 'comment', 'meeting', 'worker_change')"
STAGES = "stage in ('triage', 'stage_1', 'stage_2', 'stage_3', 'registered', 'passed_on', 'declined')"
ROLES = (
    "role in ('complaints_manager', 'complaints_officer', 'service_team', 'duty_worker', 'equality_officer',"
    " 'practitioner')"
)
# What the first cut allowed, in working days; it kept the dates alone.
ALLOWED = (
    "update casework.deadline set allowed = case when due = 'safeguarding_check' then 0"
    " when due = 'stage_1_answer' then 10 when due = 'acknowledgement' and local then 3 else 5 end"
)


def upgrade() -> None:
    _facts()
    _cases()
    _clocks()
    _ombudsman()
    _safety()
    _check("account", "role", ROLES, "staff")


def _check(table: str, name: str, condition: str, schema: str) -> None:
    op.drop_constraint(op.f(f"{table}_{name}_check"), table, schema=schema)
    op.create_check_constraint(op.f(f"{table}_{name}_check"), table, condition, schema=schema)


def _add(table: str, column: sa.Column[Any], *, old_rows: str | None = None) -> None:
    """A column of the schema casework; rows that are there get a value once, and later ones no default."""
    column.server_default = sa.DefaultClause(sa.text(old_rows)) if old_rows else None
    op.add_column(table, column, schema="casework")
    if old_rows:
        op.alter_column(table, column.name, server_default=None, schema="casework")


def _facts() -> None:
    for name, kind in {
        "allegation_against_worker": sa.Boolean,
        "has_parental_responsibility": sa.Boolean,
        "age_band": sa.Text,
        "child_status": sa.Text,
        "responsible_authority": sa.Text,
        "aware_on": sa.Date,
        "already_in_court": sa.Boolean,
        "court_same_matter": sa.Boolean,
        "answered_at_stage": sa.Integer,
        "answered_on": sa.Date,
        "asks_for_stage": sa.Integer,
    }.items():
        op.add_column("submission", sa.Column(name, kind(), nullable=True), schema="intake")
    _check("submission", "kind", KINDS, "intake")


def _cases() -> None:
    _check("case", "stage", STAGES, "casework")
    _add("case", sa.Column("flags", JSONB, nullable=False), old_rows="'{}'")
    _add("case", sa.Column("explanation", JSONB, nullable=False), old_rows="'[]'")
    _add("case", sa.Column("historic", sa.Boolean(), nullable=False), old_rows="false")
    _add("case", sa.Column("coordinator_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("case_coordinator_id_fkey"), "case", "account", ["coordinator_id"], ["id"],
        source_schema="casework", referent_schema="staff",
    )  # fmt: skip
    _add("point", sa.Column("procedure", sa.Text(), nullable=True))
    _add("point", sa.Column("reason", sa.Text(), nullable=False), old_rows="''")
    op.execute(
        'update casework.point set procedure = c.procedure, reason = c.reason from casework."case" c'
        " where c.id = case_id"
    )
    _add("notice", sa.Column("details", JSONB, nullable=False), old_rows="'{}'")
    _add("notice", sa.Column("says", JSONB, nullable=True))
    op.create_index(op.f("casework_notice_case_id_ix"), "notice", ["case_id"], unique=False, schema="casework")
    op.create_table(
        "staff_mail",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("details", JSONB, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("staff_mail_pkey")),
        schema="casework",
    )
    op.create_index(
        "staff_mail_waiting_ix",
        "staff_mail",
        ["id"],
        unique=False,
        schema="casework",
        postgresql_where="sent_at is null and given_up_at is null",
    )
    op.create_table(
        "conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("team", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_because", sa.Text(), nullable=True),
        sa.CheckConstraint("(team is null) <> (account_id is null)", name=op.f("conflict_one_of_two_check")),
        sa.ForeignKeyConstraint(["account_id"], ["staff.account.id"], name=op.f("conflict_account_id_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("conflict_case_id_fkey")),
        sa.ForeignKeyConstraint(["found_by"], ["staff.account.id"], name=op.f("conflict_found_by_fkey")),
        sa.ForeignKeyConstraint(["lifted_by"], ["staff.account.id"], name=op.f("conflict_lifted_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("conflict_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_conflict_case_id_ix"), "conflict", ["case_id"], unique=False, schema="casework")
    op.create_table(
        "link",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("because", JSONB, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state in ('proposed', 'same_matter', 'related', 'not_related')", name=op.f("link_state_check")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("link_case_id_fkey")),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.account.id"], name=op.f("link_decided_by_fkey")),
        sa.ForeignKeyConstraint(["other_id"], ["casework.case.id"], name=op.f("link_other_id_fkey")),
        sa.PrimaryKeyConstraint("case_id", "other_id", name=op.f("link_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_link_other_id_ix"), "link", ["other_id"], unique=False, schema="casework")
    op.create_table(
        "match_key",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("match_key_case_id_fkey")),
        sa.PrimaryKeyConstraint("case_id", "key", name=op.f("match_key_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_match_key_key_ix"), "match_key", ["key"], unique=False, schema="casework")
    op.create_table(
        "worker_change",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.account.id"], name=op.f("worker_change_by_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("worker_change_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("worker_change_pkey")),
        schema="casework",
    )
    op.create_index(
        op.f("casework_worker_change_case_id_ix"), "worker_change", ["case_id"], unique=False, schema="casework"
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("point_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("before", JSONB, nullable=False),
        sa.Column("after", JSONB, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("rules_version", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.account.id"], name=op.f("decision_by_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("decision_case_id_fkey")),
        sa.ForeignKeyConstraint(["point_id"], ["casework.point.id"], name=op.f("decision_point_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("decision_pkey")),
        schema="casework",
    )
    op.create_index(op.f("casework_decision_case_id_ix"), "decision", ["case_id"], unique=False, schema="casework")


def _clocks() -> None:
    for name, kind, old_rows in (
        ("point_id", sa.Uuid, None),
        ("allowed", sa.Integer, "0"),
        ("unit", sa.Text, "'working'"),
        ("extended_by", sa.Integer, "0"),
        ("extended_because", sa.Text, None),
        ("paused_days", sa.Integer, "0"),
        ("paused_since", sa.Date, None),
        ("calendar", sa.Integer, "0"),
        ("warned_on", sa.Date, None),
        ("breached_on", sa.Date, None),
        ("breach_reason", sa.Text, None),
        ("ended_on", sa.Date, None),
    ):
        _add("deadline", sa.Column(name, kind(), nullable=old_rows is None), old_rows=old_rows)
    op.execute(ALLOWED)
    op.create_foreign_key(
        op.f("deadline_point_id_fkey"), "deadline", "point", ["point_id"], ["id"],
        source_schema="casework", referent_schema="casework",
    )  # fmt: skip
    op.create_check_constraint(
        op.f("deadline_unit_check"), "deadline", "unit in ('working', 'calendar')", schema="casework"
    )
    op.create_index(
        "deadline_running_ix", "deadline", ["case_id"], schema="casework",
        postgresql_where="met_on is null and ended_on is null",
    )  # fmt: skip
    op.execute("alter table casework.deadline set (fillfactor = 50)")
    op.create_table(
        "holiday_change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("what in ('added', 'removed')", name=op.f("holiday_change_what_check")),
        sa.PrimaryKeyConstraint("number", name=op.f("holiday_change_pkey")),
        schema="operation",
    )


def _ombudsman() -> None:
    op.create_table(
        "ombudsman_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("lgsco_reference", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("ombudsman_decision_case_id_fkey")),
        sa.ForeignKeyConstraint(["entered_by"], ["staff.account.id"], name=op.f("ombudsman_decision_entered_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("ombudsman_decision_pkey")),
        sa.UniqueConstraint("lgsco_reference", name=op.f("ombudsman_decision_lgsco_reference_key")),
        schema="casework",
    )
    op.create_index(
        "ombudsman_decision_fault_ix", "ombudsman_decision", ["fault", "decided_on"], unique=False, schema="casework"
    )
    op.create_table(
        "ombudsman_alarm",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.Text(), nullable=True),
        sa.Column("action_due_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["first_id"], ["casework.ombudsman_decision.id"], name=op.f("ombudsman_alarm_first_id_fkey")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["staff.account.id"], name=op.f("ombudsman_alarm_owner_id_fkey")),
        sa.ForeignKeyConstraint(
            ["second_id"], ["casework.ombudsman_decision.id"], name=op.f("ombudsman_alarm_second_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("ombudsman_alarm_pkey")),
        sa.UniqueConstraint("first_id", "second_id", name=op.f("ombudsman_alarm_first_id_second_id_key")),
        schema="casework",
    )


def _safety() -> None:
    op.execute("create schema safety")
    op.create_table(
        "alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("because", JSONB, nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("alert_case_id_fkey")),
        sa.ForeignKeyConstraint(["opened_by"], ["staff.account.id"], name=op.f("alert_opened_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_pkey")),
        sa.UniqueConstraint("case_id", name=op.f("alert_case_id_key")),
        sa.UniqueConstraint("reference", name=op.f("alert_reference_key")),
        schema="safety",
    )
    op.create_index(
        "alert_unopened_ix", "alert", ["told_at"], unique=False, schema="safety", postgresql_where="opened_at is null"
    )
    op.create_table(
        "miss",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by", sa.Uuid(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome in ('word_added', 'no_sign')", name=op.f("miss_outcome_check")),
        sa.ForeignKeyConstraint(["by"], ["staff.account.id"], name=op.f("miss_by_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["casework.case.id"], name=op.f("miss_case_id_fkey")),
        sa.ForeignKeyConstraint(["reviewed_by"], ["staff.account.id"], name=op.f("miss_reviewed_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("miss_pkey")),
        schema="safety",
    )
    op.create_index(op.f("safety_miss_case_id_ix"), "miss", ["case_id"], unique=False, schema="safety")
    op.create_table(
        "alert_decision",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("alert_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["safety.alert.id"], name=op.f("alert_decision_alert_id_fkey")),
        sa.ForeignKeyConstraint(["by"], ["staff.account.id"], name=op.f("alert_decision_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("alert_decision_pkey")),
        schema="safety",
    )
    op.create_index(
        op.f("safety_alert_decision_alert_id_ix"), "alert_decision", ["alert_id"], unique=False, schema="safety"
    )
