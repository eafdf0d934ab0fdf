"""Answers that were opened and counted, as the worker counts them, for tests of what is shown of them."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from foundation.records import UnitOfWork
from foundation.records.models import Comment, Invitation, SendOut, Spent, Tally
from foundation.runtime.clock import now
from foundation.surveys.answers import read_answers
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band
from foundation.surveys.tallies import count

OCTOBER = date(2026, 10, 1)


def tally(
    uow: UnitOfWork,
    questionnaire: str,
    *answers: tuple[int, dict[str, Any]],
    month: date = OCTOBER,
    area: str = "child_in_need",
    team: str | None = "assessment",
    band: str = "adult",
) -> None:
    """So many responses each with these answers, opened in this month."""
    asked = library().newest(questionnaire)
    cells: Counter[tuple[str, str]] = Counter()
    for n, given in answers:
        cells.update(count([read_answers(asked, Band(band), given)] * n, asked))
    place = {"questionnaire": questionnaire, "version": asked.version, "area": area, "team": team, "month": month}
    send_out = uuid4()  # a row of its own, whatever was counted before
    uow.keep(Tally, *(
        {"id": uuid4(), **place, "send_out_id": send_out, "band": band, "question": question, "answer": answer, "n": n}
        for (question, answer), n in cells.items()
    ))  # fmt: skip


def a_comment(uow: UnitOfWork, words: str = "Nobody rang.", **different: Any) -> UUID:
    """What somebody wrote after a meeting; nobody has read it yet unless told otherwise."""
    row = {
        "id": uuid4(), "questionnaire": "meeting", "version": 1, "question": "anything_else", "area": "child_in_need",
        "month": OCTOBER, "words": words, "redacted": None, "themes": [], "state": "new", **different,
    }  # fmt: skip
    uow.keep(Comment, row)
    found: UUID = row["id"]
    return found


def a_send_out(
    uow: UnitOfWork, questionnaire: str = "meeting", *, answered: int = 0, states: dict[str, int] | None = None,
    **different: Any,
) -> UUID:  # fmt: skip
    """A send-out with so many invitations in each state, and so many tickets that were used."""
    row = dict.fromkeys(column.name for column in SendOut.__table__.columns) | {
        "id": uuid4(), "kind": "invitations", "name": "October’s", "questionnaire": questionnaire,
        "version": library().newest(questionnaire).version, "area": "child_in_need", "team": "assessment",
        "made_at": now().replace(2026, 10, 6), "confirmed_at": now().replace(2026, 10, 6), **different,
    }  # fmt: skip
    uow.keep(SendOut, row)
    found: UUID = row["id"]
    nothing = dict.fromkeys(column.name for column in Invitation.__table__.columns)
    invitations = [
        {**nothing, "ticket": uuid4(), "send_out_id": found, "channel": "email", "state": state, "attempts": 0}
        for state, n in (states or {}).items()
        for _ in range(n)
    ]
    uow.keep(Invitation, *invitations)
    uow.keep(Spent, *({"ticket": uuid4(), "send_out_id": found} for _ in range(answered)))
    return found
