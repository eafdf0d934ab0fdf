"""One running installation for all journeys, and a real browser before it."""

import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chaos.installation import Installation, an_installation, until

PHONE, DESK = 320, 1280
PASSWORD = "three small words"
EMAIL = "manager@demo.example"
PRINTED = r"^  (families|answer a survey|console|send surveys|sign in once) +(http\S+)$"


@dataclass(frozen=True)
class Running:
    """The addresses that `heard run` printed, and the installation behind them."""

    installation: Installation
    families: str
    answering: str
    console: str
    surveys: str
    sign_in_once: str
    partner_key: str


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """`heard run`, as a newcomer types it; Ctrl-C at the end leaves nothing running."""
    with an_installation() as installation:
        process = installation.start("run", "--no-synthetic-year")
        said = installation.folder / "run.log"

        def addresses() -> dict[str, str]:
            assert process.poll() is None, said.read_text()
            return dict(re.findall(PRINTED, said.read_text(), re.M))

        found = until(lambda: addresses() if "Ctrl-C stops it all" in said.read_text() else None, "the addresses")
        added = installation.heard("partner", "add", "Journeys")
        yield Running(
            installation, found["families"], found["answer a survey"].rstrip("/"), found["console"].rstrip("/"),
            found["send surveys"].rstrip("/"), found["sign in once"], added.stdout.split()[-1],
        )  # fmt: skip
        process.send_signal(signal.SIGINT)
        until(lambda: process.poll() is not None, "Ctrl-C to stop everything")
        assert process.returncode == 0, said.read_text()
        until(lambda: not installation.alive(), f"no process to be left of {installation.alive()}")
        assert not installation.profile.database.is_running()


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a browser window of one width, with scripts or without; no request of it may leave this machine."""
    contexts: list[BrowserContext] = []
    strays: list[str] = []

    def watch(request: Any) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "https://127.0.0.1:", "data:", "about:")):
            strays.append(request.url)

    def a_page(width: int = PHONE, **different: Any) -> Page:
        different = {"java_script_enabled": False, **different}
        context = chromium.new_context(viewport={"width": width, "height": 800}, **different)
        context.on("request", watch)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield a_page
    for context in contexts:
        context.close()
    assert strays == []


def choose_password(page: Page, sign_in_once: str) -> None:
    """What somebody does with the link that the operator gave them."""
    page.goto(sign_in_once)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password again").fill(PASSWORD)
    page.get_by_role("button", name="Set this password").click()


@pytest.fixture(scope="session")
def manager(running: Running, chromium: Browser) -> dict[str, Any]:
    """The manager's cookies: signed in by the printed link, with a password chosen, as a newcomer would."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    choose_password(page, running.sign_in_once)
    page.wait_for_url(f"{running.console}/cases")
    state: Any = context.storage_state()
    context.close()
    return dict(state)


@pytest.fixture(scope="session")
def practitioner(running: Running, chromium: Browser) -> dict[str, Any]:
    """A practitioner's cookies for the survey pages: signed in with a password that was chosen by the link."""
    email = "practitioner@demo.example"
    added = running.installation.heard("staff", "add", email, "--name", "Pat", "--role", "practitioner")
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    choose_password(page, added.stdout.split()[-1].replace(running.console, running.surveys))
    page.wait_for_url(f"{running.surveys}/send")
    state: Any = context.storage_state()
    context.close()
    return dict(state)
