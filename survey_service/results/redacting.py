"""Reading what people wrote, and deciding what others may read of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from foundation.records import UnitOfWork
from foundation.records.models import Comment
from foundation.staff.sessions import SignedIn
from foundation.surveys.comments import redact

NEW, READY, KEPT_BACK = "new", "ready", "kept_back"
PAGE = 20


class Changed(Exception):
    """Since the page was made somebody has decided about this comment."""


@dataclass(frozen=True)
class Queued:
    """A comment that is listed: nothing of its words."""

    id: UUID
    questionnaire: str
    month: date


@dataclass(frozen=True)
class Listed:
    """One page of comments of one state, the oldest month first, and how many there are of each questionnaire."""

    comments: Sequence[Queued]
    total: int
    by_questionnaire: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Decision:
    """What may be read, and what it is about; or (no words) that it is kept back."""

    kept: str | None
    themes: Sequence[str]


def listed(uow: UnitOfWork, state: str, questionnaire: str, page: int) -> Listed:
    """Comments of this state; of one questionnaire, or (empty) all."""
    counts = select(Comment.questionnaire, func.count(Comment.id)).where(Comment.state == state)
    by_questionnaire = uow.session.execute(counts.group_by(Comment.questionnaire)).all()
    of = Comment.state == state, Comment.questionnaire == (questionnaire or Comment.questionnaire)
    asked = select(Comment.id, Comment.questionnaire, Comment.month).where(*of)
    # Within a month by random id: the order in which they came is nobody's business.
    rows = uow.session.execute(asked.order_by(Comment.month, Comment.id).limit(PAGE).offset((page - 1) * PAGE))
    total = sum(n for code, n in by_questionnaire if questionnaire in ("", code))
    return Listed([Queued(*row) for row in rows], total, sorted((code, n) for code, n in by_questionnaire))


def find(uow: UnitOfWork, comment_id: UUID) -> Comment | None:
    """One comment with its words."""
    return uow.session.get(Comment, comment_id)


def state_of(comment: Comment) -> str:
    """What its page carries, to notice that somebody else decided in the meantime."""
    return f"{comment.state} {comment.decided_at.isoformat() if comment.decided_at else ''}".strip()


def decide(
    uow: UnitOfWork, comment_id: UUID, decision: Decision, *, seen: str, staff: SignedIn, moment: datetime
) -> None:
    """Let others read what is kept of it, or nothing. Raises Changed, NotTheirWords and NothingLeft."""
    comment = uow.session.get(Comment, comment_id, with_for_update=True, populate_existing=True)
    if comment is None or state_of(comment) != seen:
        raise Changed
    comment.redacted = None if decision.kept is None else redact(comment.words, decision.kept)
    comment.themes = list(decision.themes)
    comment.state = KEPT_BACK if decision.kept is None else READY
    comment.decided_by, comment.decided_at = staff.account_id, moment
