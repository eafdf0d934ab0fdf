"""`heard worker`: the process between the doors and the teams."""

import os

import click

from foundation.council import load_council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.records.readiness import what_is_wrong
from foundation.runtime.clock import now
from foundation.runtime.logs import start_logging
from foundation.runtime.settings import read_profile, read_secrets
from heard.setting_up import NEEDED
from worker.circumstances import Circumstances
from worker.health import serve_health
from worker.jobs import Worker, clock_jobs, consume_jobs
from worker.notices import FileOutbox


@click.command()
@click.argument("job", type=click.Choice(["all", "consume", "clock"]), default="all")
def worker(job: str) -> None:
    """Route what was received, send notices, watch the clock; until stopped, and then finish first."""
    profile = read_profile()
    os.environ |= read_secrets(profile, NEEDED)
    start_logging("worker", profile.log_level)
    records = Records(profile.database.url("heard_worker"), process="worker", connections=4)
    given = Circumstances(records, load_council(profile.council_folder), england(), now)
    jobs = consume_jobs(given, FileOutbox(profile.notices_folder)) if job != "clock" else []
    running = Worker(jobs + (clock_jobs(given) if job != "consume" else []))
    running.stop_on_signals()
    serve_health(profile.port("worker"), lambda: what_is_wrong(records), lambda: running.alive_at)
    running.run()
    records.close()
