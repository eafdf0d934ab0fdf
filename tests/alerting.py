"""What somebody does with a sign of harm on the pages of the console, and what the list shows."""

import re
from typing import Any

from staffing import TOKEN, Browser
from werkzeug.test import TestResponse

FORM_ID = re.compile(r'name="form_id"[^>]*value="([^"]+)"')
SEEN = re.compile(r'name="seen"[^>]*value="([^"]*)"')


def fields_of(browser: Browser, path: str) -> dict[str, str]:
    """What a form carries so that it is taken once, and only as its page showed it."""
    page = browser.get(path).text
    token, form_id, seen = (found.search(page) for found in (TOKEN, FORM_ID, SEEN))
    assert token
    assert form_id
    return {"csrf_token": token[1], "form_id": form_id[1], "seen": seen[1] if seen else ""}


def decide(browser: Browser, reference: str, decision: str = "referred_to_mash", **different: Any) -> TestResponse:
    """Send the form of an opened alert as its page is now."""
    fields = {**fields_of(browser, f"/alerts/{reference}"), "decision": decision, **different}
    return browser.client.post(f"/alerts/{reference}", data=fields)


def open_it(browser: Browser, reference: str) -> TestResponse:
    """Press the button on the page of an alert that nobody has opened."""
    found = TOKEN.search(browser.get(f"/alerts/{reference}").text)
    assert found
    return browser.client.post(f"/alerts/{reference}/open", data={"csrf_token": found[1]})


def listed(page: TestResponse) -> list[str]:
    """The references on a page of the list, in its order."""
    return re.findall(r'href="/alerts/(\w{4}-\w{4})"', page.text)
