"""The solver prints to standard output, where only answers belong."""

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

OUT, ERR = 1, 2


def solver_prints_nowhere() -> None:
    """Whatever is printed below Python from now on is gone; for a process that itself writes to standard error only."""
    sys.stdout.flush()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, OUT)
    os.close(nowhere)


@contextmanager
def solver_prints_to_stderr() -> Iterator[None]:
    """Whatever is printed below Python in here goes to standard error, what C has kept back for later too."""
    sys.stdout.flush()
    kept = os.dup(OUT)
    os.dup2(ERR, OUT)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, OUT)
        os.close(kept)
