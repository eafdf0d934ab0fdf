"""`make screenshots`: the README's pictures, of the made-up year, taken anew in a folder that is thrown away."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from chaos.installation import Installation, an_installation, until
from foundation.runtime.settings import PROJECT
from heard.preparing import DEMO_ACCOUNTS

PICTURES = PROJECT / "docs" / "pictures"
MOST_BYTES = 800_000
PASSWORD = "three small words"
PHONE, DESK = 320, 900
WORDS = (
    "Nobody rang us back for three weeks, and the visit on Tuesday did not happen. "
    "My son waited at the window all afternoon 😢"
)
TOLD = {
    "kind": "complaint",
    "service_area": "child_in_need",
    "topic": "waiting",
    "relationship": "parent",
    "still_going_on": True,
    "words": "Nobody rang us back for three weeks.",
    "email": "parent@example.com",
}


def main() -> None:
    """Start an installation with its made-up year, take every picture, and say how large they are."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with an_installation() as installation, sync_playwright() as playwright:
        said = installation.folder / "run.log"
        process = installation.start("run")
        started = "Ctrl-C stops it all"
        until(lambda: started in said.read_text() or process.poll() is not None, "the made-up year", patience=600)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        families = f"{installation.profile.address('intake')}/"
        reference = family(browser, families)
        found = re.search(r"sign in once +(\S+)", said.read_text())
        if found is None:
            raise SystemExit(said.read_text())
        console(browser, found[1], reference)
        survey(browser, installation)
        officer = re.search(r"who is not heard +(\S+)", said.read_text())
        equality(browser, officer[1] if officer else "", f"{installation.profile.address('survey-staff')}/equality")
        api(installation)
        browser.close()
    sizes = {picture.name: picture.stat().st_size for picture in sorted(PICTURES.iterdir())}
    for name, size in sizes.items():
        print(f"{name:25}{size:>9,} bytes")
    if sum(sizes.values()) > MOST_BYTES:
        raise SystemExit(f"the pictures are more than {MOST_BYTES:,} bytes together")


@contextmanager
def a_page(browser: Browser, width: int, height: int) -> Iterator[Page]:
    """A window without scripts."""
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def picture(page: Page, name: str) -> None:
    """What the window shows, without scrolling."""
    page.screenshot(path=PICTURES / name)


def family(browser: Browser, address: str) -> str:
    """The form on an old phone; the reference that it gives."""
    with a_page(browser, PHONE, 1300) as page:
        page.goto(f"{address}tell/problem")
        page.get_by_label("What would you like to happen?").fill("A phone call from the manager, and a new date.")
        page.get_by_label("What went wrong?").fill(WORDS)
        page.get_by_role("link", name="Back").focus()  # at the top again
        picture(page, "family-form.png")
        page.get_by_label("Waiting too long").check()
        page.get_by_label("Help from a social worker for our family").check()
        page.get_by_label("It is still going on").check()
        page.get_by_label("Parent", exact=True).check()
        page.get_by_label("Your email address").fill("parent@example.com")
        page.get_by_role("button", name="Send", exact=True).click()
        page.wait_for_url("**/tell/received/*")
        return page.url.rpartition("/")[2]


def console(browser: Browser, sign_in_once: str, reference: str) -> None:
    """The case of what the family wrote, as the complaints manager sees it."""
    with a_page(browser, DESK, 1450) as page:
        page.goto(sign_in_once)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password again").fill(PASSWORD)
        page.get_by_role("button", name="Set this password").click()
        page.wait_for_url("**/cases")
        page.goto(f"{page.url}/{reference}")
        picture(page, "console-case.png")


def survey(browser: Browser, installation: Installation) -> None:
    """What a child is asked after a review, and what is read of all who were at a meeting."""
    with a_page(browser, PHONE, 1300) as page:
        page.goto(f"{installation.profile.address('survey-public')}/q/looked_after_review?for=under_13&one=0")
        picture(page, "survey-phone.png")
    with a_page(browser, DESK, 1450) as page:
        surveys = installation.profile.address("survey-staff")
        page.goto(f"{surveys}/sign-in")
        page.get_by_label("E-mail address").fill(DEMO_ACCOUNTS[0].email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/send")
        page.goto(f"{surveys}/results/answers/meeting")
        page.get_by_role("heading", name="How did it go?").scroll_into_view_if_needed()
        picture(page, "survey-results.png")


def equality(browser: Browser, sign_in_once: str, overview: str) -> None:
    """Who is not heard, as the equality officer sees it when the worker has made the year's report."""
    with a_page(browser, DESK, 1000) as page:
        page.goto(sign_in_once)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_label("New password", exact=True).fill(PASSWORD)
        page.get_by_label("New password again").fill(PASSWORD)
        page.get_by_role("button", name="Set this password").click()
        page.wait_for_url("**/send")

        def is_reported() -> bool:
            page.goto(overview)
            return page.get_by_role("heading", name="Who is not heard").is_visible()

        until(is_reported, "the report of the year", patience=900)
        picture(page, "equality-overview.png")


def api(installation: Installation) -> None:
    """The curl command that anybody can type, and its answer."""
    command = [
        "curl", "--silent", "--json", json.dumps(TOLD),
        "--header", "Idempotency-Key: 6f1c2c1e-6e0f-4a52-9a54-1f0f5c1b7a10",
        f"{installation.profile.address('intake')}/api/v1/submissions",
    ]  # fmt: skip
    answered = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    shown = shlex.join(command).replace(str(installation.profile.port("intake")), "8001")
    shown = shown.replace(" --", " \\\n  --").replace(" http", " \\\n  http")
    answer = json.dumps(json.loads(answered), indent=2, ensure_ascii=False)
    Path(PICTURES / "api.txt").write_text(f"$ {shown}\n{answer}\n", "utf-8")


if __name__ == "__main__":
    main()
