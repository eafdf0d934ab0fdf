"""A council's case system asks somebody when an intervention ends: kept once for each key of an attempt."""

import hmac
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.council import Council
from foundation.records import Records, UnitOfWork
from foundation.records.models import ApiKey, Receipt
from foundation.records.receipts import Receipts
from foundation.runtime.clock import LONDON, london_day
from foundation.surveys.questionnaire import Questionnaire
from survey_service.send.contacts import Contact
from survey_service.send.sending import FURTHEST_DAYS, Plan, When, ask_in_a_month

MAY = "invitations"
AT_NINE = time(9)


class UnknownPartner(Exception):
    """The key given is no key of ours, was disabled, or is for something else."""


class SentBefore(Exception):
    """The same Idempotency-Key came with other content."""


class NotInTime(Exception):
    """The day to send it on has passed, or is too far away."""


@dataclass(frozen=True)
class ToBeAsked:
    """Who is to be asked what. `send_on` is empty for today."""

    questionnaire: Questionnaire
    area: str
    team: str
    contact: Contact = field(repr=False)
    send_on: date | None

    def as_bytes(self) -> bytes:
        """The same for the same content."""
        told = (self.questionnaire.code, self.area, self.team, self.contact.channel, self.contact.address, self.send_on)
        return repr(told).encode()


@dataclass(frozen=True)
class Kept:
    """It is kept: in which send-out, sent on which day, and whether it was here before."""

    send_out_id: UUID
    send_on: date
    replayed: bool = False


def ask_for_partner(
    records: Records, asked: ToBeAsked, token: str, key: str | None, *, receipts: Receipts, council: Council,
    moment: datetime,
) -> Kept:  # fmt: skip
    """Put somebody into this month's send-out of questionnaire, part of the service and team, or make it.

    What was kept before is answered as it was then, whatever the day is now. Raises UnknownPartner, SentBefore,
    NotInTime, and sending.Stopped where staff stopped that send-out.
    """
    send_on = asked.send_on or london_day(moment)
    kept = Kept(_id_of(asked, send_on, receipts), send_on)
    with records.unit_of_work() as uow:
        partner = _partner(uow, token)
        receipt = {
            "key_hmac": receipts.hide(str(partner).encode(), (key or token_hex(16)).encode()),
            "body_hmac": receipts.hide(asked.as_bytes()),
            "reference": str(kept.send_out_id),
            "received_on": send_on,  # the day that the answer names
        }
        if first := _first(uow, receipt):
            return first
        if not 0 <= (send_on - london_day(moment)).days <= FURTHEST_DAYS:
            raise NotInTime
        month = f"{send_on:%B %Y}"
        name = f"{asked.questionnaire.name}, from the case system, {month}"
        plan = Plan(kept.send_out_id, name, asked.questionnaire, asked.area, asked.team, None, None)
        days = council.surveys
        remind_on = london_day(moment) + timedelta(days=days.remind_after_days)
        begins = max(moment, datetime.combine(send_on.replace(day=1), time(), LONDON))
        at = When(begins, remind_on, send_on + timedelta(days=days.open_days))
        not_before = max(moment, datetime.combine(send_on, AT_NINE, LONDON))
        ask_in_a_month(uow, plan, asked.contact, at, not_before, moment)
    return kept


def _partner(uow: UnitOfWork, token: str) -> UUID:
    right = (ApiKey.key_hash == sha256(token.encode("utf-8", "replace")).digest(), ApiKey.may == MAY)
    partner = uow.session.scalar(select(ApiKey.id).where(*right, ApiKey.disabled_at.is_(None)))
    if partner is None:
        raise UnknownPartner
    return partner


def _first(uow: UnitOfWork, receipt: dict[str, Any]) -> Kept | None:
    """What came first with this key; None when this is the first. Of two that race, the second waits for the first."""
    new = insert(Receipt).values(receipt).on_conflict_do_nothing().returning(Receipt.key_hmac)
    if uow.connection.scalar(new) is not None:
        return None
    first = uow.session.get_one(Receipt, receipt["key_hmac"])
    if not hmac.compare_digest(first.body_hmac, receipt["body_hmac"]):
        raise SentBefore
    return Kept(UUID(first.reference), first.received_on, replayed=True)


def _id_of(asked: ToBeAsked, send_on: date, receipts: Receipts) -> UUID:
    """The same for all of one month, so that two that come first at once meet; nobody else can name it beforehand."""
    parts = (
        asked.questionnaire.code, str(asked.questionnaire.version), asked.area, asked.team, f"{send_on:%Y-%m}",
    )  # fmt: skip
    return UUID(bytes=receipts.hide(b"send-out", *(part.encode() for part in parts))[:16], version=4)
