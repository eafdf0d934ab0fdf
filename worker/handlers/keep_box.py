"""response.sealed.v1: keep the box, sealed as it is, until ten of its kind have come together."""

from collections.abc import Sequence
from uuid import uuid4

from foundation.contracts.surveys import ResponseSealed
from foundation.records import UnitOfWork
from foundation.records.models import Box
from worker.circumstances import Circumstances


def keep_boxes(uow: UnitOfWork, messages: Sequence[ResponseSealed], _given: Circumstances) -> None:
    """Keep each under a new random id, in the order of those: what carried it cannot be found by it."""
    rows = [{"id": uuid4(), "send_out_id": message.send_out_id, "sealed": message.box} for message in messages]
    uow.keep(Box, *sorted(rows, key=lambda row: row["id"]))
