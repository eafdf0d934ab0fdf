"""The jobs behind `heard worker`: what there is to do is done, then it rests; a signal lets it finish first."""

import signal
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import FrameType

from foundation.records import RecordsUnavailable
from foundation.runtime.logs import get_logger
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.clock import announce_again, count_what_waits
from worker.notices import Provider, send_waiting

log = get_logger("worker")

REST = 0.1
LONGEST_REST = 10.0


@dataclass
class Job:
    """Something to do again and again. It returns how much there was; `every` spaces it out, in seconds."""

    name: str
    do: Callable[[], int]
    every: float = 0.0
    next_at: float = 0.0


def consume_jobs(given: Circumstances, provider: Provider) -> list[Job]:
    """Route what was received, and send what is to be sent."""
    return [
        Job("carry", lambda: carry(given)),
        Job("notices", lambda: send_waiting(given, provider)),
        Job("gauges", lambda: count_what_waits(given) or 0, every=5),
    ]


def clock_jobs(given: Circumstances) -> list[Job]:
    """What the clock does each minute."""
    return [Job("sweep", lambda: announce_again(given), every=60)]


class Worker:
    """Runs its jobs in turn, until it is told to stop."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        self._jobs = jobs
        self._stop = threading.Event()
        self.alive_at = time.monotonic()

    def run(self) -> None:
        """Work until `stop`. A database that is away is waited for, longer each time, never in a hot loop."""
        rest = REST
        while not self._stop.is_set():
            try:
                done = sum(self._do(job) for job in self._jobs)
                rest = REST
            except RecordsUnavailable as error:
                log.error("records unavailable, waiting", seconds=rest, exc_info=error)
                done, rest = 0, min(rest * 2, LONGEST_REST)
            self.alive_at = time.monotonic()
            if not done:
                self._stop.wait(rest)

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish what is in hand and stop."""
        self._stop.set()

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT ask it to stop."""
        signal.signal(signal.SIGTERM, self.stop)
        signal.signal(signal.SIGINT, self.stop)

    def _do(self, job: Job) -> int:
        started = time.monotonic()
        if started < job.next_at:
            return 0
        job.next_at = started + job.every
        try:
            return job.do()
        except RecordsUnavailable:
            raise
        except Exception as error:
            log.error("job failed", job=job.name, exc_info=error)
            job.next_at = time.monotonic() + max(job.every, LONGEST_REST)
            return 0
