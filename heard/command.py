"""The one command, `heard`: every refusal is one clear line and a non-zero exit, never a traceback."""

from importlib import import_module
from typing import Any

import click

from foundation.runtime.logs import describe

COMMANDS = {
    "run": "Start everything in the embedded profile.",
    "serve": "Serve one site.",
    "worker": "Route what was received, send notices, watch the clock.",
    "init": "Write the secrets this installation needs.",
    "migrate": "Bring the database to the newest migration.",
    "doctor": "Say what is wrong, and how to mend it.",
    "staff": "Accounts of staff.",
    "partner": "API keys for partner systems.",
    "parked": "What could not be handled.",
    "triage": "Which procedure is right, for facts as JSON.",
    "equality": "Who is heard and who is not: quarters, releases, figures of people.",
    "holidays": "Bank holidays proclaimed or taken back.",
    "questionnaires": "What families are asked: list, check, lock.",
}
PLACES = {"worker": "work", "init": "setting_up", "migrate": "setting_up", "partner": "partners"}


class Heard(click.Group):
    """Loads only the command that is asked for, and says what went wrong in one line."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All names, in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command, from its own module."""
        if name not in COMMANDS:
            return None
        found: click.Command = getattr(import_module(f"heard.{PLACES.get(name, name)}"), name)
        found.short_help = COMMANDS[name]
        return found

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. What we expect is said as it is; what we do not is named by type and place."""
        try:
            return super().invoke(ctx)
        except (
            click.ClickException,
            click.exceptions.Exit,
            click.Abort,
            SystemExit,
            KeyboardInterrupt,
            BrokenPipeError,
        ):
            raise
        except Exception as error:  # noqa: BLE001 -- a traceback is no answer to somebody at a keyboard
            raise click.ClickException(said(error)) from None


def said(error: Exception) -> str:
    """What went wrong, in one line for the person at the keyboard."""
    from foundation.council import Mistake
    from foundation.records import RecordsRefused, RecordsUnavailable
    from foundation.runtime.embedded_database import DatabaseWillNotStart
    from foundation.staff.accounts import StaffRefused
    from heard.refused import Refused
    from worker.parked import NotParked

    if isinstance(error, RecordsUnavailable):
        return "the database does not answer; `heard doctor` says more"
    if isinstance(error, RecordsRefused):
        return f"the database refused this ({error}); `heard doctor` says more"
    if isinstance(error, (Mistake, DatabaseWillNotStart, NotParked, StaffRefused, Refused)):
        return str(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    told = describe(error)
    return f"a fault of ours: {told['error'][0]} at {told['at'][-1]}"


@click.group(cls=Heard, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def main() -> None:
    """Heard: what families say about children's services, kept, routed and answered."""
