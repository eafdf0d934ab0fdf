"""The voluntary questions in the made-up year: shown on thanks pages, answered at their own door, counted and closed;
and a sample survey of people whom the service works with, from its list to its counts.
"""

from datetime import date
from itertools import count
from uuid import NAMESPACE_URL, UUID, uuid5

from flask.testing import FlaskClient
from sqlalchemy import func, select

from foundation.contracts.equality import ADDRESSES
from foundation.records import Records, UnitOfWork
from foundation.records.models import Sample, Submission
from foundation.staff.sessions import SignedIn
from foundation.surveys.sampling import Allocation, allocate
from heard.synthetic.answering import Surveys, WalkStopped
from heard.synthetic.equality import Planned, PlannedSample, Shown
from heard.synthetic.who import COMPLAINED
from intake_service.equality import keeping
from intake_service.equality.asking import AGE, name_of
from survey_service.sampling import making
from survey_service.sampling.frame import read_frame
from survey_service.send.sending import when
from worker.circumstances import Circumstances
from worker.equality.closing import close_periods
from worker.equality.periods import keep_periods
from worker.equality.tally import tally_boxes
from worker.surveys.counting import count_samples
from worker.surveys.keys import KeyFolder
from worker.surveys.samples import prepare_samples

NAME = "Survey of people we work with"


class TakingPart:
    """What happens day by day. In a walk that was stopped the days before it stopped are over."""

    def __init__(
        self, planned: Planned, *, door: FlaskClient, intake: Records, staff: Records, by: SignedIn,
        desk: Circumstances, keys: KeyFolder, surveys: Surveys,
    ) -> None:  # fmt: skip
        self._planned, self._door, self._intake, self._staff, self._by = planned, door, intake, staff, by
        self._desk, self._keys, self._surveys = desk, keys, surveys
        self._over_until = _walked_until(desk)
        self._month: date | None = None
        self._households = count(1)

    def days(self) -> set[date]:
        """The days on which anything happens."""
        sample = self._planned.sample
        return {it.on for it in self._planned.shown} | {sample.on} | {reply.on for reply in sample.replies}

    def begin(self, day: date) -> None:
        """Once a month see to periods and their keys, and end what is over."""
        if self._month != day.replace(day=1):
            self._month = day.replace(day=1)
            keep_periods(self._desk, self._keys)
            self.count()

    def show(self, day: date) -> int:
        """Show the questions on the thanks pages of this day, and take what comes back; how many came."""
        of_day = [shown for shown in self._planned.shown if shown.on == day]
        if self._over_until is None or day > self._over_until:
            for shown in of_day:
                self._show(shown)
        return sum(shown.comes for shown in of_day)

    def ask_the_sample(self, day: date) -> None:
        """Upload the list and order the sample, on its day."""
        if day == self._planned.sample.on:
            _order(self._planned.sample, self._staff, self._by, self._desk)

    def invite_the_sample(self, day: date) -> None:
        """Send what is drawn."""
        if day == self._planned.sample.on and prepare_samples(self._desk, self._keys):
            self._surveys.send_letters()

    def answer_the_sample(self, day: date) -> int:
        """Whoever was drawn and answers on this day; how many did."""
        came = [reply for reply in self._planned.sample.replies if reply.on == day]
        return sum(self._surveys.answer_letter(reply) for reply in came)

    def count(self) -> None:
        """Tally, and end what is over. It is published by the worker, which takes its time, when the year is walked."""
        tally_boxes(self._desk, self._keys)
        close_periods(self._desk, self._keys)
        count_samples(self._desk, self._keys)

    def _show(self, shown: Shown) -> None:
        pool = "complainants" if shown.kind == COMPLAINED else "other_feedback"
        keeping.offer(self._intake, pool, shown.on, again=False)
        if not shown.comes:
            return
        form: dict[str, object] = {"go": "no"}
        if shown.answers is not None:
            form = {AGE: shown.age, "go": "send"} | {name_of(code): said for code, said in shown.answers.items()}
        here = {"REMOTE_ADDR": f"fd00:0:1:{next(self._households):x}::1"}  # each from an address of its own
        sent = self._door.post(ADDRESSES[pool], data=form, environ_overrides=here)
        if sent.status_code != 303:
            raise WalkStopped(f"the synthetic year stopped at {ADDRESSES[pool]}: {sent.text}")


def _order(planned: PlannedSample, staff: Records, by: SignedIn, desk: Circumstances) -> None:
    sample_id, surveys, moment = uuid5(NAMESPACE_URL, f"sample {planned.on}"), desk.council.surveys, desk.now()
    rows = [f"{address};{name}" for name, addresses in planned.groups.items() for address in addresses]
    frame = read_frame("\n".join(["Email;Group", *rows]).encode())
    with staff.unit_of_work() as uow:
        making.keep(
            uow, sample_id, f"{NAME}, {planned.on.year}", frame,
            by=by.account_id, surveys=surveys, today=planned.on, moment=moment,
        )  # fmt: skip
    with staff.unit_of_work() as uow:
        if uow.session.get_one(Sample, sample_id).ordered_at is not None:  # in a walk that was stopped
            return
    invited = allocate({group.code: group.size for group in frame.groups}, planned.invited, Allocation.PROPORTIONAL)
    with staff.unit_of_work() as uow:
        making.plan(uow, sample_id, invited, when(moment, surveys, remind=False))
    with staff.unit_of_work() as uow:
        making.order(uow, sample_id, seen=_state(uow, sample_id), surveys=surveys, moment=moment)


def _state(uow: UnitOfWork, sample_id: UUID) -> str:
    return making.state_of(uow.session.get_one(Sample, sample_id))


def _walked_until(desk: Circumstances) -> date | None:
    """The last day of a walk that was stopped: who answered on it cannot be known, and is not asked again."""
    with desk.records.unit_of_work() as uow:
        found: date | None = uow.session.scalar(select(func.max(Submission.received_on)))
    return found
