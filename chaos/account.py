"""The account afterwards: what was acknowledged is there and once, and nothing else is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select

from foundation.records import Records
from foundation.records.models import (
    Box,
    Case,
    Comment,
    Deadline,
    HistoryLine,
    Notice,
    Outgoing,
    Parked,
    Spent,
    StaffMail,
    Submission,
    Tally,
)
from foundation.surveys.library import library
from foundation.surveys.tallies import ALL, RESPONSES, written
from worker.surveys.keys import KeyFolder
from worker.surveys.opening import read_boxes

OPENED = select(func.sum(Tally.n)).where(Tally.question == RESPONSES, Tally.answer == ALL)
ONCE = ("opened", "acknowledgement_queued", "acknowledgement_sent")


@dataclass(frozen=True)
class Account:
    """What is right is empty, or as many as were acknowledged; `wrong` says the rest in words."""

    acknowledged: int
    kept: int
    routed: int
    parked: int
    letters: int
    letters_handed_over_twice: int
    answers: int = 0
    answers_opened: int = 0
    answers_waiting: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        """Nothing lost, nothing doubled, nothing else out of order."""
        return not (self.lost or self.doubled or self.wrong)


def unfinished(records: Records) -> dict[str, int]:
    """What is still on its way, and how much of it; empty when all is done."""
    with records.unit_of_work() as uow:
        count = {
            "in the outbox": select(func.count()).select_from(Outgoing),
            "without a case": select(func.count()).select_from(Submission).outerjoin(Case).where(Case.id.is_(None)),
            "letters to send": select(func.count()).select_from(Notice).where(Notice.sent_at.is_(None)),
        }
        found = {what: uow.session.scalar(query) or 0 for what, query in count.items()}
        spent, waiting = (uow.session.scalar(select(func.count()).select_from(table)) or 0 for table in (Spent, Box))
        found["answers neither waiting nor opened"] = spent - waiting - (uow.session.scalar(OPENED) or 0)
    return {what: number for what, number in found.items() if number}


def draw_up(records: Records, acknowledged: Mapping[str, str], letters: Counter[str]) -> Account:
    """Compare what senders were told (key to reference) with what is kept, and with the letters by their ids.

    Every sender wrote its key into its words.
    """
    with records.unit_of_work() as uow:
        session = uow.session
        kept = dict(list(session.execute(select(Submission.reference, Submission.words))))
        cases = dict(list(session.execute(select(Case.id, Case.reference))))
        lines = _by_case(session.execute(select(HistoryLine.case_id, HistoryLine.what)))
        clocks = _by_case(session.execute(select(Deadline.case_id, Deadline.due, Deadline.local)))
        notices = Counter(session.scalars(select(Notice.case_id)))
        to_families = {str(one) for one in session.scalars(select(Notice.id))}
        to_staff = {str(one) for one in session.scalars(select(StaffMail.id))}
        parked = session.scalar(select(func.count()).select_from(Parked).where(Parked.fate == "waiting")) or 0
    told, found = Counter(acknowledged.values()), Counter(cases.values())
    lost = [f"{key}: {ref} is not kept" for key, ref in acknowledged.items() if key not in (kept.get(ref) or "")]
    lost += [f"{reference} has no case" for reference in told if not found[reference]]
    doubled = [f"{reference} was given to two" for reference, times in told.items() if times > 1]
    doubled += [f"{reference} has {times} cases" for reference, times in found.items() if times > 1]
    doubled += [
        f"{cases[case]}: {what} {times} times" for (case, *what), times in (lines + clocks).items() if times > 1
    ]
    doubled += [f"{cases[case]} has {times} notices" for case, times in notices.items() if times > 1]
    wrong = [f"{reference} is kept and was never acknowledged" for reference in kept.keys() - told.keys()]
    wrong += [
        f"{reference} has not: {what}" for case, reference in cases.items() for what in ONCE if not lines[case, what]
    ]
    sent = Counter({name.strip("<>").partition("@")[0]: times for name, times in letters.items()})
    went = Counter({name: times for name, times in sent.items() if name in to_families})
    wrong += [f"{name} is a letter that nobody wrote" for name in sent.keys() - to_families - to_staff]
    if len(went) != len(cases):
        wrong.append(f"{len(went)} letters for {len(cases)} cases")
    twice = sum(times - 1 for times in went.values())
    return Account(len(told), len(kept), len(cases), parked, len(went), twice, lost, doubled, wrong)


def with_answers(account: Account, records: Records, acknowledged: Sequence[str], keys: KeyFolder) -> Account:
    """The account with the answers to surveys: each that was thanked for was opened once, or waits once.

    Each says something of its own, so that it can be told from the others; a person's would not.
    """
    with records.unit_of_work() as uow:
        opened = Counter(uow.session.scalars(select(Comment.words)))
        boxes = uow.session.execute(select(Box.id, Box.sealed)).all()
        counted = uow.session.scalar(OPENED) or 0
    read, shut = read_boxes(boxes, keys)
    waiting = Counter(
        str(words)
        for answers in read.values()
        for words in written(answers, library().version(answers.questionnaire, answers.version)).values()
    )
    there, told = opened + waiting, Counter(acknowledged)
    lost = [f"{words!r} was thanked for and is not there" for words in told - there]
    doubled = [f"{words!r} is there {times} times" for words, times in there.items() if times > 1]
    wrong = [f"{words!r} is there and nobody was thanked for it" for words in there.keys() - told.keys()]
    wrong += [f"{len(shut)} answers that no key opens"] * bool(shut)
    if counted != opened.total():
        wrong.append(f"{counted} answers are counted, {opened.total()} comments are kept")
    return replace(
        account, answers=told.total(), answers_opened=counted, answers_waiting=len(boxes),
        lost=[*account.lost, *lost], doubled=[*account.doubled, *doubled], wrong=[*account.wrong, *wrong],
    )  # fmt: skip


def _by_case(rows: Any) -> Counter[tuple[Any, ...]]:
    return Counter(tuple(row) for row in rows)
