"""What this machine's own servers do, so that our figures mean the same on every machine."""

import threading
import time
from uuid import uuid4

import pika
import psycopg

CONNECTIONS = 32
BODY = b"x" * 500
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


def confirmed_publishes(url: str, seconds: float) -> float:
    """Yardstick P: confirmed publishes per second to one quorum queue by bare pika, one at a time."""
    connection = pika.BlockingConnection(pika.URLParameters(url))
    channel = connection.channel()
    channel.queue_declare("yardstick", durable=True, arguments={"x-queue-type": "quorum"})
    channel.confirm_delivery()
    properties, count, end = pika.BasicProperties(delivery_mode=2), 0, time.monotonic() + seconds
    while time.monotonic() < end:
        channel.basic_publish("", "yardstick", BODY, properties, mandatory=True)
        count += 1
    channel.queue_delete("yardstick")
    connection.close()
    return count / seconds
