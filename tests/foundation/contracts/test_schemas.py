"""The JSON Schemas in docs say what the contracts say: other systems may check by them what we send."""

import json
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from marshmallow import ValidationError

from foundation import contracts
from foundation.contracts.envelope import SCHEMAS
from foundation.contracts.schemas import CURE, FOLDER, MESSAGES, documents

for room in pkgutil.iter_modules(contracts.__path__):
    import_module(f"foundation.contracts.{room.name}")

WRITTEN = {name: json.loads(text) for name, text in documents().items()}
EXAMPLES = sorted((Path(contracts.__path__[0]) / "examples").glob("*.json"))
BODIES = {}
for path in EXAMPLES:
    frozen = json.loads(path.read_text("utf-8"))
    BODIES[path.stem] = (frozen["headers"]["cloudEvents_type"], json.loads(frozen["body"]))

each_example = pytest.mark.parametrize("name, body", BODIES.values(), ids=list(BODIES))


def schema_accepts(name, body, *, checking_formats=True):
    checker = Draft202012Validator.FORMAT_CHECKER if checking_formats else None
    return Draft202012Validator(WRITTEN[f"{name}.json"], format_checker=checker).is_valid(body)


def contract_accepts(name, body):
    try:
        SCHEMAS[name].load(body)
    except ValidationError:
        return False
    return True


def changed(body, field, value):
    return {**body, field: value}


# ------------------------------------------------------------------ the documents


def test_the_schemas_in_docs_are_those_of_the_contracts():
    cure = f"docs/schemas is out of date; write it anew with: {CURE}"
    assert {path.name: path.read_text("utf-8") for path in FOLDER.iterdir()} == documents(), cure


def test_every_contract_has_its_schema():
    missing = SCHEMAS.keys() ^ {message.TYPE for message in MESSAGES}
    assert not missing, f"add {missing} to MESSAGES in foundation/contracts/schemas.py, then: {CURE}"


@pytest.mark.parametrize("file", WRITTEN)
def test_a_schema_is_of_the_dialect_that_it_names_and_stands_alone(file):
    schema = WRITTEN[file]
    assert schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema)
    assert "$ref" not in json.dumps(schema)
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_the_dataschema_in_an_envelope_is_the_id_of_a_schema_in_docs(path):
    headers = json.loads(path.read_text("utf-8"))["headers"]
    assert WRITTEN[f"{headers['cloudEvents_type']}.json"]["$id"] == headers["cloudEvents_dataschema"]


# ------------------------------------------------------------------ they take and refuse the same


@each_example
def test_what_was_ever_sent_fits_its_schema(name, body):
    assert schema_accepts(name, body)


@each_example
def test_a_new_optional_field_fits_the_schema_that_an_old_reader_has(name, body):
    newer = {**body, "mood": "hopeful", "more": {"deep": [1, 2]}}
    assert contract_accepts(name, newer)
    assert schema_accepts(name, newer)


FIELDS = [pytest.param(name, body, field, id=f"{at} {field}")
          for at, (name, body) in BODIES.items() for field in body]  # fmt: skip


@pytest.mark.parametrize("name, body, field", FIELDS)
def test_a_missing_field_is_refused_by_both(name, body, field):
    less = {key: value for key, value in body.items() if key != field}
    assert not contract_accepts(name, less)
    assert not schema_accepts(name, less)


@pytest.mark.parametrize("value", [7, 7.5, True, [], ["x"], {}, {"x": "x"}], ids=repr)
@pytest.mark.parametrize("name, body, field", FIELDS)
def test_a_field_of_the_wrong_kind_is_refused_by_both(name, body, field, value):
    assert not contract_accepts(name, changed(body, field, value))
    assert not schema_accepts(name, changed(body, field, value))


@pytest.mark.parametrize("name, body, field", FIELDS)
def test_nothing_is_taken_by_both_or_by_neither(name, body, field):
    nothing = changed(body, field, None)
    assert schema_accepts(name, nothing) == contract_accepts(name, nothing)


ODD_WORDS = ["", "x", "COMPLAINT", "2026-02-29", "2027-13-01", "2026-12", "01939f5e", "g" * 32]


@pytest.mark.parametrize("value", ODD_WORDS)
@pytest.mark.parametrize("name, body, field", FIELDS)
def test_a_word_that_is_no_code_no_day_and_no_id_is_taken_by_both_or_by_neither(name, body, field, value):
    odd = changed(body, field, value)
    assert schema_accepts(name, odd) == contract_accepts(name, odd)


@pytest.mark.parametrize("name", SCHEMAS)
@pytest.mark.parametrize("body", [None, 7, "x", [], [{}], {}], ids=repr)
def test_what_is_no_object_with_the_fields_is_refused_by_both(name, body):
    assert not contract_accepts(name, body)
    assert not schema_accepts(name, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
ALMOST = st.from_regex(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", fullmatch=True) | st.from_regex(
    r"\{?[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}\}?", fullmatch=True
)


@settings(deadline=None, max_examples=500)
@given(st.sampled_from(list(BODIES.values())), st.data())
def test_whatever_the_contract_refuses_in_a_field_the_schema_refuses_too(example, data):
    name, body = example
    field = data.draw(st.sampled_from(list(body)))
    other = changed(body, field, data.draw(JSON | ALMOST))
    if not contract_accepts(name, other):
        assert not schema_accepts(name, other)


# ------------------------------------------------------------------ where they differ, on purpose or not


@pytest.mark.parametrize(
    "field, value",
    [
        ("received_on", "20261218"),
        ("received_on", "2026-W51-5"),
        ("submission_id", "01939f5e7a007000800000000000002a"),
        ("submission_id", "{01939f5e-7a00-7000-8000-00000000002a}"),
    ],
)
def test_the_schema_asks_for_days_and_ids_as_we_write_them_while_our_reader_takes_more(field, value):
    name, body = BODIES["submission.received.v1"]
    assert contract_accepts(name, changed(body, field, value))
    assert not schema_accepts(name, changed(body, field, value))


@pytest.mark.parametrize("field, value", [("received_on", "2027-02-29"), ("submission_id", "x")])
def test_only_a_reader_that_checks_formats_refuses_a_day_or_an_id_that_is_none(field, value):
    name, body = BODIES["submission.received.v1"]
    assert not contract_accepts(name, changed(body, field, value))
    assert not schema_accepts(name, changed(body, field, value))
    assert schema_accepts(name, changed(body, field, value), checking_formats=False)
