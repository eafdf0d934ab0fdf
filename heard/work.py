"""`heard worker`: the processes between the doors and the teams."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass

import click

from foundation.council import load_council
from foundation.courier.connection import Broker
from foundation.courier.publisher import Publisher
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.readiness import refuse_mixture, what_is_wrong
from foundation.runtime.clock import now
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import CannotStart, Profile, read_profile, read_secrets
from worker.circumstances import Circumstances
from worker.consume import Line
from worker.health import serve_health
from worker.jobs import Job, Worker, carry_jobs, clock_jobs, consume_jobs, relay_jobs
from worker.providers import provider_for

ALL = "all"
JOBS = (ALL, "relay", "consume", "clock")


@dataclass(frozen=True)
class Work:
    """What one process does, how it rests, and what keeps it from its work."""

    jobs: list[Job]
    rest: Callable[[float], object] | None
    wrong: Callable[[], list[str]]


@click.command()
@click.argument("job", type=click.Choice(JOBS), default=ALL)
@click.option("--host", default="127.0.0.1", show_default=True, help="Where health and measures are answered.")
def worker(job: str, host: str) -> None:
    """Route what was received, send notices, watch the clock; until stopped, and then finish first.

    The embedded profile has one worker for all. A council runs relay, consume and clock apart, several of the
    first two if it likes.
    """
    profile = read_profile()
    if (job == ALL) == bool(profile.server):
        raise CannotStart(
            "in the server profile name the job: relay, consume or clock"
            if profile.server
            else "the embedded profile has one worker for all; type `heard worker`"
        )
    os.environ |= read_secrets(profile, ["HEARD_METRICS_TOKEN"])
    start_logging("worker" if job == ALL else job, profile.log_level)
    with (_everything if job == ALL else {"relay": _relay, "consume": _consume, "clock": _clock}[job])(profile) as work:
        running = Worker(work.jobs, work.rest)
        running.stop_on_signals()
        serve_health(host, profile.port("worker"), work.wrong, lambda: running.alive_at)
        running.run()


@contextmanager
def _everything(profile: Profile) -> Iterator[Work]:
    with ExitStack() as stack:
        desk, clock = (stack.enter_context(_given(profile, role)) for role in ("heard_consume", "heard_clock"))
        jobs = carry_jobs(desk, provider_for(None, profile.notices_folder)) + clock_jobs(clock)
        yield Work(jobs, None, lambda: what_is_wrong(desk.records))


@contextmanager
def _relay(profile: Profile) -> Iterator[Work]:
    publisher = Publisher(Broker(profile.brokers), "relay")
    with _given(profile, "heard_relay") as given, closing(publisher):
        yield Work(
            relay_jobs(given, publisher),
            publisher.rest,
            lambda: [*what_is_wrong(given.records), *filter(None, [publisher.trouble]), *publisher.differs],
        )


@contextmanager
def _consume(profile: Profile) -> Iterator[Work]:
    provider = provider_for(os.environ.get("HEARD_SMTP_URL"), profile.notices_folder)
    line = Line.to(Broker(profile.brokers))
    with _given(profile, "heard_consume") as given, closing(line):
        yield Work(
            consume_jobs(line, given, provider), line.rest, lambda: [*what_is_wrong(given.records), *line.trouble()]
        )


@contextmanager
def _clock(profile: Profile) -> Iterator[Work]:
    with _given(profile, "heard_clock") as given:
        yield Work(clock_jobs(given), None, lambda: what_is_wrong(given.records))


@contextmanager
def _given(profile: Profile, role: str) -> Iterator[Circumstances]:
    with closing(Records(profile.database.url(role), process=role.removeprefix("heard_"), connections=4)) as records:
        if profile.server:
            refuse_mixture(records, live=profile.live)
        yield Circumstances(records, load_council(profile.council_folder), england(), now)
