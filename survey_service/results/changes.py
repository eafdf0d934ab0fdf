"""When something new began, and what people answered before it and after it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from foundation.records import UnitOfWork
from foundation.records.models import Account, MarkedChange
from foundation.surveys.gate import blocks
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.results import Item, added, headline, items
from foundation.surveys.tallies import Cell
from foundation.surveys.trend import Compared, Months, around, compare
from survey_service.results import answers, queries


@dataclass(frozen=True)
class Marked:
    """Something that began, where (None: everywhere), and who marked it."""

    id: UUID
    began_on: date
    area: str | None
    words: str
    by: str


@dataclass(frozen=True)
class BeforeAndAfter:
    """The months that are compared (no later ones while none is over), and each question that is followed over time."""

    before: Months
    after: Months | None
    questions: Sequence[tuple[Item, Compared]]


def every(uow: UnitOfWork) -> list[Marked]:
    """All that was marked, the newest first."""
    return [Marked(*row) for row in uow.session.execute(_ASKED.order_by(MarkedChange.began_on.desc(), MarkedChange.id))]


def find(uow: UnitOfWork, change_id: UUID) -> Marked | None:
    """One of them."""
    row = uow.session.execute(_ASKED.where(MarkedChange.id == change_id)).one_or_none()
    return Marked(*row) if row else None


def mark(
    uow: UnitOfWork, *, began_on: date, area: str | None, words: str, by: UUID, moment: datetime, form_id: UUID
) -> None:
    """Keep that something began. The same form sent again keeps nothing new."""
    row = {"id": form_id, "began_on": began_on, "area": area, "words": words, "made_by": by, "made_at": moment}
    uow.connection.execute(insert(MarkedChange).values(row).on_conflict_do_nothing())


def remove(uow: UnitOfWork, change_id: UUID) -> None:
    """Take a mark away; one that is gone already is gone."""
    uow.session.execute(delete(MarkedChange).where(MarkedChange.id == change_id))


def before_and_after(uow: UnitOfWork, marked: Marked, questionnaire: Questionnaire, today: date) -> BeforeAndAfter:
    """What is compared, through the gate."""
    code = questionnaire.code
    before, after = around(marked.began_on, today.replace(day=1))
    found = [it for it in blocks(queries.leaves(uow, code).get(code, {})) if marked.area in (None, it.area)]
    counts = queries.counts(uow, {code: [it for it in found if it.month in before or (after and it.month in after)]})

    def of(months: Months | None) -> Counter[Cell]:
        return added([some for (_, block), some in counts.items() if months and block.month in months])

    earlier, later = of(before), of(after)
    followed = [it for it in items(answers.every_version(uow, questionnaire)) if it.headline]
    compared = [(it, compare(headline(it, earlier), headline(it, later))) for it in followed]
    return BeforeAndAfter(before, after, compared)


_ASKED = select(
    MarkedChange.id, MarkedChange.began_on, MarkedChange.area, MarkedChange.words, Account.name
).join(Account, Account.id == MarkedChange.made_by)  # fmt: skip
