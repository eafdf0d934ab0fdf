"""`heard worker`: the processes between the doors and the teams."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
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
from heard.equality.solver_output import solver_prints_nowhere
from worker.circumstances import Circumstances
from worker.consume import Line
from worker.equality.jobs import inviting_jobs, period_jobs, release_jobs
from worker.equality.periods import lost_periods
from worker.health import serve_health
from worker.jobs import (
    Job,
    Worker,
    alert_jobs,
    carry_jobs,
    clock_jobs,
    consume_jobs,
    notice_jobs,
    relay_jobs,
    run_together,
)
from worker.providers import FileOutbox, Provider, Smtp
from worker.providers.notify import KEY, Account, Notify, read_account
from worker.surveys.asking import Asking
from worker.surveys.jobs import delivery_jobs, invitation_jobs, survey_jobs
from worker.surveys.key_life import lost_keys
from worker.surveys.keys import KeyFolder

ALL = "all"
JOBS = (ALL, "relay", "consume", "clock")
OF_A_RELEASE = 600.0  # seconds that a year's report may take on a slow machine, beyond what other work may


@dataclass(frozen=True)
class Work:
    """What one process does, each in a thread of its own, and what keeps it from its work."""

    workers: Sequence[Worker]
    wrong: Callable[[], list[str]]

    def all_that_is_wrong(self) -> list[str]:
        """In words for the operator; nothing where all is well."""
        return list(dict.fromkeys([*self.wrong(), *(said for worker in self.workers for said in worker.trouble)]))

    def heard_of_at(self) -> float:
        """When the one that has been silent for longest was last heard of, by the clock that only goes forward."""
        return min(worker.alive_at + worker.slack for worker in self.workers)


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
    solver_prints_nowhere()
    with {ALL: _everything, "relay": _relay, "consume": _consume, "clock": _clock}[job](profile) as work:
        port = profile.port("worker")
        serve_health(host, port, work.all_that_is_wrong, work.heard_of_at)
        run_together(work.workers)


@contextmanager
def _everything(profile: Profile) -> Iterator[Work]:
    provider, asking = FileOutbox(profile.notices_folder), _asking(profile)
    with _given(profile, "heard_consume") as desk, _given(profile, "heard_clock") as clock:
        workers = [
            Worker(carry_jobs(desk)),
            Worker(notice_jobs(desk, provider)),
            Worker(alert_jobs(desk, provider)),
            Worker(invitation_jobs(desk, asking, provider)),
            Worker([*survey_jobs(desk, asking), *_equality_jobs(desk, asking, profile)]),
            Worker(release_jobs(desk), slack=OF_A_RELEASE),
            Worker(clock_jobs(clock)),
        ]
        yield Work(workers, lambda: [*what_is_wrong(desk.records), *_lost(desk.records, asking.keys)])


@contextmanager
def _relay(profile: Profile) -> Iterator[Work]:
    publisher = Publisher(Broker(profile.brokers), "relay")
    with _given(profile, "heard_relay") as given, closing(publisher):
        yield Work(
            [Worker(relay_jobs(given, publisher), publisher.rest)],
            lambda: [*what_is_wrong(given.records), *filter(None, [publisher.trouble]), *publisher.differs],
        )


@contextmanager
def _consume(profile: Profile) -> Iterator[Work]:
    mail, account, asking = os.environ.get("HEARD_SMTP_URL"), read_account(), _asking(profile)
    if not (mail or account):
        raise CannotStart(
            f"neither HEARD_SMTP_URL nor {KEY} is set: the mail server or the account of GOV.UK Notify that letters to "
            "families go through"
        )
    line = Line.to(Broker(profile.brokers))
    with _given(profile, "heard_consume") as given, closing(line):
        workers = [
            Worker(consume_jobs(line, given), line.rest),
            Worker(notice_jobs(given, _for_families(mail, account))),
            Worker(alert_jobs(given, _for_alerts(mail, account))),
            Worker(invitation_jobs(given, asking, _for_families(mail, account))),
            *([Worker(delivery_jobs(given, Notify(account)))] if account else []),
            Worker([*survey_jobs(given, asking), *_equality_jobs(given, asking, profile, Broker(profile.brokers))]),
            Worker(release_jobs(given), slack=OF_A_RELEASE),
        ]
        yield Work(
            workers,
            lambda: [*what_is_wrong(given.records), *line.trouble(), *_lost(given.records, asking.keys)],
        )


@contextmanager
def _clock(profile: Profile) -> Iterator[Work]:
    with _given(profile, "heard_clock") as given:
        yield Work([Worker(clock_jobs(given))], lambda: what_is_wrong(given.records))


def _for_families(mail: str | None, account: Account | None) -> Provider:
    """GOV.UK Notify where the council has an account, which takes texts too; else its mail server."""
    return Notify(account) if account else Smtp(str(mail))


def _for_alerts(mail: str | None, account: Account | None) -> Provider:
    """The mail server where there is one: no limit of an account that surveys use up may hold up an alert."""
    return Smtp(mail) if mail else _for_families(mail, account)


def _equality_jobs(given: Circumstances, asking: Asking, profile: Profile, broker: Broker | None = None) -> list[Job]:
    return [*period_jobs(given, asking.keys, broker), *inviting_jobs(given, asking, profile.address("intake"))]


def _lost(records: Records, keys: KeyFolder) -> list[str]:
    """Whose private half is gone, of surveys and of periods of equality answers."""
    return [*lost_keys(records, keys), *lost_periods(records, keys)]


def _asking(profile: Profile) -> Asking:
    return Asking(KeyFolder(profile.key_folder), profile.address("survey-public"))


@contextmanager
def _given(profile: Profile, role: str) -> Iterator[Circumstances]:
    with closing(Records(profile.database.url(role), process=role.removeprefix("heard_"), connections=8)) as records:
        if profile.server:
            refuse_mixture(records, live=profile.live)
        yield Circumstances(records, load_council(profile.council_folder), england(), now)
