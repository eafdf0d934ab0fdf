"""Messages in their envelopes, whole or with something changed."""

import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from foundation.contracts.envelope import enclose
from foundation.contracts.submissions import SubmissionReceived
from foundation.contracts.surveys import ResponseSealed

A_MOMENT = datetime(2026, 12, 18, 22, 59, 30, 125000, tzinfo=UTC)
A_SUBMISSION = SubmissionReceived(UUID("01939f5e-7a00-7000-8000-00000000002a"), "complaint", date(2026, 12, 18))
A_RESPONSE = ResponseSealed(UUID("01939f5e-b6c8-7000-8000-00000000002d"), b"\x00a sealed box\xff")


def changed(body: bytes, **changes: Any) -> bytes:
    """A body with other values of some fields."""
    return json.dumps({**json.loads(body), **changes}).encode()


GOOD = enclose(A_SUBMISSION, "intake", A_MOMENT)
