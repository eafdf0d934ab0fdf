"""The jobs behind `heard worker`: what there is to do is done, then it rests; a signal lets it finish first."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from uuid import UUID

from foundation.courier.connection import BrokerUnavailable
from foundation.courier.publisher import Publisher
from foundation.records import RecordsUnavailable
from foundation.runtime.logs import get_logger
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.clock import announce_again, count_what_waits
from worker.consume import Line, consume, drain
from worker.due import tell_of_calendar_end, watch
from worker.notices import send_waiting
from worker.providers import Provider, ProviderAway
from worker.redating import redate_all
from worker.relay import relay
from worker.safety import repeat_alerts
from worker.staff_mail import send_alerts, send_staff_mail

log = get_logger("worker")

REST = 0.1
A_MOMENT = 0.5  # who waits for a letter does not feel it, and an idle worker asks the database less often
LONGEST_REST = 10.0
LONGEST_WITHOUT_ALERTS = 60.0
LONGEST_WITHOUT_LETTERS = 300.0  # who asks a mail server more often with a wrong password locks its account


@dataclass
class Job:
    """Something to do again and again. It returns how much there was; `every` spaces it out, in seconds.

    Where there was nothing it rests for `idle`. `trouble` is what keeps it from being done; then it is tried again,
    later each time, after `longest` at the most.
    """

    name: str
    do: Callable[[], int]
    every: float = 0.0
    idle: float = 0.0
    longest: float = LONGEST_REST
    next_at: float = 0.0
    patience: float = REST
    trouble: str = ""


def carry_jobs(given: Circumstances) -> list[Job]:
    """The embedded profile: route what waits in the outbox."""
    return [Job("carry", lambda: carry(given))]


def consume_jobs(line: Line, given: Circumstances) -> list[Job]:
    """The server profile: route what RabbitMQ brings, and keep what it gave up on."""
    return [Job("consume", lambda: consume(given, line)), Job("drain", lambda: drain(given, line), every=1)]


def notice_jobs(given: Circumstances, provider: Provider) -> list[Job]:
    """Send what is to be sent, letter by letter. Beside the routing, which no slow mail server may hold up."""
    return [
        Job("notices", lambda: send_waiting(given, provider, size=1), idle=A_MOMENT, longest=LONGEST_WITHOUT_LETTERS),
        Job("staff mail", lambda: send_staff_mail(given, provider), every=1, longest=LONGEST_WITHOUT_LETTERS),
    ]


def alert_jobs(given: Circumstances, provider: Provider) -> list[Job]:
    """Tell the duty list of signs of harm. Beside the letters, with a provider of its own: no slow one holds it up."""
    return [Job("alerts", lambda: send_alerts(given, provider), every=1, longest=LONGEST_WITHOUT_ALERTS)]


def relay_jobs(given: Circumstances, publisher: Publisher) -> list[Job]:
    """The server profile: announce what waits in the outbox."""
    return [Job("relay", lambda: relay(given, publisher))]


def clock_jobs(given: Circumstances) -> list[Job]:
    """What the clock does: lost submissions, changed holidays, what is due, the end of the calendar, the gauges."""
    told: dict[UUID, datetime] = {}
    return [
        Job("sweep", lambda: announce_again(given, told), every=60),
        Job("redate", lambda: redate_all(given), every=5),
        Job("unopened alerts", lambda: repeat_alerts(given), every=5),
        Job("due", lambda: watch(given), every=60),
        Job("calendar", lambda: tell_of_calendar_end(given), every=3600),
        Job("gauges", lambda: count_what_waits(given) or 0, every=5),
    ]


class Worker:
    """Runs its jobs in turn, until it is told to stop. `rest` waits, so many seconds at the most.

    One of its rounds may take `slack` seconds more than those of others before anybody worries.
    """

    def __init__(
        self, jobs: Sequence[Job], rest: Callable[[float], object] | None = None, *, slack: float = 0.0
    ) -> None:
        self.name = " and ".join(job.name for job in jobs)
        self._jobs = jobs
        self._stop = threading.Event()
        self._rest = rest or self._stop.wait
        self.slack = slack
        self.alive_at = time.monotonic()

    def run(self) -> None:
        """Work until `stop`. A database that is away is waited for, longer each time, never in a hot loop."""
        patience = REST
        while not self._stop.is_set():
            try:
                done = sum(self._do(job) for job in self._jobs)
            except RecordsUnavailable as error:
                log.error("records unavailable, waiting", seconds=patience, exc_info=error)
                self._wait(patience)
                patience = min(patience * 2, LONGEST_REST)
            else:
                patience = REST
                if not done:
                    self._rest(REST)
            self.alive_at = time.monotonic()

    @property
    def trouble(self) -> list[str]:
        """What keeps its jobs from being done."""
        return [job.trouble for job in self._jobs if job.trouble]

    def stop(self) -> None:
        """Finish what is in hand and stop."""
        self._stop.set()

    def _wait(self, seconds: float) -> None:
        """A little at a time, because not every way of resting can hear a signal."""
        end = time.monotonic() + seconds
        while not self._stop.is_set() and (left := end - time.monotonic()) > 0:
            self._rest(min(left, REST))

    def _do(self, job: Job) -> int:
        started = time.monotonic()
        if started < job.next_at:
            return 0
        job.next_at = started + job.every
        try:
            done = job.do()
        except RecordsUnavailable:
            raise
        except (BrokerUnavailable, ProviderAway) as error:
            job.trouble = str(error)
            log.error("not to be reached, waiting", job=job.name, seconds=job.patience, why=job.trouble)
            job.next_at = time.monotonic() + job.patience
            job.patience = min(job.patience * 2, job.longest)
            return 0
        except Exception as error:
            log.error("job failed", job=job.name, exc_info=error)
            job.trouble = f"{job.name} fails: {type(error).__name__}"
            job.next_at = time.monotonic() + max(job.every, LONGEST_REST)
            return 0
        job.patience, job.trouble = REST, ""
        job.next_at += 0 if done else job.idle
        return done


def run_together(workers: Sequence[Worker]) -> None:
    """Run all until SIGTERM or SIGINT, the first in this thread and each other in one of its own; all finish first.

    They end together: if one breaks the others finish what they hold, and the process exits with 1 to be started anew.
    """
    broken: list[str] = []

    def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
        for worker in workers:
            worker.stop()

    def run(worker: Worker) -> None:
        try:
            worker.run()
        except Exception as error:
            log.critical("broken", jobs=worker.name, exc_info=error)
            broken.append(worker.name)
            stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    others = [threading.Thread(target=run, args=(worker,), name=worker.name) for worker in workers[1:]]
    for thread in others:
        thread.start()
    run(workers[0])
    for thread in others:
        thread.join()
    if broken:
        raise SystemExit(1)
