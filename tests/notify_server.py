"""A local GOV.UK Notify: it checks the token, speaks the documented replies, and misbehaves when told to.

https://docs.notifications.service.gov.uk/rest-api.html
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import jwt

SERVICE, SECRET = str(uuid4()), str(uuid4())
KEY = f"heard-{SERVICE}-{SECRET}"
MAIL_TEMPLATE, TEXT_TEMPLATE = str(uuid4()), str(uuid4())
PLACES = {MAIL_TEMPLATE: {"subject", "body"}, TEXT_TEMPLATE: {"body"}}
SAYS = {
    400: ("BadRequestError", "Can't send to this recipient using a team-only API key"),
    403: ("AuthError", "Invalid token: API key not found"),
    429: ("RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"),
    500: ("Exception", "Internal server error"),
    503: ("Exception", "Service unavailable"),
}
NOT_AN_ADDRESS = ("ValidationError", "email_address Not a valid email address")


@dataclass
class NotifyServer:
    """Answers with `fails` while it is set, refuses addresses in `no_address`, and has `fates` to tell."""

    port: int = 0
    fails: int = 0
    no_address: set[str] = field(default_factory=set)
    slow: float = 0
    taken: list[dict[str, Any]] = field(default_factory=list)
    fates: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def takes(self, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """A message: with exactly what its template has room for."""
        address = told.get("email_address") or told["phone_number"]
        if self.fails:
            return self.fails, _errors(*SAYS[self.fails])
        if address in self.no_address:
            return 400, _errors(*NOT_AN_ADDRESS)
        if told["personalisation"].keys() != PLACES[told["template_id"]]:
            return 400, _errors("BadRequestError", "Missing personalisation")
        message_id = str(uuid4())
        self.taken.append(told)
        self.fates[message_id] = "created"
        return 201, {
            "id": message_id,
            "reference": told["reference"],
            "uri": f"{self.url}/v2/notifications/{message_id}",
        }

    def tells(self, message_id: str) -> tuple[int, dict[str, Any]]:
        """What became of one."""
        self.asked.append(message_id)
        if self.fails:
            return self.fails, _errors(*SAYS[self.fails])
        if message_id not in self.fates:
            return 404, _errors("NoResultFound", "No result found")
        return 200, {"id": str(UUID(message_id)), "status": self.fates[message_id]}


def _errors(kind: str, said: str) -> dict[str, Any]:
    return {"errors": [{"error": kind, "message": said}]}


@contextmanager
def a_notify_server(**how: Any) -> Iterator[NotifyServer]:
    """Start it on a free loopback port."""
    found = NotifyServer(**how)

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.path in ("/v2/notifications/email", "/v2/notifications/sms")
            self._answer(*(found.takes(told) if self._is_let_in() else (403, _errors(*SAYS[403]))))

        def do_GET(self) -> None:
            self._answer(*found.tells(self.path.removeprefix("/v2/notifications/")))

        def _is_let_in(self) -> bool:
            token = self.headers["Authorization"].removeprefix("Bearer ")
            try:
                return bool(jwt.decode(token, SECRET, ["HS256"])["iss"] == SERVICE)
            except jwt.InvalidTokenError:
                return False

        def _answer(self, status: int, said: dict[str, Any]) -> None:
            time.sleep(found.slow)
            body = json.dumps({"status_code": status, **said} if status >= 400 else said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            with suppress(ConnectionError):  # somebody hasty has hung up
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """It says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        found.port = server.server_port
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()
