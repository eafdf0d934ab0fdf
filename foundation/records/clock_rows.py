"""A clock as a row: what it was counted from stands beside its date, with the number of the calendar."""

from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from foundation.procedure.deadlines import Deadline

KEPT = (
    "due", "starts_on", "due_on", "source", "working", "local", "allowed", "unit", "extended_by", "extended_because",
    "paused_days", "paused_since",
)  # fmt: skip


def clock_row(case_id: UUID, clock: Deadline, calendar: int, point_id: UUID | None = None) -> dict[str, Any]:
    """The row of a new clock of a case, or of one of its points, counted by the calendar of this number."""
    kept = {name: getattr(clock, name) for name in KEPT}
    return {"id": uuid7(), "case_id": case_id, "point_id": point_id, "calendar": calendar, **kept}
