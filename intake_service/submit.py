"""Keep what was said and announce it, in one transaction; the same thing sent twice is kept once."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.contracts.submissions import SubmissionReceived
from foundation.records import Records, RecordsRefused, UnitOfWork
from foundation.records.models import ApiKey, Receipt, Submission
from foundation.runtime.measures import ACCEPTED, REPLAYED
from intake_service.told import Told

ROUTING_KEY = "submission.received"
REFERENCE_TAKEN = "submission_reference_key"


NEW_RECEIPT = insert(Receipt.__table__).on_conflict_do_nothing().returning(Receipt.key_hmac)


class SentBefore(Exception):
    """The same key came with other content; what came first was kept under this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(reference)
        self.reference = reference


class UnknownPartner(Exception):
    """The key given is no key of ours, or was disabled."""


@dataclass(frozen=True)
class Arrival:
    """By which door something came, on which day and how, and with which partner system's key if with one."""

    door: str
    on: date
    how: str = "web_form"
    api_key: str | None = None


@dataclass(frozen=True)
class Kept:
    """It is kept: under which reference, received on which day, and whether it was here before."""

    reference: str
    received_on: date
    replayed: bool = False


class Receipts:
    """Turns keys and contents into HMACs, so that the table of receipts tells its reader nothing."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()

    def hide(self, *parts: bytes) -> bytes:
        """The HMAC of these parts; each part's length is in it, so that parts cannot run together."""
        whole = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
        return hmac.digest(self._secret, whole, "sha256")


def submit(
    records: Records,
    told: Told,
    arrival: Arrival,
    *,
    receipts: Receipts,
    key: str | None,
    moment: datetime,
) -> Kept:
    """Keep it and put its announcement into the outbox, in one commit.

    `key` names one attempt to send: the same key with the same content gives the first reference again,
    also when both arrive at once. Raises SentBefore when the content differs, UnknownPartner for an API
    key that is not ours.
    """
    for _ in range(3):
        try:
            with records.unit_of_work() as uow:
                return _submit_once(uow, told, arrival, receipts, key, moment)
        except RecordsRefused as refused:
            if refused.constraint != REFERENCE_TAKEN:
                raise
    raise RuntimeError("three new references in a row were taken")


def _submit_once(
    uow: UnitOfWork, told: Told, arrival: Arrival, receipts: Receipts, key: str | None, moment: datetime
) -> Kept:
    kept = Kept(new_reference(), arrival.on)
    partner_id = _find_partner(uow, arrival.api_key) if arrival.api_key else None
    if key is not None:
        scope = str(partner_id or arrival.door).encode()
        first = _keep_receipt(uow, receipts.hide(scope, key.encode()), receipts.hide(told.as_bytes()), kept)
        if first is not None:
            REPLAYED.labels(arrival.door).inc()
            return first
    submission_id = uuid7()
    uow.keep(
        Submission,
        {
            "id": submission_id,
            "reference": kept.reference,
            "door": arrival.door,
            "received_at": moment,
            "received_on": arrival.on,
            "received_how": arrival.how,
            "partner_id": partner_id,
            **vars(told),
        },
    )
    message = SubmissionReceived(submission_id, told.kind, arrival.on)
    uow.send((message, ROUTING_KEY), source="intake", moment=moment)
    ACCEPTED.labels(told.kind, arrival.door).inc()
    return kept


def _find_partner(uow: UnitOfWork, api_key: str) -> UUID:
    hashed = sha256(api_key.encode()).digest()
    wanted = select(ApiKey.id).where(ApiKey.key_hash == hashed, ApiKey.disabled_at.is_(None))
    found: UUID | None = uow.session.connection().scalar(wanted)
    if found is None:
        raise UnknownPartner
    return found


def _keep_receipt(uow: UnitOfWork, key_hmac: bytes, body_hmac: bytes, kept: Kept) -> Kept | None:
    """Write the receipt, or give what the first one with this key got. A race waits here for the other."""
    row = {"key_hmac": key_hmac, "body_hmac": body_hmac, "reference": kept.reference, "received_on": kept.received_on}
    if uow.session.connection().scalar(NEW_RECEIPT, row) is not None:
        return None
    first = uow.session.get_one(Receipt, key_hmac)
    if not hmac.compare_digest(first.body_hmac, body_hmac):
        raise SentBefore(first.reference)
    return Kept(first.reference, first.received_on, replayed=True)
