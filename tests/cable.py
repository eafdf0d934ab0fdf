"""A cable between us and a server, that a test can cut, or through which no answer comes for a while."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass
class Cable:
    """Carries each connection's bytes both ways; `carried` counts those to the server."""

    server: tuple[str, int]
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    answers: threading.Event = field(default_factory=threading.Event)
    ends: list[socket.socket] = field(default_factory=list)
    threads: list[threading.Thread] = field(default_factory=list)
    carried: int = 0
    left: int | None = None

    @property
    def port(self) -> int:
        """Where it begins."""
        return int(self.listener.getsockname()[1])

    def begin(self) -> None:
        """Take connections, and let answers through."""
        self.answers.set()
        self._start(self._take)

    def cut(self) -> None:
        """End every connection. A new one may be made at once."""
        ends, self.ends, self.left = self.ends, [], None
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def cut_after(self, number: int) -> None:
        """When the server has been given so many more bytes."""
        self.left = self.carried + number

    def end(self) -> None:
        """Take it away."""
        self.answers.set()
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.cut()
        for thread in self.threads:
            thread.join()

    def _start(self, run: object, *given: object) -> None:
        self.threads.append(threading.Thread(target=run, args=given))  # type: ignore[arg-type]
        self.threads[-1].start()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                ours, _ = self.listener.accept()
                theirs = socket.create_connection(self.server)
                self.ends += [ours, theirs]
                self._start(self._carry, ours, theirs, True)
                self._start(self._carry, theirs, ours, False)

    def _carry(self, source: socket.socket, target: socket.socket, there: bool) -> None:
        with suppress(OSError):
            while said := source.recv(4096):
                if not there:
                    self.answers.wait()
                else:
                    self.carried += len(said)
                    if self.left is not None and self.carried >= self.left:
                        self.cut()
                        break
                target.sendall(said)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        source.close()


@contextmanager
def a_cable_to(address: str) -> Iterator[Cable]:
    """A cable to the machine of an address."""
    place = urlsplit(address)
    cable = Cable((place.hostname or "", place.port or 0))
    cable.begin()
    try:
        yield cable
    finally:
        cable.end()
