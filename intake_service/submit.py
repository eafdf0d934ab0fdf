"""Keep what was said and announce it, in one transaction; the same thing sent twice is kept once."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, Select, bindparam, exists, insert, literal_column, select, true
from sqlalchemy.dialects.postgresql import insert as insert_unless_there
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.contracts.submissions import SubmissionReceived, kind_carried
from foundation.records import Records, RecordsRefused, RecordsUnavailable
from foundation.records.models import ApiKey, Base, Outgoing, Receipt, Submission
from foundation.records.receipts import Receipts
from foundation.records.unit_of_work import as_sql, outgoing
from foundation.runtime.measures import ACCEPTED, REPLAYED
from intake_service.told import Told

ROUTING_KEY = "submission.received"
REFERENCE_TAKEN = "submission_reference_key"
TRIES = 3


class SentBefore(Exception):
    """The same key came with other content; what came first was kept under this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class UnknownPartner(Exception):
    """The key given is no key of ours, or was disabled."""


@dataclass(frozen=True)
class Partner:
    """A partner system as its API key names it; whether the key is right is checked when something is kept."""

    id: UUID
    key_hash: bytes


@dataclass(frozen=True)
class Arrival:
    """By which door something came, on which day and how, and from which partner system if from one.

    `as_given` is what the sender said of day and way itself: part of what must be the same when it is sent again.
    """

    door: str
    on: date
    how: str = "web_form"
    partner: Partner | None = None
    as_given: str = ""


@dataclass(frozen=True)
class Kept:
    """It is kept: under which reference, received on which day, and whether it was here before."""

    reference: str
    received_on: date
    replayed: bool = False


def read_api_key(api_key: str) -> Partner:
    """Who the key says it is. Raises UnknownPartner for what has not the shape of a key."""
    try:
        return Partner(UUID(api_key.partition(".")[0]), sha256(api_key.encode()).digest())
    except ValueError:
        raise UnknownPartner from None


def submit(
    records: Records, told: Told, arrival: Arrival, *, receipts: Receipts, key: str | None, moment: datetime
) -> Kept:
    """Keep it and put its announcement into the outbox, in one commit.

    `key` names one attempt to send: the same key with the same content gives the first reference again,
    also when both arrive at once. That makes it safe to try again when the connection breaks, even if it
    broke after the commit. Raises SentBefore when the content differs, UnknownPartner for an API key that
    is not ours.
    """
    key = key or token_hex(16)
    for _ in range(TRIES - 1):
        try:
            return _submit_once(records, told, arrival, receipts, key, moment)
        except RecordsUnavailable:
            continue
        except RecordsRefused as refused:
            if refused.constraint != REFERENCE_TAKEN:
                raise
    return _submit_once(records, told, arrival, receipts, key, moment)


def _submit_once(
    records: Records, told: Told, arrival: Arrival, receipts: Receipts, key: str, moment: datetime
) -> Kept:
    kept, partner, submission_id = Kept(new_reference(), arrival.on), arrival.partner, uuid7()
    receipt = {
        "key_hmac": receipts.hide(str(partner.id if partner else arrival.door).encode(), key.encode()),
        "body_hmac": receipts.hide(told.as_bytes(), arrival.as_given.encode()),
        "reference": kept.reference,
        "received_on": kept.received_on,
    }
    submission = {
        "id": submission_id,
        "reference": kept.reference,
        "door": arrival.door,
        "received_at": moment,
        "received_on": arrival.on,
        "received_how": arrival.how,
        "partner_id": partner.id if partner else None,
        **vars(told),
    }
    message = SubmissionReceived(submission_id, kind_carried(told.kind), arrival.on)
    announcement = outgoing(message, ROUTING_KEY, source="intake", moment=moment)
    values = _named(Receipt, receipt) | _named(Submission, submission) | _named(Outgoing, announcement)
    statement = KEEP_OF_PARTNER if partner else KEEP
    allowed, new = records.run_alone(statement, values | ({"key_hash": partner.key_hash} if partner else {}))
    if not allowed:
        raise UnknownPartner
    if not new:
        REPLAYED.labels(arrival.door).inc()
        return _first(records, receipt)
    ACCEPTED.labels(told.kind, arrival.door).inc()
    return kept


def _first(records: Records, receipt: dict[str, Any]) -> Kept:
    with records.unit_of_work() as uow:
        first = uow.session.get_one(Receipt, receipt["key_hmac"])
    if not hmac.compare_digest(first.body_hmac, receipt["body_hmac"]):
        raise SentBefore(first.reference)
    return Kept(first.reference, first.received_on, replayed=True)


def _keep(*, of_partner: bool) -> Select[tuple[bool, bool]]:
    """One statement for everything: the receipt if its key is new, and with it the submission and its announcement.

    Two that race with one key meet at the receipt: the second waits for the first and then keeps nothing.
    PostgreSQL is asked once and not five times, which is most of what accepting costs. Its answer: was it
    allowed (is the API key right), and was it new.
    """
    right_key = select(ApiKey.id).where(
        ApiKey.id == bindparam("submission_partner_id"),
        ApiKey.key_hash == bindparam("key_hash"),
        ApiKey.disabled_at.is_(None),
        ApiKey.may == literal_column("'submissions'"),
    )
    allowed = (right_key if of_partner else select(true())).cte("allowed")
    receipt = (
        insert_unless_there(Receipt)
        .from_select(_columns(Receipt), _values(Receipt).select_from(allowed))
        .on_conflict_do_nothing()
        .returning(Receipt.key_hmac)
        .cte("receipt")
    )
    return select(exists().select_from(allowed), exists().select_from(receipt)).add_cte(
        *(_insert_with(receipt, table) for table in (Submission, Outgoing))
    )


def _insert_with(receipt: CTE, table: type[Base]) -> CTE:
    row = insert(table).from_select(_columns(table), _values(table).select_from(receipt))
    return row.returning(true()).cte(f"kept_{table.__tablename__}")


def _columns(table: type[Base]) -> list[str]:
    return [column.name for column in table.__table__.columns]


def _values(table: type[Base]) -> Select[Any]:
    return select(*(bindparam(_name(table, c.name), type_=c.type) for c in table.__table__.columns))


def _named(table: type[Base], row: dict[str, Any]) -> dict[str, Any]:
    return {_name(table, name): value for name, value in row.items()}


def _name(table: type[Base], column: str) -> str:
    """What receipt and submission both have is one value of the statement: of more than fifty values psycopg would
    read the statement anew each time, which costs a seventh of accepting.
    """
    owner = Submission if table is Receipt and column in ("reference", "received_on") else table
    return f"{owner.__tablename__}_{column}"


KEEP, KEEP_OF_PARTNER = as_sql(_keep(of_partner=False)), as_sql(_keep(of_partner=True))
