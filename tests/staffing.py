"""Members of staff for tests: their accounts, a clock that can be moved, and a browser that sends forms."""

import re
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from argon2 import PasswordHasher
from flask import Flask
from werkzeug.test import TestResponse

from foundation.council import Council
from foundation.records import Records
from foundation.staff.accounts import add_account, set_password

# What is tried here is not how long a password takes to guess; foundation/staff/ has its tests with the real one.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "three small words"
EMAIL = "chris@example.gov.uk"
SECRET = "not a secret, only for tests: 0123456789"
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **by: float) -> None:
        self.moment += timedelta(**by)


def an_account(
    operator: Records, council: Council, moment: datetime, *, password: str | None = PASSWORD, **different: Any
) -> UUID:
    """An account, made as the operator makes it; a complaints manager's unless told otherwise."""
    given = {"email": EMAIL, "name": "Chris", "role": "complaints_manager", "team": None, **different}
    with operator.unit_of_work() as uow:
        account_id = add_account(uow, council=council, moment=moment, **given)
    if password:
        with operator.unit_of_work() as uow:
            set_password(uow, account_id, password)
    return account_id


class Browser:
    """Opens pages and sends their forms, with the cookie and the token that a browser would send."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def send(self, path: str, **fields: str) -> TestResponse:
        """Open the page, then send its form."""
        found = TOKEN.search(self.client.get(path, follow_redirects=True).text)
        return self.client.post(path, data={"csrf_token": found[1] if found else "", **fields})

    def sign_in(self, email: str = EMAIL, password: str = PASSWORD, wanted: str = "/sign-in") -> TestResponse:
        return self.send(wanted, email=email, password=password)

    def sign_out(self, page: str) -> TestResponse:
        found = TOKEN.search(self.client.get(page).text)
        assert found
        return self.client.post("/sign-out", data={"csrf_token": found[1]})


def census(app: Flask, open_endpoints: frozenset[str]) -> list[tuple[str, str, str]]:
    """Every address that is not open, filled in, with a method: (endpoint, method, path)."""
    closed = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in open_endpoints:
            path = re.sub(r"<[^>]+>", "7KQ4-M2XH", rule.rule)
            closed += [(rule.endpoint, method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    return closed
