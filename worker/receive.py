"""A message to its handler, in one unit of work with its inbox row: delivered twice, done once."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import text

from foundation.contracts.cases import ItemRouted
from foundation.contracts.envelope import open_envelope
from foundation.contracts.equality import EqualitySealed
from foundation.contracts.submissions import SubmissionReceived
from foundation.contracts.surveys import CaseClosed, ResponseSealed, SampleOrdered
from foundation.records import UnitOfWork
from worker.circumstances import Circumstances
from worker.fates import Carried
from worker.handlers.ask_after_closing import ask_after_closing
from worker.handlers.draw_sample import draw_samples
from worker.handlers.keep_box import keep_boxes
from worker.handlers.keep_equality_box import keep_equality_boxes
from worker.handlers.open_case import open_cases


def leave_to_others(_uow: UnitOfWork, _messages: Sequence[Any], _given: Circumstances) -> None:
    """An announcement for other systems of the council, which comes to us too and asks nothing of us."""


HANDLERS: Mapping[type, Callable[[UnitOfWork, Sequence[Any], Circumstances], None]] = {
    SubmissionReceived: open_cases,
    ItemRouted: leave_to_others,
    ResponseSealed: keep_boxes,
    SampleOrdered: draw_samples,
    CaseClosed: ask_after_closing,
    EqualitySealed: keep_equality_boxes,
}


NEW_TO_INBOX = text(
    "insert into messaging.inbox (message_id, handled_at) select unnest(cast(:ids as uuid[])), :at "
    "on conflict do nothing returning message_id"
)


def receive(uow: UnitOfWork, deliveries: Sequence[Carried], given: Circumstances) -> None:
    """Handle each message that was not handled before. Raises Unreadable, or whatever a handler raises.

    All or nothing: the caller's transaction holds the inbox rows, the effects and what is sent on.
    """
    messages = {delivery.id: open_envelope(delivery.headers, delivery.body) for delivery in deliveries}
    by_type: dict[type, list[Any]] = defaultdict(list)
    for message_id in _first_time(uow, messages, given):
        by_type[type(messages[message_id])].append(messages[message_id])
    for message_type, group in by_type.items():
        HANDLERS[message_type](uow, group, given)


def _first_time(uow: UnitOfWork, messages: Mapping[UUID, Any], given: Circumstances) -> list[UUID]:
    new = uow.connection.scalars(NEW_TO_INBOX, {"ids": list(messages), "at": given.now()})
    return sorted(new)
