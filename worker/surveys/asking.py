"""What the survey jobs are told beside the circumstances of every job."""

import hmac
from dataclasses import dataclass
from uuid import UUID

from foundation.surveys.codes import code_of
from worker.surveys.keys import OF_CODES, KeyFolder


@dataclass(frozen=True)
class Asking:
    """The key folder, and the address of the public face, by which people are asked."""

    keys: KeyFolder
    address: str

    def code(self, ticket: UUID, number: int) -> str:
        """The code of a ticket's first message (0) or of its reminder (1): always the same."""
        return code_of(self.keys.secret(OF_CODES), ticket, number)

    def link(self, code: str) -> str:
        """Where the questions stand that somebody with this code is asked."""
        return f"{self.address.rstrip('/')}/s/{code}"

    def name(self, code: str) -> UUID:
        """The name of the message with this code, as a mail server's log has it. It leads nobody to the code."""
        return UUID(bytes=hmac.digest(self.keys.secret(OF_CODES), code.encode(), "sha256")[:16], version=4)
