"""Keep an answer: the ticket is spent and the sealed box goes on its way in one transaction, or nothing happens."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.contracts.surveys import ResponseSealed
from foundation.equality.sealing import seal
from foundation.procedure.screen import screen
from foundation.records import Records
from foundation.records.models import Alert, NoMore, Spent
from foundation.runtime.logs import get_logger
from foundation.surveys.answers import Answers
from foundation.surveys.boxes import pack, size_of
from foundation.surveys.questionnaire import IN_WORDS, Questionnaire

log = get_logger("survey")

SOURCE, ROUTING_KEY = "survey", "response.sealed"
WORDS, SCREEN_FAILED = "words", "screen_failed"


class AnsweredBefore(Exception):
    """This ticket was spent: by another press of the button, another tab or another device."""


def keep(
    records: Records,
    questionnaire: Questionnaire,
    answers: Answers,
    *,
    send_out_id: UUID,
    ticket: UUID,
    key: bytes,
    moment: datetime,
) -> None:
    """Seal the answers to this public key and announce them. Words that may be a sign of harm make an alert.

    Raises TooLong where the box has no room for all that was written, AnsweredBefore where the ticket was spent.
    """
    box = seal(pack(answers), key, size_of(questionnaire))
    alerts = _alerts(questionnaire, answers, moment)
    spend = insert(Spent).values(ticket=ticket, send_out_id=send_out_id).on_conflict_do_nothing()
    with records.unit_of_work() as uow:
        if uow.connection.scalar(spend.returning(Spent.ticket)) is None:
            raise AnsweredBefore
        uow.send((ResponseSealed(send_out_id, box), ROUTING_KEY), source=SOURCE, moment=moment)
        uow.keep(Alert, *alerts)


def want_no_more(records: Records, ticket: UUID) -> None:
    """Whoever was sent this ticket wants no more surveys; saying it twice says no more."""
    with records.unit_of_work() as uow:
        uow.connection.execute(insert(NoMore).values(ticket=ticket).on_conflict_do_nothing())


def _alerts(questionnaire: Questionnaire, answers: Answers, moment: datetime) -> list[dict[str, Any]]:
    """One alert for all that may be a sign of harm, with those words and nothing else that was answered.

    Nobody was told of it yet: the clock does that within a minute, whatever the hour.
    """
    asked_for_words = (it.code for it in questionnaire.questions if it.kind in IN_WORDS)
    written = [str(answers.given[code]) for code in asked_for_words if code in answers.given]
    hits = [(words, screening) for words in written if (screening := screen(words)).hit]
    for _, screening in hits:
        if screening.failed:
            log.error("screen failed", fault=screening.fault)
    if not hits:
        return []
    because = {SCREEN_FAILED if screening.failed else WORDS for _, screening in hits}
    return [
        {
            "id": uuid7(),
            "case_id": None,
            "reference": new_reference(),
            "words": "\n\n".join(words for words, _ in hits),
            "because": sorted(because),
            "raised_at": moment,
            "told": 0,
            "told_at": moment,
            "opened_at": None,
            "opened_by": None,
        }
    ]
