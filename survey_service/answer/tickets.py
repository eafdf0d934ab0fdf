"""Tickets of posters: everybody in the room has the same code, so each page that is opened carries a ticket of its own.

A double press of the button then counts once. A ticket is random and signed; nothing is kept of it until it is spent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from itsdangerous import BadSignature, URLSafeSerializer

GOOD_FOR = timedelta(hours=12)


class StaleTicket(ValueError):
    """It is not ours, not of this send-out, or was made too long ago."""


@dataclass(frozen=True)
class Tickets:
    """Makes them and reads them, by the secret of this face."""

    secret: str

    def new(self, send_out_id: UUID, moment: datetime) -> str:
        """A signed ticket for one page of this send-out."""
        return self._signer.dumps([uuid4().hex, send_out_id.hex, int(moment.timestamp())])

    def read(self, given: str, send_out_id: UUID, moment: datetime) -> UUID:
        """The ticket of a page. Raises StaleTicket."""
        try:
            ticket, of, made_at = self._signer.loads(given)
        except BadSignature:
            raise StaleTicket from None
        if UUID(of) != send_out_id or moment.timestamp() - made_at > GOOD_FOR.total_seconds():
            raise StaleTicket
        return UUID(ticket)

    @property
    def _signer(self) -> URLSafeSerializer:
        return URLSafeSerializer(self.secret, salt="ticket of a poster")
