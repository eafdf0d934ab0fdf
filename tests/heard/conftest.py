"""An installation whose database runs, and commands typed on it."""

from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result

from chaos.installation import Installation, an_installation
from heard.command import main

Typed = Callable[..., Result]


@pytest.fixture(scope="session")
def prepared() -> Iterator[Installation]:
    """Secrets, a running database at the newest migration, no sites."""
    with an_installation() as installation:
        installation.profile.database.start(fsync="off")
        for command in ("init", "migrate"):
            done = installation.heard(command)
            assert done.returncode == 0, done.stderr
        yield installation


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Type a command on an installation, in this process."""

    def type_in(installation: Installation, *arguments: str, **different: str) -> Result:
        with monkeypatch.context() as here:
            for name in ("HEARD_DATABASE_URL", "HEARD_AMQP_URL", "HEARD_SESSION_SECRET", "HEARD_METRICS_TOKEN"):
                here.delenv(name, raising=False)
            for name, value in (installation.environment | different).items():
                if name.startswith("HEARD_"):
                    here.setenv(name, value)
            return CliRunner().invoke(main, arguments, prog_name="heard")

    return type_in


@pytest.fixture
def empty() -> Iterator[Installation]:
    """A folder and ports, and nothing else."""
    with an_installation() as found:
        yield found
