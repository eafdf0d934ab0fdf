"""The guard against asking too often. It knows contacts only by a keyed hash, and says no more than yes or no."""

import hmac
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from sqlalchemy import text

from foundation.records import UnitOfWork

ENGLAND = "44"
# The contact counts as asked, the code is kept (it may be there from an attempt before) and the invitation is sent, all
# or nothing: one row where it may be asked, none where not. Whether it was asked by the same send-out is looked up only
# for who was asked before: as long as an invitation knows a key, the guard knows it too.
ASK = text(
    """
    with allowed as (
        insert into survey.asked as known (contact_key, last_on, no_more) values (:key, :today, false)
        on conflict (contact_key) do update set last_on = :today
        where not known.no_more and known.last_on <= :long_ago and not exists (
            select from survey.invitation i
            where i.send_out_id = :send_out_id and i.contact_key = :key and i.ticket <> :ticket
        )
        returning contact_key
    ), coded as (
        insert into survey.code (code_hash, ticket, send_out_id) select :code_hash, :ticket, :send_out_id from allowed
        on conflict do nothing
    )
    update survey.invitation set
        state = 'sent', sent_on = :today, contact = :contact, contact_key = :key, attempts = 0, not_before = null
    from allowed where ticket = :ticket returning ticket
    """
)


def contact_key(key: bytes, channel: str, contact: str) -> bytes:
    """A contact as the guard knows it: the same however it is written, and found again only by who has the key."""
    plain = _plain_number(contact) if channel == "text" else normalize("NFC", contact).strip().casefold()
    return hmac.digest(key, f"{channel}:{plain}".encode(), "sha256")


def may_ask(uow: UnitOfWork, asking: Mapping[str, Any], today: date, quiet_days: int) -> bool:
    """May this contact be asked today? If so it counts as asked from now on, by this invitation and with this code.

    Not within `quiet_days` of the last time, whichever send-out that was; not twice in one send-out; never again when
    it wants no more. Two that ask about one contact at once wait for each other.
    """
    days = {"today": today, "long_ago": today - timedelta(days=quiet_days)}
    return uow.connection.execute(ASK, {**asking, **days}).one_or_none() is not None


def _plain_number(contact: str) -> str:
    """+44 7700 900123, 0044 7700 900123, +44 (0)7700 900123 and 07700 900123 are one number."""
    digits = re.sub(r"\D", "", normalize("NFKC", contact).replace("(0)", ""))
    if digits.startswith("00"):
        return digits[2:]
    return ENGLAND + digits[1:] if digits.startswith("0") else digits
