"""The listener of docs/listening.md, run as it is shown there, by a user with no more rights than it says."""

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, date, datetime
from urllib.error import HTTPError
from urllib.parse import urlsplit
from uuid import uuid4

import pika
import pytest
from pika.exceptions import ChannelClosedByBroker

from chaos.installation import until
from chaos.rabbitmq import Management
from foundation.contracts.cases import ItemRouted
from foundation.contracts.envelope import enclose
from foundation.courier.connection import Broker
from foundation.courier.publisher import Departure, Publisher
from foundation.courier.topology import WORK
from foundation.runtime.settings import PROJECT

GUIDE = (PROJECT / "docs" / "listening.md").read_text("utf-8")
ALLOWED = re.search(r"^rabbitmqctl set_permissions .*$", GUIDE, re.M)


@pytest.fixture
def publisher(broker: Broker) -> Iterator[Publisher]:
    with closing(Publisher(broker, "tests")) as found:
        found.open()
        yield found


@pytest.fixture
def address(broker: Broker, management: Management, publisher: Publisher) -> Iterator[str]:
    """Where the other system signs in: as a user of its own, made as the guide says."""
    assert ALLOWED
    *_, name, configure, write, read = shlex.split(ALLOWED[0])
    user, given = f"{name}-{uuid4().hex}", urlsplit(broker.addresses[0])
    management.ask(f"/users/{user}", "PUT", {"password": "pass word", "tags": ""})
    rights = {"configure": configure, "write": write, "read": read}
    management.ask(f"/permissions/{given.path.strip('/')}/{user}", "PUT", rights)
    yield given._replace(netloc=f"{user}:pass%20word@{given.hostname}:{given.port}").geturl()
    with suppress(HTTPError):
        management.ask(f"/users/{user}", "DELETE")


@pytest.fixture
def channel(address: str) -> Iterator[pika.adapters.blocking_connection.BlockingChannel]:
    with closing(pika.BlockingConnection(pika.URLParameters(address))) as connection:
        yield connection.channel()


def an_announcement(team: str) -> Departure:
    item = ItemRouted(uuid4(), "7KQ4-M2XH", "complaint", team, "high", "statutory", date(2027, 1, 6))
    envelope = enclose(item, "worker", datetime(2026, 12, 18, 12, tzinfo=UTC))
    return Departure(envelope.id, envelope.type, f"routed.{team}", envelope.headers, envelope.body)


def test_the_listener_of_the_guide_hears_its_team_and_no_other(
    address: str, publisher: Publisher, management: Management, broker: Broker
) -> None:
    vhost = urlsplit(broker.addresses[0]).path.strip("/")
    listener = subprocess.Popen(
        [sys.executable, PROJECT / "docs" / "listen.py", "phones", "fostering"],
        env=os.environ | {"AMQP_URL": address}, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        until(lambda: any(q["name"] == "phones" for q in management.ask(f"/queues/{vhost}")), "its queue")
        until(lambda: len(management.ask(f"/queues/{vhost}/phones/bindings")) == 2, "its binding")
        others, its_own = [an_announcement("adoption")], [an_announcement("fostering") for _ in range(3)]
        assert len(publisher.publish(others + its_own).confirmed) == 4
        assert listener.stdout
        heard = [listener.stdout.readline().split(" ", 1) for _ in its_own]
    finally:
        listener.terminate()
        listener.communicate(timeout=30)
    assert [message_id for message_id, _ in heard] == [str(sent.id) for sent in its_own]
    assert [json.loads(body)["team"] for _, body in heard] == ["fostering"] * 3


@pytest.mark.parametrize(
    "what",
    [
        lambda channel: channel.basic_get(WORK),
        lambda channel: channel.queue_purge(WORK),
        lambda channel: channel.queue_delete(WORK),
        lambda channel: channel.queue_declare("another", durable=True),
        lambda channel: channel.exchange_delete("heard"),
    ],
    ids=["read the work queue", "empty it", "delete it", "make another queue", "delete the exchange"],
)
def test_the_user_of_the_guide_may_do_nothing_else(what, channel) -> None:
    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        what(channel)


def test_the_user_of_the_guide_cannot_announce_anything(channel) -> None:
    channel.confirm_delivery()
    with pytest.raises(ChannelClosedByBroker, match="ACCESS_REFUSED"):
        channel.basic_publish("heard", "routed.fostering", b"{}")
