"""What this machine's own servers do, so that our figures mean the same on every machine."""

import threading
import time
from uuid import uuid4

import psycopg

CONNECTIONS = 32
ROW = "x" * 484  # with its id of 16 bytes a row of 500


def durable_inserts(dsn: str, seconds: float) -> float:
    """Yardstick I: durable inserts per second by 32 psycopg connections of one Python process, autocommit."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table yardstick (id uuid primary key, body text)")
    counts = [0] * CONNECTIONS
    begin = threading.Barrier(CONNECTIONS)

    def insert(place: int) -> None:
        with psycopg.connect(dsn, autocommit=True) as connection:
            begin.wait()
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                connection.execute("insert into yardstick values (%s, %s)", (uuid4(), ROW))
                counts[place] += 1

    threads = [threading.Thread(target=insert, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("drop table yardstick")
    return sum(counts) / seconds
