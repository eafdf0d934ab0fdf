"""Standing posters: for every kind of meeting one that always hangs, whose code is the meeting's own."""

from typing import Any
from uuid import uuid4

from sqlalchemy import and_, or_
from sqlalchemy.dialects.postgresql import insert

from foundation.records.models import SendOut
from foundation.surveys.library import library
from worker.circumstances import Circumstances


def hang_posters(given: Circumstances) -> int:
    """Make those that are missing, and ask by each what is asked now after such a meeting; how many changed.

    A version never goes back: an older worker may still run beside a newer one. Raises UnknownQuestionnaire.
    """
    posters = [_poster(code, given) for code in sorted(given.council.meetings)]
    if not posters:
        return 0
    new = insert(SendOut).values(posters)
    other = SendOut.questionnaire != new.excluded.questionnaire
    newer = and_(SendOut.questionnaire == new.excluded.questionnaire, SendOut.version < new.excluded.version)
    hang = new.on_conflict_do_update(
        index_elements=["code"],
        set_={name: new.excluded[name] for name in ("questionnaire", "version", "area")},
        where=or_(other, newer),
    ).returning(SendOut.id)
    with given.records.unit_of_work() as uow:
        return len(uow.connection.execute(hang).all())


def _poster(code: str, given: Circumstances) -> dict[str, Any]:
    meeting, moment = given.council.meetings[code], given.now()
    asked = library().newest(meeting.questionnaire)
    return {
        "id": uuid4(), "kind": "poster", "name": meeting.words, "questionnaire": asked.code, "version": asked.version,
        "area": meeting.area, "meeting": code, "code": code, "made_at": moment, "confirmed_at": moment,
    }  # fmt: skip
