"""`python -m foundation.courier.asyncapi`: write what travels over RabbitMQ to docs/asyncapi.yaml.

AsyncAPI 3.0, for the teams of the council of HEARD_COUNCIL. It is for those who build another system of the council
that listens. Examples are the frozen bytes in foundation/contracts/examples.
"""

import json
from inspect import getdoc
from io import StringIO
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.representer import RoundTripRepresenter

from foundation import contracts
from foundation.contracts.cases import ItemRouted
from foundation.contracts.envelope import CONTENT_TYPE, is_timed
from foundation.contracts.equality import EqualitySealed
from foundation.contracts.schemas import MESSAGES, json_schema
from foundation.contracts.submissions import SubmissionReceived
from foundation.contracts.surveys import CaseClosed, ResponseSealed, SampleOrdered
from foundation.council import Council, load_council
from foundation.courier.publisher import PERSISTENT
from foundation.courier.topology import EXCHANGE, Topology
from foundation.runtime.settings import PROJECT, read_profile

FILE = PROJECT / "docs" / "asyncapi.yaml"
CURE = "python -m foundation.courier.asyncapi"
EXAMPLES = Path(contracts.__path__[0]) / "examples"
BINDING = {"bindingVersion": "0.3.0"}  # the newest that the schema of AsyncAPI 3.0 knows

TIME = {
    "description": "When it was decided, in UTC. As a number it is milliseconds since 1970, as the first messages ever "
    "sent had it.",
    "anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer"}],
}

ABOUT = """\
What Heard announces to other systems of the council, and what its own processes say to each other.

**To listen**, declare a queue of your own and bind it to the topic exchange `heard`: with `routed.#` for every team,
with `routed.fostering` for one. Nothing has to be changed in Heard.

**What to rely on.** Messages are facts. They carry ids and codes: no name, no contact, nothing that a person wrote.
An answer to a survey, or to the questions about oneself, travels sealed and says no time.
A message can come more than once and out of order, so do each `cloudEvents_id` once. A field or a header that you do
not know may be added: ignore it. Anything else that changes gets a new type (`.v2`) beside the old one.

**On the wire.** CloudEvents 1.0 in binary mode: its attributes are headers, its data is the body. The AMQP properties
`message_id` and `type` repeat the CloudEvents id and type, `content_type` is `application/json`, and `delivery_mode`
is 2, so messages survive a restart of the broker.
"""


# Each channel: where it is, what travels there, what that means.
CHANNELS: dict[str, tuple[str, type[Any], str]] = {
    "routed": (
        "routed.{team}", ItemRouted, "An item is routed to a team. For any system of the council that wants to know."
    ),
    "received": (
        "submission.received", SubmissionReceived,
        "Somebody told us something, and it waits to be routed. Within Heard: from the sites to the worker.",
    ),
    "sealed": (
        "response.sealed", ResponseSealed,
        "Somebody answered a survey, in a box that only the worker opens. Within Heard: nothing for others.",
    ),
    "ordered": (
        "sample.ordered", SampleOrdered,
        "A sample is to be drawn. Within Heard: from the staff of surveys to the worker.",
    ),
    "closed": (
        "case.closed", CaseClosed,
        "A case has closed. Within Heard: from the console to the worker, which asks how it went.",
    ),
    "aboutOneself": (
        "equality.sealed", EqualitySealed,
        "Somebody answered the voluntary questions, or said no thanks, in a box that only the worker opens. "
        "Within Heard: nothing for others.",
    ),
}  # fmt: skip
# Who does what on which of them.
OPERATIONS = {
    "announceRouted": ("send", "routed", "The worker has routed an item."),
    "announceReceived": ("send", "received", "A site has kept a submission."),
    "routeReceived": ("receive", "received", "The worker routes it, once."),
    "announceSealed": ("send", "sealed", "The surveys' public site has an answer."),
    "keepSealed": ("receive", "sealed", "The worker keeps the box, once."),
    "announceOrdered": ("send", "ordered", "Somebody has confirmed a sample."),
    "drawOrdered": ("receive", "ordered", "The worker draws it, once."),
    "announceClosed": ("send", "closed", "Somebody has closed a case."),
    "askWhenClosed": ("receive", "closed", "The worker asks who told us, once."),
    "announceAboutOneself": ("send", "aboutOneself", "The family's site has a box."),
    "keepAboutOneself": ("receive", "aboutOneself", "The worker keeps it, once."),
}
SERVER = {
    "host": "{host}",
    "protocol": "amqp",
    "protocolVersion": "0-9-1",
    "title": "The council's RabbitMQ",
    "description": "RabbitMQ 3.10 to 4, over TLS where HEARD_AMQP_URL begins with amqps. "
    "Ask its operator for an account of your own.",
    "variables": {"host": {"description": "The host and the port of HEARD_AMQP_URL."}},
    "security": [{"$ref": "#/components/securitySchemes/account"}],
    "bindings": {"amqp": {}},
}
ACCOUNT = {"type": "userPassword", "description": "An account on the broker (SASL PLAIN)."}


def document(council: Council) -> dict[str, Any]:
    """What travels, as AsyncAPI."""
    team = {"description": "The team that must act: its code in the council's rule file.", "enum": list(council.teams)}
    more: dict[str, dict[str, Any]] = {"routed": {"parameters": {"team": team}}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"{council.name}: what Heard announces", "version": "v1", "description": ABOUT},
        "defaultContentType": CONTENT_TYPE,
        "servers": {"broker": SERVER},
        "channels": {name: _channel(*told, **more.get(name, {})) for name, told in CHANNELS.items()},
        "operations": {name: _operation(*told) for name, told in OPERATIONS.items()},
        "components": {
            "messages": {message.TYPE: _message(message) for message in MESSAGES},
            "schemas": {message.TYPE: _payload(message) for message in MESSAGES},
            "securitySchemes": {"account": ACCOUNT},
        },
    }


def text(council: Council) -> str:
    """The document as YAML, the same bytes each time."""
    yaml = YAML()
    yaml.Representer = _Plain
    yaml.width = 116
    yaml.indent(mapping=2, sequence=4, offset=2)
    written = StringIO()
    yaml.dump(document(council), written)
    return f"# Written by {CURE}: change the contracts, not this file.\n{written.getvalue()}"


def main() -> None:
    """Write it anew."""
    FILE.write_text(text(load_council(read_profile().council_folder)), "utf-8")


def _channel(address: str, message: type[Any], description: str, **more: Any) -> dict[str, Any]:
    exchange = {"name": EXCHANGE, "type": Topology().exchanges[EXCHANGE].value, "durable": True, "autoDelete": False}
    return {
        "address": address,
        "description": description,
        "servers": [{"$ref": "#/servers/broker"}],
        "messages": {message.TYPE: {"$ref": f"#/components/messages/{message.TYPE}"}},
        **more,
        "bindings": {"amqp": {"is": "routingKey", "exchange": exchange, **BINDING}},
    }


def _operation(action: str, channel: str, summary: str) -> dict[str, Any]:
    _, message, _ = CHANNELS[channel]
    binding = {"deliveryMode": PERSISTENT} if action == "send" else {"ack": True}
    return {
        "action": action,
        "summary": summary,
        "channel": {"$ref": f"#/channels/{channel}"},
        "messages": [{"$ref": f"#/channels/{channel}/messages/{message.TYPE}"}],
        "bindings": {"amqp": {**binding, **BINDING}},
    }


def _message(message: type[Any]) -> dict[str, Any]:
    schema = json_schema(message)
    return {
        "name": message.TYPE,
        "title": schema["title"],
        "summary": schema["description"],
        "contentType": CONTENT_TYPE,
        "headers": _headers(message),
        "payload": {"$ref": f"#/components/schemas/{message.TYPE}"},
        "bindings": {"amqp": {"messageType": message.TYPE, **BINDING}},
        "examples": _examples(message),
    }


def _payload(message: type[Any]) -> dict[str, Any]:
    """As in docs/schemas, but for the dialect: AsyncAPI has its own, and what we use is the same in both."""
    return {rule: value for rule, value in json_schema(message).items() if rule != "$schema"}


def _headers(message: type[Any]) -> dict[str, Any]:
    timed = is_timed(message)
    attributes: dict[str, dict[str, Any]] = {
        "specversion": {"type": "string", "const": "1.0"},
        "id": {
            "type": "string",
            "format": "uuid",
            "description": f"A UUID{'v7' if timed else 'v4'}: the same each time the message comes.",
        },
        "source": {"type": "string", "pattern": "^/heard/", "description": "The process it comes from."},
        "type": {"type": "string", "const": message.TYPE},
        **({"time": TIME} if timed else {}),
        "subject": {"type": "string", "minLength": 1, "description": getdoc(message.about)},
        "dataschema": {"type": "string", "const": json_schema(message)["$id"]},
    }
    return {
        "type": "object",
        "properties": {f"cloudEvents_{name}": rules for name, rules in attributes.items()},
        "required": [f"cloudEvents_{name}" for name in attributes],
        "additionalProperties": True,
    }


def _examples(message: type[Any]) -> list[dict[str, Any]]:
    frozen = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
    return [
        {"name": name, "headers": sent["headers"], "payload": json.loads(sent["body"])}
        for name, sent in frozen.items()
        if sent["headers"]["cloudEvents_type"] == message.TYPE
    ]


class _Plain(RoundTripRepresenter):
    """YAML for people: `null` is written out, paragraphs keep their lines, and nothing is an alias of something."""

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def nothing(self, _data: None) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:null", "null")

    def words(self, data: str) -> ScalarNode:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Plain.add_representer(type(None), _Plain.nothing)
_Plain.add_representer(str, _Plain.words)

if __name__ == "__main__":
    main()
