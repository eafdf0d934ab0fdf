"""Ports on loopback that nobody uses, ten at a time."""

import os
import socket
from contextlib import suppress
from itertools import count

# Each of up to six test processes has two thousand ports of its own, below those that the system gives away itself.
_PROCESS = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_BASES = count(20_000 + _PROCESS * 2_000 + os.getpid() % 50 * 10, 10)


def free_ports() -> int:
    """The first of ten ports that are free now; never the same again in this process."""
    return next(base for base in _BASES if all(_is_free(base + number) for number in range(10)))


def _is_free(port: int) -> bool:
    with socket.socket() as listener, suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        return True
    return False
