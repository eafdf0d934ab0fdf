"""Which process may read and write which table. What is not listed is refused by PostgreSQL itself.

Intake inserts what people tell it and reads none of it back: a mistake in a public page cannot show one
family's words to another.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from foundation.records.models import Base

OWNER = "heard_owner"
ROLE_OF_SITE = {
    "intake": "heard_intake",
    "survey-public": "heard_survey_public",
    "survey-staff": "heard_survey_staff",
    "console": "heard_console",
}
READ, ADD, CHANGE, REMOVE = "select", "insert", "update", "delete"
READ_ADDRESS = "select (id, email, disabled_at)"  # of an account, and not its password
# Of who is asked: how many and how far, and never a contact. Of a frame: how many, in which stratum.
READ_PROGRESS = "select (ticket, send_out_id, channel, state, sent_on, reminded_on)"
READ_PUBLIC_HALF = "select (id, pool, begins_on, ends_on, public, state)"  # of a period of equality answers
DECIDE_HELD = "update (decision, reason, decided_by, decided_at)"  # of a period with more answers than offers
# Of a release not what it was made from: counts that have passed no gate are among it.
READ_RELEASE = "select (id, number, kind, profile, about, begins_on, ends_on, made_on, settings_version, content)"
READ_TAKEN = "select (session_id)"  # of who comes to a listening session: how many places are taken
READ_STRATUM = "select (sample_id, line, stratum, channel)"

EVERYONE = {"operation.installation": {READ}, "operation.alembic_version": {READ}}
CALENDAR = {"operation.holiday_change": {READ}}

GRANTS: Mapping[str, Mapping[str, set[str]]] = {
    "heard_intake": EVERYONE
    | CALENDAR
    | {
        "intake.submission": {ADD},
        "intake.receipt": {READ, ADD},
        "intake.api_key": {READ},
        "equality.period": {READ_PUBLIC_HALF},
        "equality.offer": {ADD},
        "messaging.outbox": {ADD},
    },
    "heard_survey_public": EVERYONE
    | {
        "survey.send_out": {READ},
        "survey.code": {READ},
        "survey.sealing_key": {READ},
        "survey.spent": {READ, ADD},
        "survey.no_more": {READ, ADD},
        "survey.listening_session": {READ},
        "survey.sign_up": {READ_TAKEN, ADD},
        "survey.willing_family": {ADD},
        "safety.alert": {ADD},
        "messaging.outbox": {ADD},
    },
    "heard_relay": EVERYONE
    | {
        "messaging.outbox": {READ, CHANGE, REMOVE},  # PostgreSQL wants the right to change from who locks a row
        "messaging.parked": {READ, ADD, CHANGE},
    },
    "heard_consume": EVERYONE  # in the embedded profile it empties the outbox too, where nobody relays
    | CALENDAR
    | {
        "intake.submission": {READ},
        "casework.case": {READ, ADD},
        "casework.point": {ADD},
        "casework.deadline": {READ, ADD, CHANGE},
        "casework.history": {ADD},
        "casework.notice": {READ, ADD, CHANGE},
        "casework.staff_mail": {READ, ADD, CHANGE},
        "casework.match_key": {READ, ADD},
        "casework.link": {ADD},
        "casework.conflict": {ADD},
        "safety.alert": {READ, ADD, CHANGE},
        "messaging.outbox": {READ, ADD, CHANGE, REMOVE},
        "messaging.inbox": {READ, ADD},
        "messaging.parked": {READ, ADD, CHANGE},
        "survey.send_out": {READ, ADD, CHANGE},
        "survey.invitation": {READ, ADD, CHANGE},
        "survey.code": {READ, ADD, REMOVE},
        "survey.spent": {READ},
        "survey.no_more": {READ, REMOVE},
        "survey.asked": {READ, ADD, CHANGE, REMOVE},
        "survey.sealing_key": {READ, ADD, CHANGE},
        "survey.box": {READ, ADD, CHANGE, REMOVE},
        "survey.response": {READ, ADD},
        "survey.tally": {READ, ADD, CHANGE},
        "survey.comment": {ADD},
        "survey.bad_row": {READ, REMOVE},
        "survey.sample": {READ, CHANGE},
        "survey.sample_count": {READ, ADD},
        "survey.sample_equality_count": {READ, ADD},
        "survey.frame_person": {READ, REMOVE},
        "survey.listening_session": {READ},
        "survey.sign_up": {READ_TAKEN, REMOVE},
        "equality.period": {READ, ADD, CHANGE},
        "equality.offer": {READ, ADD, REMOVE},
        "equality.box": {READ, ADD, CHANGE, REMOVE},
        "equality.sealed_tally": {READ, ADD, CHANGE, REMOVE},
        "equality.count": {READ, ADD},
        "equality.reference": {READ},
        "equality.reference_count": {READ},
        "equality.release": {READ, ADD},
        "equality.published_number": {READ, ADD},
    },
    "heard_clock": EVERYONE
    | CALENDAR
    | {
        "intake.submission": {READ},
        "casework.case": {READ},
        "casework.deadline": {READ, CHANGE},
        "casework.history": {ADD},
        "casework.notice": {READ, ADD},
        "casework.staff_mail": {READ, ADD},
        "safety.alert": {READ, CHANGE},
        "messaging.outbox": {READ, ADD},
        "messaging.parked": {READ},
        "staff.account": {READ_ADDRESS},
    },
    "heard_console": EVERYONE
    | CALENDAR
    | {
        "intake.submission": {READ},
        "casework.case": {READ, CHANGE},
        "casework.point": {READ, ADD, CHANGE},
        "casework.deadline": {READ, ADD, CHANGE},
        "casework.history": {READ, ADD},
        "casework.notice": {READ, ADD},
        "casework.decision": {READ, ADD},
        "casework.match_key": {READ},
        "casework.link": {READ, ADD, CHANGE},
        "casework.conflict": {READ, ADD, CHANGE},
        "casework.worker_change": {READ, ADD},
        "casework.ombudsman_decision": {READ, ADD, CHANGE},
        "casework.ombudsman_alarm": {READ, ADD, CHANGE},
        "casework.ombudsman_change": {READ, ADD},
        "safety.alert": {READ, ADD, CHANGE},
        "safety.alert_decision": {READ, ADD},
        "safety.miss": {READ, ADD, CHANGE},
        "messaging.outbox": {ADD},
        "staff.account": {READ, CHANGE},
        "staff.sign_in_link": {READ, CHANGE},
    },
    "heard_survey_staff": EVERYONE
    | CALENDAR
    | {
        "survey.send_out": {READ, ADD, CHANGE},
        "survey.invitation": {READ_PROGRESS, ADD},
        "survey.spent": {READ},
        "survey.tally": {READ},
        "survey.comment": {READ, CHANGE},
        "survey.marked_change": {READ, ADD, REMOVE},
        "survey.bad_row": {READ, ADD},
        "survey.sample": {READ, ADD, CHANGE},
        "survey.sample_count": {READ},
        "survey.frame_person": {READ_STRATUM, ADD},
        "survey.listening_session": {READ, ADD, CHANGE},
        "survey.sign_up": {READ},
        "survey.session_note": {READ, ADD},
        "survey.willing_family": {READ, ADD, CHANGE},
        "survey.family_help": {READ, ADD, CHANGE},
        "equality.period": {READ, DECIDE_HELD},
        "equality.reference": {READ, ADD, CHANGE},
        "equality.reference_count": {READ, ADD},
        "equality.release": {READ_RELEASE},
        "equality.judgement": {READ, ADD},
        "equality.agreement": {READ, ADD},
        "equality.outreach_action": {READ, ADD, CHANGE},
        "intake.api_key": {READ},
        "intake.receipt": {READ, ADD},
        "messaging.outbox": {ADD},
        "staff.account": {READ, CHANGE},
        "staff.sign_in_link": {READ, CHANGE},
    },
    "heard_operator": EVERYONE
    | {
        "operation.installation": {READ, ADD, CHANGE},
        "operation.holiday_change": {READ, ADD},
        "casework.deadline": {READ},
        "staff.account": {READ, ADD, CHANGE},
        "staff.sign_in_link": {READ, ADD, CHANGE},
        "intake.api_key": {READ, ADD, CHANGE},
        "survey.sealing_key": {READ},
        "equality.period": {READ},
        "equality.reference": {READ, ADD},
        "equality.reference_count": {READ, ADD},
        "messaging.parked": {READ, CHANGE},
        "messaging.outbox": {READ, ADD},
    },
}
SCHEMAS = sorted({str(table.schema) for table in Base.metadata.tables.values()})


def apply_grants(connection: Connection) -> None:
    """Make every role exist with exactly these rights. Run after every migration; safe to repeat."""
    for role, tables in GRANTS.items():
        if not connection.scalar(text("select true from pg_roles where rolname = :role"), {"role": role}):
            connection.execute(text(f"create role {role} login"))
        for schema in SCHEMAS:
            connection.execute(text(f"revoke all on all tables in schema {schema} from {role}"))
            connection.execute(text(f"revoke all on schema {schema} from {role}"))
        for schema in sorted({name.split(".")[0] for name in tables}):
            connection.execute(text(f"grant usage on schema {schema} to {role}"))
        for name, rights in tables.items():
            connection.execute(text(f"grant {', '.join(sorted(rights))} on {quoted(name)} to {role}"))


def quoted(name: str) -> str:
    """schema.table as PostgreSQL reads it: `case` is a word of SQL."""
    schema, table = name.split(".")
    return f'{schema}."{table}"'


def set_passwords(connection: Connection, passwords: Mapping[str, str]) -> None:
    """Give roles their passwords. Only what PostgreSQL would keep of one leaves this process (SCRAM, RFC 5802)."""
    driver: Any = connection.connection.driver_connection
    for role, password in passwords.items():
        kept = driver.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        connection.exec_driver_sql(f"alter role {role} password '{kept}'")  # its colons are no parameters
