"""The description of what travels says what travels: other systems are built from it."""

import json
from copy import deepcopy

import pytest
from jsonschema import Draft7Validator, Draft202012Validator
from ruamel.yaml import YAML
from sqlalchemy import select

from foundation.contracts.schemas import FOLDER, MESSAGES
from foundation.courier.asyncapi import CURE, EXAMPLES, FILE, document, text
from foundation.courier.publisher import Departure, _properties
from foundation.courier.topology import Topology
from foundation.records.models import Outgoing
from foundation.runtime.settings import PROJECT
from worker.receive import receive

OFFICIAL = PROJECT / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
FROZEN = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(EXAMPLES.glob("*.json"))}
COMPLAINT = {
    "kind": "complaint",
    "service_area": "fostering",
    "topic": "worker",
    "relationship": "parent",
    "words": "Nobody rang me back.",
    "still_going_on": True,
}


@pytest.fixture(scope="module")
def described(council):
    return document(council)


@pytest.fixture(scope="module")
def official():
    """AsyncAPI's own JSON Schema of its documents."""
    return Draft7Validator(json.loads(OFFICIAL.read_text("utf-8")), format_checker=Draft7Validator.FORMAT_CHECKER)


@pytest.fixture
def faults(described):
    """What does not fit in one message that travels."""

    def find(routing_key, headers, body):
        [channel] = [one for one in described["channels"].values() if leads_to(one, routing_key)]
        message = described["components"]["messages"][headers["cloudEvents_type"]]
        assert list(channel["messages"]) == [message["name"]]
        payload = described["components"]["schemas"][message["name"]]
        return [
            *checked_by(message["headers"]).iter_errors(headers),
            *checked_by(payload).iter_errors(json.loads(body)),
        ]

    return find


def checked_by(schema):
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def leads_to(channel, routing_key):
    addresses = [channel["address"]]
    for name, parameter in channel.get("parameters", {}).items():
        addresses = [address.replace(f"{{{name}}}", word) for address in addresses for word in parameter["enum"]]
    return routing_key in addresses


def references(tree):
    branches = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    own = {tree["$ref"]} if isinstance(tree, dict) and "$ref" in tree else set()
    return own.union(*map(references, branches))


# ------------------------------------------------------------------ the document


def test_the_description_in_docs_is_the_one_that_the_code_makes(described, council):
    cure = f"docs/asyncapi.yaml is out of date; write it anew with: {CURE}"
    assert YAML(typ="safe", pure=True).load(FILE) == described, cure
    assert FILE.read_text("utf-8") == text(council), cure


def test_it_is_asyncapi_3_0_by_the_schema_that_asyncapi_publishes(described, official):
    assert described["asyncapi"] == "3.0.0"
    assert [error.message for error in official.iter_errors(described)] == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda described: described["channels"]["routed"].update(adress="routed"),
        lambda described: described["operations"]["announceRouted"].update(action="shout"),
        lambda described: described["channels"]["routed"]["bindings"]["amqp"]["exchange"].update(type="tropic"),
        lambda described: described["components"]["schemas"]["item.routed.v1"].update(type="thing"),
    ],
    ids=["a field that is none", "an action that is none", "an exchange that is none", "a type that is none"],
)
def test_that_schema_would_find_a_mistake(spoil, described, official):
    spoiled = deepcopy(described)
    spoil(spoiled)
    assert not official.is_valid(spoiled)


def test_every_reference_in_it_leads_somewhere(described):
    found = references(described)
    assert found
    for reference in found:
        place = described
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def test_every_operation_names_a_message_of_its_own_channel(described):
    for operation in described["operations"].values():
        for message in operation["messages"]:
            assert message["$ref"].startswith(f"{operation['channel']['$ref']}/messages/")


def test_every_contract_travels_on_one_channel(described):
    travels = sorted(name for channel in described["channels"].values() for name in channel["messages"])
    assert travels == sorted(message.TYPE for message in MESSAGES), (
        "give each new message its channel in foundation/courier/asyncapi.py"
    )


def test_what_is_in_a_message_is_described_in_the_same_words_as_in_docs_schemas(described):
    for name, schema in described["components"]["schemas"].items():
        alone = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
        assert {"$schema": alone["$schema"], **schema} == alone


def test_the_teams_are_those_of_the_council(described, council):
    assert described["channels"]["routed"]["parameters"]["team"]["enum"] == list(council.teams)


# ------------------------------------------------------------------ and the wire


def test_the_exchange_is_the_one_that_is_declared_and_the_worker_is_bound_to_every_channel(described):
    topology = Topology()
    for channel in described["channels"].values():
        exchange = channel["bindings"]["amqp"]["exchange"]
        assert topology.exchanges[exchange["name"]].value == exchange["type"]
        bound = [key for name, _, key in topology.bindings if name == exchange["name"]]
        assert any(channel["address"].startswith(key.removesuffix("#")) for key in bound), channel["address"]


@pytest.mark.parametrize("name", FROZEN)
def test_the_examples_are_the_frozen_bytes_and_fit(name, described, faults):
    headers, body = FROZEN[name]["headers"], FROZEN[name]["body"]
    [shown] = [
        example
        for example in described["components"]["messages"][headers["cloudEvents_type"]]["examples"]
        if example["name"] == name
    ]
    assert (shown["headers"], shown["payload"]) == (headers, json.loads(body))
    assert not faults(routing_key_of(headers, body), headers, body)


def routing_key_of(headers, body):
    name = headers["cloudEvents_type"].removesuffix(".v1")
    return f"routed.{json.loads(body)['team']}" if name == "item.routed" else name


@pytest.mark.parametrize(
    "different",
    [{"time": None}, {"type": "item.routed.v2"}, {"dataschema": "urn:x"}, {"id": "7"},
     {"source": "/other"}, {"subject": ""}, {"specversion": "0.3"}],
    ids=lambda different: next(iter(different)),
)  # fmt: skip
def test_a_header_that_we_never_send_does_not_fit(different, described):
    check = checked_by(described["components"]["messages"]["item.routed.v1"]["headers"])
    headers = FROZEN["item.routed.v1"]["headers"]
    [name] = different
    assert check.is_valid(headers)
    assert not check.is_valid({**headers, f"cloudEvents_{name}": different[name]})
    assert not check.is_valid({key: value for key, value in headers.items() if key != f"cloudEvents_{name}"})


@pytest.mark.parametrize("sealed", ["response.sealed.v1", "equality.sealed.v1"])
def test_a_sealed_answer_has_no_place_for_a_time(sealed, described):
    headers = described["components"]["messages"][sealed]["headers"]
    assert "cloudEvents_time" not in headers["properties"] | FROZEN[sealed]["headers"]
    assert set(headers["required"]) == headers["properties"].keys()


def test_what_really_leaves_is_on_a_channel_and_fits(intake_client, given, records_as, faults):
    def outbox():
        with records_as().unit_of_work() as uow:
            return {row.id: row for row in uow.session.scalars(select(Outgoing))}

    assert intake_client.post("/api/v1/submissions", json=COMPLAINT).status_code == 201
    received = outbox()
    with given.records.unit_of_work() as uow:
        receive(uow, list(received.values()), given)
    left = outbox()
    assert sorted(row.routing_key for row in left.values()) == ["routed.fostering", "submission.received"]
    for row in left.values():
        assert not faults(row.routing_key, row.headers, row.body)


def test_the_properties_of_a_message_are_those_that_are_promised(described, council):
    frozen = FROZEN["item.routed.v1"]
    headers = frozen["headers"]
    properties = _properties(
        Departure(headers["cloudEvents_id"], headers["cloudEvents_type"], "routed.x", headers, frozen["body"].encode())
    )
    message = described["components"]["messages"]["item.routed.v1"]
    assert properties.content_type == message["contentType"]
    assert properties.type == message["bindings"]["amqp"]["messageType"]
    assert properties.message_id == headers["cloudEvents_id"]
    assert properties.delivery_mode == described["operations"]["announceRouted"]["bindings"]["amqp"]["deliveryMode"]
