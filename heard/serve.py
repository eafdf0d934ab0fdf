"""`heard serve`: one web process, by Granian."""

import os
import tempfile
from contextlib import closing

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from foundation.council import load_council
from foundation.records import Records
from foundation.records.grants import ROLE_OF_SITE
from foundation.records.readiness import refuse_mixture
from foundation.runtime.settings import read_profile, read_secrets
from heard.setting_up import NEEDED

FACTORIES = {
    "intake": "intake_service:from_environment",
    "survey-public": "survey_service.public:from_environment",
    "survey-staff": "survey_service:from_environment",
    "console": "casework_console:from_environment",
}
THREADS = 4


@click.command()
@click.argument("service", type=click.Choice(list(FACTORIES)))
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="How many processes.")
def serve(service: str, host: str, workers: int) -> None:
    """Serve one site on its own port, until stopped. A worker that dies is replaced."""
    profile = read_profile()
    # Refused here in one line; inside Granian a worker that cannot start would be started again and again.
    os.environ |= read_secrets(profile, NEEDED)
    load_council(profile.council_folder)
    if profile.server:
        with closing(Records(profile.server.url(ROLE_OF_SITE[service]), process=service, connections=1)) as records:
            refuse_mixture(records, live=profile.live)
    # Counters of several processes meet in one folder; prometheus_client reads this when it is imported.
    with tempfile.TemporaryDirectory(prefix=f"heard-{service}-") as measures:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = measures
        Server(
            FACTORIES[service],
            address=host,
            port=profile.port(service),
            interface=Interfaces.WSGI,
            factory=True,
            workers=workers,
            blocking_threads=THREADS,
            backlog=1024,
            websockets=False,
            respawn_failed_workers=True,
            respawn_interval=0.5,
            workers_kill_timeout=10,
            log_level=LogLevels.warning,
        ).serve()
