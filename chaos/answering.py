"""Somebody in a room who answers the survey of a poster again and again, each answer until it is acknowledged."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode
from uuid import uuid4

from chaos.load import PATIENCE

POSTER = "/q/core_group?for=adult&one=0"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
PAUSE = 0.7  # below what one address may send in a minute
BUSY = 429


@dataclass
class Answering:
    """One person at the public face of surveys. `acknowledged` is what each answer that was thanked for says."""

    port: int
    pause: float = PAUSE
    acknowledged: list[str] = field(default_factory=list)
    broken: int = 0
    _enough: threading.Event = field(default_factory=threading.Event)
    _failed: list[BaseException] = field(default_factory=list)

    def answer(self, words: str) -> None:
        """Open the page, and press its button until it thanks. Raises AssertionError when it refuses, or never does."""
        _, page = self._until(200, "GET")
        answers = [("q-went", "4"), ("q-anything_else", words), ("go", "send")]
        body = urlencode([*HIDDEN.findall(page), *answers])
        self._until(303, "POST", body)
        self.acknowledged.append(words)

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Answer without end while the block runs; at its end finish what was begun."""
        thread = threading.Thread(target=self._person, name="answering")
        thread.start()
        try:
            yield
        finally:
            self._enough.set()
            thread.join()
            self._enough.clear()
        if self._failed:
            raise self._failed[0]

    def _person(self) -> None:
        try:
            while not self._enough.wait(self.pause):
                self.answer(f"Nobody listened. answer-{uuid4()}")
        except AssertionError as error:
            self._failed.append(error)

    def _until(self, wanted: int, method: str, body: str | None = None) -> tuple[int, str]:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            status, page = self._try(method, body)
            if status == wanted:
                return status, page
            if status and status != BUSY and status < 500:
                raise AssertionError(f"{method} of a poster’s survey: {status}")
            self.broken += 1
            time.sleep(0.2)
        raise AssertionError(f"no {wanted} to {method} of a poster’s survey in {PATIENCE:.0f} seconds")

    def _try(self, method: str, body: str | None) -> tuple[int, str]:
        """The status and the page; no status where nobody answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, POSTER, body, {"Content-Type": "application/x-www-form-urlencoded"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()
