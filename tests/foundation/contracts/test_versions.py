"""A version that was sent stays as it was: old workers, new workers and other systems meet without harm."""

import json
from copy import deepcopy
from pathlib import Path

import pytest

from foundation import contracts
from foundation.contracts.envelope import open_envelope
from foundation.contracts.schemas import MESSAGES, json_schema

ID, DAY, LINE = {"type": "string", "format": "uuid"}, {"type": "string", "format": "date"}, {"type": "string"}
BASE64 = {
    "type": "string",
    "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
}


def one_of(*words):
    return {"type": "string", "enum": list(words)}


def or_nothing(field):
    words = {"enum": [*field["enum"], None]} if "enum" in field else {}
    return {**field, **words, "type": [field["type"], "null"]}


KIND = one_of("complaint", "compliment", "comment", "meeting")

# Written by hand on the day a type was first sent, and never edited. All these fields are required.
FIRST_SENT = {
    "submission.received.v1": {"submission_id": ID, "kind": KIND, "received_on": DAY},
    "item.routed.v1": {
        "case_id": ID,
        "reference": LINE,
        "kind": KIND,
        "team": LINE,
        "priority": one_of("urgent", "high", "normal"),
        "procedure": or_nothing(one_of("statutory", "corporate", "out_of_scope", "safeguarding_first")),
        "due_on": or_nothing(DAY),
    },
    "response.sealed.v1": {"send_out_id": ID, "box": BASE64},
    "sample.ordered.v1": {"sample_id": ID},
    "case.closed.v1": {"case_id": ID},
    "equality.sealed.v1": {"pool": one_of("complainants", "other_feedback"), "period_id": ID, "box": BASE64},
}
# Optional fields that came later, written down when they are first sent: also only added to.
ADDED_SINCE = {
    "submission.received.v1": {},
    "item.routed.v1": {},
    "response.sealed.v1": {},
    "sample.ordered.v1": {},
    "case.closed.v1": {},
    "equality.sealed.v1": {},
}

NOW = {message.TYPE: json_schema(message) for message in MESSAGES}
EXAMPLES = sorted((Path(contracts.__path__[0]) / "examples").glob("*.json"))


def harm(name, schema):
    """What in a schema would harm a reader or a message of the version that was sent."""
    first, since, required = FIRST_SENT[name], ADDED_SINCE[name], set(schema["required"])
    fields = {
        field: {rule: value for rule, value in rules.items() if rule not in ("title", "description")}
        for field, rules in schema["properties"].items()
    }
    return [
        *(f"{field} is required now: messages on their way have none" for field in sorted(required - first.keys())),
        *(f"{field} may be missing now: an old reader needs it" for field in sorted(first.keys() - required)),
        *(f"{field} is not what it was" for field, was in (first | since).items() if fields.get(field) != was),
        *(f"{field} is new: write it into ADDED_SINCE" for field in fields if field not in first | since),
    ]


@pytest.mark.parametrize("name", NOW)
def test_a_version_that_was_sent_is_still_what_it_was(name):
    assert name in FIRST_SENT, f"write down what {name} is in FIRST_SENT and ADDED_SINCE, by hand"
    found = harm(name, NOW[name])
    stem, _, number = name.rpartition("v")
    assert not found, (
        f"{name} was sent already. {'. '.join(found)}. Only an optional field can join it: for anything else make "
        f"{stem}v{int(number) + 1}, a type beside it, and send that; {name} stays and can be read for ever"
    )


def test_no_version_that_was_ever_sent_is_forgotten():
    assert NOW.keys() == FIRST_SENT.keys() == ADDED_SINCE.keys()


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_new_worker_opens_an_old_message_whose_fields_are_those_that_were_written_down(path):
    frozen = json.loads(path.read_text("utf-8"))
    name = open_envelope(frozen["headers"], frozen["body"].encode()).TYPE
    fields = json.loads(frozen["body"]).keys()
    assert FIRST_SENT[name].keys() <= fields <= FIRST_SENT[name].keys() | ADDED_SINCE[name].keys()


# ------------------------------------------------------------------ the guard itself


def differently(change):
    first = deepcopy(FIRST_SENT["item.routed.v1"])
    schema = {"properties": first, "required": list(first)}
    change(schema)
    return harm("item.routed.v1", schema)


def add_field(schema, *, required):
    schema["properties"]["mood"] = {"type": "string"}
    schema["required"] += ["mood"] if required else []


def remove_field(schema):
    del schema["properties"]["team"]
    schema["required"].remove("team")


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda schema: add_field(schema, required=True), "mood is required now: messages on their way have none"),
        (remove_field, "team is not what it was"),
        (lambda schema: schema["required"].remove("team"), "team may be missing now: an old reader needs it"),
        (lambda schema: schema["properties"]["kind"]["enum"].append("shout-out"), "kind is not what it was"),
        (lambda schema: schema["properties"]["kind"]["enum"].remove("comment"), "kind is not what it was"),
        (lambda schema: schema["properties"]["due_on"].update(type="string"), "due_on is not what it was"),
        (lambda schema: schema["properties"]["team"].update(maxLength=8), "team is not what it was"),
        (lambda schema: add_field(schema, required=False), "mood is new: write it into ADDED_SINCE"),
    ],
    ids=["a new required field", "no team", "no team needed", "a word more", "a word less", "no null", "shorter",
         "an optional field"],
)  # fmt: skip
def test_every_change_that_does_harm_is_found(change, said):
    assert said in differently(change)


def test_other_words_of_description_do_no_harm():
    assert differently(lambda schema: schema["properties"]["team"].update(description="Who must act.")) == []


def test_an_optional_field_that_is_written_down_does_no_harm_and_stays_what_it_was(monkeypatch):
    monkeypatch.setitem(ADDED_SINCE, "item.routed.v1", {"mood": {"type": "string"}})
    assert differently(lambda schema: add_field(schema, required=False)) == []
    assert differently(lambda schema: None) == ["mood is not what it was"]
    assert "mood is required now: messages on their way have none" in differently(
        lambda schema: add_field(schema, required=True)
    )
