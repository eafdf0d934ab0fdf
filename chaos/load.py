"""Partners that send complaints, each again with the same key until it is acknowledged."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

PATIENCE = 120.0
BODY = {
    "kind": "complaint",
    "service_area": "child_in_need",
    "topic": "worker",
    "relationship": "parent",
    "still_going_on": True,
}


@dataclass
class Load:
    """Some clients that send one complaint after the other. `acknowledged` is each one's key and reference."""

    port: int
    partner_key: str
    clients: int = 4
    pause: float = 0.0
    acknowledged: dict[str, str] = field(default_factory=dict)
    broken: int = 0
    last_at: float = 0.0
    _enough: threading.Event = field(default_factory=threading.Event)
    _failed: list[BaseException] = field(default_factory=list)

    def send(self, key: str) -> None:
        """Send one complaint until it is acknowledged. Raises AssertionError when it is refused, or never is."""
        body = json.dumps(BODY | {"words": f"Nobody rang back. {key}", "email": f"{key}@example.com"})
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "Authorization": f"Bearer {self.partner_key}",
        }
        end = time.monotonic() + PATIENCE
        while (answer := self._try(body, headers)) is None:
            if time.monotonic() > end:
                raise AssertionError(f"no acknowledgement of {key} in {PATIENCE:.0f} seconds")
            time.sleep(0.05)
        self.acknowledged[key] = answer["reference"]
        self.last_at = time.monotonic()

    def wait_for_more(self, more: int) -> None:
        """Wait until so many more are acknowledged than are now."""
        before, end = len(self.acknowledged), time.monotonic() + PATIENCE
        while len(self.acknowledged) < before + more:
            if time.monotonic() > end or self._failed:
                raise AssertionError(f"{len(self.acknowledged) - before} of {more} acknowledged; {self._failed}")
            time.sleep(0.02)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Send without end while the block runs; at its end every client finishes what it began."""
        threads = [threading.Thread(target=self._client, name=f"client {n}") for n in range(self.clients)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._enough.set()
            for thread in threads:
                thread.join()
            self._enough.clear()
        if self._failed:
            raise self._failed[0]

    def _client(self) -> None:
        try:
            while not self._enough.wait(self.pause):
                self.send(f"sent-{uuid4()}")
        except AssertionError as error:
            self._failed.append(error)

    def _try(self, body: str, headers: dict[str, str]) -> dict[str, Any] | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", "/api/v1/submissions", body, headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            self.broken += 1
            return None
        finally:
            connection.close()
        if answer.status >= 500:
            self.broken += 1
            return None
        if answer.status != 201:
            raise AssertionError(f"refused: {told}")
        return dict(told)
