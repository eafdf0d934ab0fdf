"""The guard against asking too often. It knows contacts only by a keyed hash, and says no more than yes or no."""

import hmac
import re
from datetime import date, timedelta
from typing import Any
from unicodedata import normalize

from sqlalchemy import Row, and_, bindparam, not_, text
from sqlalchemy.dialects.postgresql import insert

from foundation.records import UnitOfWork
from foundation.records.models import Asked

ENGLAND = "44"
KEY, TODAY = bindparam("key", type_=Asked.contact_key.type), bindparam("today", type_=Asked.last_on.type)
# Asked only of who was asked before: as long as an invitation knows a key, the guard knows it too.
# As text, because SQLAlchemy 2.1 leaves out the schema of a query within ON CONFLICT.
NOT_IN_SAME_SEND_OUT = text(
    "not exists (select from survey.invitation i"
    " where i.send_out_id = :send_out_id and i.contact_key = :key and i.ticket <> :ticket)"
)
LONG_AGO = Asked.last_on <= bindparam("long_ago")
ASK = (
    insert(Asked)
    .values(contact_key=KEY, last_on=TODAY, no_more=False)
    .on_conflict_do_update(
        index_elements=["contact_key"],
        set_={"last_on": TODAY},
        where=and_(not_(Asked.no_more), LONG_AGO, NOT_IN_SAME_SEND_OUT),
    )
    .returning(Asked.contact_key)
)


def contact_key(key: bytes, channel: str, contact: str) -> bytes:
    """A contact as the guard knows it: the same however it is written, and found again only by who has the key."""
    plain = _plain_number(contact) if channel == "text" else normalize("NFC", contact).strip().casefold()
    return hmac.digest(key, f"{channel}:{plain}".encode(), "sha256")


def may_ask(uow: UnitOfWork, known_as: bytes, invitation: Row[Any], today: date, quiet_days: int) -> bool:
    """May this contact be asked today? If so it counts as asked from now on.

    Not within `quiet_days` of the last time, whichever send-out that was; not twice in one send-out; never again when
    it wants no more. Two that ask about one contact at once wait for each other.
    """
    asking = {
        "key": known_as, "today": today, "long_ago": today - timedelta(days=quiet_days),
        "send_out_id": invitation.send_out_id, "ticket": invitation.ticket,
    }  # fmt: skip
    return uow.connection.execute(ASK, asking).one_or_none() is not None


def _plain_number(contact: str) -> str:
    """+44 7700 900123, 0044 7700 900123, +44 (0)7700 900123 and 07700 900123 are one number."""
    digits = re.sub(r"\D", "", normalize("NFKC", contact).replace("(0)", ""))
    if digits.startswith("00"):
        return digits[2:]
    return ENGLAND + digits[1:] if digits.startswith("0") else digits
