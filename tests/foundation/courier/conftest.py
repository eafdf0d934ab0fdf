"""A channel of our own beside the one under test, and messages to send."""

from contextlib import closing
from urllib.parse import unquote, urlsplit

import pytest
from uuid_utils.compat import uuid7

from chaos.installation import until
from foundation.courier.publisher import Departure


@pytest.fixture
def vhost(broker):
    return unquote(urlsplit(broker.addresses[0]).path[1:])


@pytest.fixture
def connection(broker):
    """An operator's own connection to the same virtual host."""
    with closing(broker.connect("tests")) as connection:
        yield connection


@pytest.fixture
def departure():
    """A message for the worker, unless told otherwise."""

    def make(**different):
        told = {
            "id": uuid7(),
            "type": "submission.received.v1",
            "routing_key": "submission.received",
            "headers": {"cloudEvents_specversion": "1.0"},
            "body": b"{}",
        }
        return Departure(**{**told, **different})

    return make


@pytest.fixture
def take():
    """What a consumer finds once something has arrived; so many, when told."""

    def wait(consumer, number=1):
        def arrived():
            consumer.rest(0.05)
            found = consumer.take()
            return found if len(found) >= number else ()

        return until(arrived, f"{number} messages to arrive")

    return wait
