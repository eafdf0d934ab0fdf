"""Messages are frozen facts: what was ever sent can be read for ever, and what is broken is refused unquoted."""

import json
import pkgutil
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import contracts
from foundation.contracts.cases import PRIORITIES, PROCEDURES, ItemRouted
from foundation.contracts.envelope import SCHEMAS, Unreadable, enclose, open_envelope
from foundation.contracts.equality import POOLS, EqualitySealed
from foundation.contracts.references import ALPHABET
from foundation.contracts.submissions import KINDS, SubmissionReceived
from foundation.contracts.surveys import CaseClosed, ResponseSealed, SampleOrdered
from foundation.procedure.vocabulary import Procedure

for room in pkgutil.iter_modules(contracts.__path__):
    import_module(f"foundation.contracts.{room.name}")

EXAMPLES = sorted((Path(contracts.__path__[0]) / "examples").glob("*.json"))
CANARY = "Llywelyn-ap-Gruffudd"
A_MOMENT = datetime(2026, 12, 18, 22, 59, 30, 125000, tzinfo=UTC)
A_SUBMISSION = SubmissionReceived(UUID("01939f5e-7a00-7000-8000-00000000002a"), "complaint", date(2026, 12, 18))

A_RESPONSE = ResponseSealed(UUID("01939f5e-b6c8-7000-8000-00000000002d"), b"\x00a sealed box\xff")

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
WAYS_TO_MAKE = {
    "submission.received.v1": st.builds(SubmissionReceived, st.uuids(), st.sampled_from(KINDS), DAYS),
    "item.routed.v1": st.builds(
        ItemRouted,
        st.uuids(),
        st.text(ALPHABET, min_size=8, max_size=8),
        st.sampled_from(KINDS),
        st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True),
        st.sampled_from(PRIORITIES),
        st.none() | st.sampled_from(PROCEDURES),
        st.none() | DAYS,
    ),
    "response.sealed.v1": st.builds(ResponseSealed, st.uuids(), st.binary()),
    "sample.ordered.v1": st.builds(SampleOrdered, st.uuids()),
    "case.closed.v1": st.builds(CaseClosed, st.uuids()),
    "equality.sealed.v1": st.builds(EqualitySealed, st.sampled_from(POOLS), st.uuids(), st.binary()),
}


def read_example(path: Path) -> tuple[dict[str, Any], bytes]:
    frozen = json.loads(path.read_text("utf-8"))
    assert frozen.keys() == {"headers", "body"}
    return frozen["headers"], frozen["body"].encode()


def changed(body: bytes, **changes: Any) -> bytes:
    return json.dumps({**json.loads(body), **changes}).encode()


# ------------------------------------------------------------------ there and back


@settings(deadline=None, max_examples=300)
@given(
    st.one_of(*WAYS_TO_MAKE.values()),
    st.sampled_from(["intake", "worker"]),
    st.integers(946_684_800, 4_070_908_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
def test_what_is_put_into_an_envelope_comes_out_the_same(message, source, moment):
    sealed = enclose(message, source, moment)
    assert open_envelope(sealed.headers, sealed.body) == message
    as_kept_in_the_outbox = json.loads(json.dumps(sealed.headers))
    assert open_envelope(as_kept_in_the_outbox, sealed.body) == message


def test_every_contract_is_tried_there_and_back():
    untried = SCHEMAS.keys() ^ WAYS_TO_MAKE.keys()
    assert not untried, f"add how to make {untried} to WAYS_TO_MAKE"


def test_an_envelope_says_which_message_it_is_from_whom_when_and_about_what():
    sealed = enclose(A_SUBMISSION, "intake", A_MOMENT)
    assert sealed.headers == {
        "cloudEvents_time": "2026-12-18T22:59:30.125Z",
        "cloudEvents_specversion": "1.0",
        "cloudEvents_id": str(sealed.id),
        "cloudEvents_source": "/heard/intake",
        "cloudEvents_type": "submission.received.v1",
        "cloudEvents_subject": "01939f5e-7a00-7000-8000-00000000002a",
        "cloudEvents_dataschema": "urn:heard:submission.received.v1",
    }
    assert json.loads(sealed.body) == {
        "submission_id": "01939f5e-7a00-7000-8000-00000000002a",
        "kind": "complaint",
        "received_on": "2026-12-18",
    }


def test_every_envelope_has_an_id_of_its_own_that_grows_with_time():
    ids = [enclose(A_SUBMISSION, "intake", A_MOMENT).id for _ in range(200)]
    assert {one.version for one in ids} == {7}
    assert ids == sorted(set(ids))


def test_an_answer_travels_without_a_time_under_an_id_that_tells_none():
    sealed = [enclose(A_RESPONSE, "survey-public", A_MOMENT) for _ in range(200)]
    assert {one.id.version for one in sealed} == {4}
    assert [one.id for one in sealed] != sorted(one.id for one in sealed)
    for one in sealed:
        assert one.headers.keys() == GOOD.headers.keys() - {"cloudEvents_time"}
        assert json.loads(one.body).keys() == {"send_out_id", "box"}
        assert str(A_MOMENT.year) not in json.dumps({**one.headers, "cloudEvents_id": ""})


def test_what_is_sealed_is_not_shown_where_a_message_is_shown():
    assert "Ym94" not in repr(A_RESPONSE)
    assert "box" not in repr(A_RESPONSE)


def test_a_message_is_a_frozen_fact():
    with pytest.raises(FrozenInstanceError):
        A_SUBMISSION.kind = "compliment"
    assert hash(A_SUBMISSION) == hash(replace(A_SUBMISSION))


def test_an_item_is_about_the_reference_that_the_family_knows():
    item = ItemRouted(UUID(int=1), "7KQ4-M2XH", "complaint", "fostering", "high", "statutory", date(2027, 1, 6))
    assert enclose(item, "worker", A_MOMENT).headers["cloudEvents_subject"] == "7KQ4-M2XH"


# ------------------------------------------------------------------ what was ever sent


def test_every_contract_has_a_frozen_example():
    shown = {read_example(path)[0]["cloudEvents_type"] for path in EXAMPLES}
    missing = SCHEMAS.keys() - shown
    assert not missing, f"keep the bytes of {missing} in foundation/contracts/examples/<type>.json"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_frozen_example_opens_for_ever_to_the_message_that_it_names(path):
    headers, body = read_example(path)
    message = open_envelope(headers, body)
    assert headers["cloudEvents_type"] == message.TYPE
    assert path.name.startswith(f"{message.TYPE}.")
    assert message.about == headers["cloudEvents_subject"]
    dumped, sent = SCHEMAS[message.TYPE].dump(message), json.loads(body)
    assert {**dumped, **sent} == dumped, "nothing of what was sent is lost"


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_old_worker_survives_a_new_optional_field_and_a_new_header(path):
    headers, body = read_example(path)
    newer = changed(body, mood="hopeful", more={"deep": [1, 2]})
    assert open_envelope({**headers, "cloudEvents_mood": "hopeful", "heard-attempt": 2}, newer) == open_envelope(
        headers, body
    )


def test_the_frozen_examples_say_what_they_said_on_the_day_they_were_frozen():
    opened = {path.name: open_envelope(*read_example(path)) for path in EXAMPLES}
    assert opened["submission.received.v1.json"] == A_SUBMISSION
    assert opened["submission.received.v1.time_as_text.json"] == A_SUBMISSION
    assert opened["item.routed.v1.time_as_text.json"] == opened["item.routed.v1.json"]
    assert opened["item.routed.v1.json"] == ItemRouted(
        UUID("01939f5e-8f88-7000-8000-00000000002b"),
        "7KQ4-M2XH",
        "complaint",
        "children_in_care",
        "high",
        "statutory",
        date(2027, 1, 6),
    )
    assert opened["item.routed.v1.without_procedure.json"] == ItemRouted(
        UUID("01939f5e-a310-7000-8000-00000000002c"),
        "HTTR-2T6P",
        "compliment",
        "fostering",
        "normal",
        None,
        None,
    )
    assert opened["response.sealed.v1.json"] == A_RESPONSE
    assert opened["sample.ordered.v1.json"] == SampleOrdered(UUID("01939f5e-ca50-7000-8000-00000000002e"))
    assert opened["case.closed.v1.json"] == CaseClosed(UUID("01939f5e-8f88-7000-8000-00000000002b"))
    a_period = UUID("5d0ad3a4-0c43-4f2e-9f3b-51f6a3a0c21e")
    assert opened["equality.sealed.v1.json"] == EqualitySealed("complainants", a_period, b"\x00another box\xff")


# ------------------------------------------------------------------ words on the wire


def test_every_procedure_has_its_word_on_the_wire():
    missing = {procedure.value for procedure in Procedure} - set(PROCEDURES)
    assert not missing, f"a new word on the wire is a new version: {missing}"


@pytest.mark.parametrize("procedure", Procedure)
def test_an_item_travels_under_every_procedure(procedure):
    item = ItemRouted(UUID(int=1), "7KQ4-M2XH", "complaint", "fostering", "high", procedure.value, None)
    sealed = enclose(item, "worker", A_MOMENT)
    assert open_envelope(sealed.headers, sealed.body).procedure == procedure


def test_the_words_of_version_one_stay():
    assert set(KINDS) >= {"complaint", "compliment", "comment", "meeting"}
    assert set(PRIORITIES) >= {"urgent", "high", "normal"}
    assert set(PROCEDURES) >= {"statutory", "corporate", "out_of_scope", "safeguarding_first"}


# ------------------------------------------------------------------ what is broken

GOOD = enclose(A_SUBMISSION, "intake", A_MOMENT)
ROUTED = enclose(
    ItemRouted(UUID(int=1), "7KQ4-M2XH", "complaint", "fostering", "high", "statutory", date(2027, 1, 6)),
    "worker",
    A_MOMENT,
)
SEALED = enclose(A_RESPONSE, "survey-public", A_MOMENT)
ORDERED = enclose(SampleOrdered(UUID(int=1)), "survey-staff", A_MOMENT)
CLOSED = enclose(CaseClosed(UUID(int=1)), "console", A_MOMENT)
NO_ENVELOPE = "not a CloudEvents envelope with a JSON body"
NO_CONTRACT = "no contract for this type of message"


def refusal(headers: Any, body: Any) -> str:
    with pytest.raises(Unreadable) as refused:
        open_envelope(headers, body)
    assert CANARY not in repr(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__, "the traceback would quote the inner error"
    return str(refused.value)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="none at all"),
        pytest.param({"x": CANARY}, id="another system's"),
        *(
            pytest.param({k: v for k, v in GOOD.headers.items() if k != f"cloudEvents_{name}"}, id=f"without {name}")
            for name in ("id", "source", "type", "specversion")
        ),
        pytest.param({**GOOD.headers, "cloudEvents_specversion": "0.3"}, id="an old specification"),
        pytest.param({**GOOD.headers, "cloudEvents_time": CANARY}, id="a time that is none"),
        pytest.param({**GOOD.headers, "cloudEvents_time": "9" * 30}, id="a time without end"),
        pytest.param({**GOOD.headers, "cloudEvents_time": 10**15}, id="a time after the year 9999"),
        pytest.param({**GOOD.headers, "cloudEvents_time": 67768036191676796929}, id="a time too large for a clock"),
        pytest.param({**GOOD.headers, "cloudEvents_time": 10**400}, id="a time too large for a number"),
        pytest.param({**GOOD.headers, "cloudEvents_id": ""}, id="an empty id"),
        pytest.param({**GOOD.headers, "cloudEvents_id": b"\xff"}, id="an id of bytes"),
        pytest.param({**GOOD.headers, "cloudEvents_type": None}, id="a type that is nothing"),
        pytest.param({**GOOD.headers, "cloudEvents_type": 7}, id="a type that is a number"),
        pytest.param({**GOOD.headers, "cloudEvents_type": [CANARY]}, id="a type that is a list"),
        pytest.param({**GOOD.headers, 7: CANARY}, id="a header whose name is a number"),
    ],
)
def test_what_is_no_envelope_of_ours_is_refused(headers):
    assert refusal(headers, GOOD.body) == NO_ENVELOPE


@pytest.mark.parametrize("name", [CANARY, "submission.received.v2", "submission.received", "SUBMISSION.RECEIVED.V1"])
def test_a_type_that_we_have_no_contract_for_is_refused(name):
    assert refusal({**GOOD.headers, "cloudEvents_type": name}, GOOD.body) == NO_CONTRACT


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"   ", id="only space"),
        pytest.param(CANARY.encode(), id="words"),
        pytest.param(GOOD.body[:-1], id="cut off"),
        pytest.param(GOOD.body + b"}", id="a bracket too many"),
        pytest.param(b"\xff\xfe" + CANARY.encode(), id="not UTF-8"),
        pytest.param(b"null", id="null"),
        pytest.param(b"7", id="a number"),
        pytest.param(json.dumps(CANARY).encode(), id="a string"),
        pytest.param(json.dumps([CANARY]).encode(), id="a list"),
        pytest.param(b"[" * 100_000, id="brackets without end"),
    ],
)
def test_a_body_that_is_no_json_object_is_refused(body):
    assert refusal(GOOD.headers, body) in {NO_ENVELOPE, "breaks its contract in: _schema"}


SUBMISSION_FIELDS = ("submission_id", "kind", "received_on")
ITEM_FIELDS = ("case_id", "reference", "kind", "team", "priority", "procedure", "due_on")
SURVEY_FIELDS = [(SEALED, "send_out_id"), (SEALED, "box"), (ORDERED, "sample_id"), (CLOSED, "case_id")]
FIELDS = [(GOOD, name) for name in SUBMISSION_FIELDS] + [(ROUTED, name) for name in ITEM_FIELDS] + SURVEY_FIELDS


@pytest.mark.parametrize("sealed, field", FIELDS, ids=[f"{sealed.type} {name}" for sealed, name in FIELDS])
def test_a_missing_field_is_refused_by_its_name(sealed, field):
    body = {key: value for key, value in json.loads(sealed.body).items() if key != field}
    assert refusal(sealed.headers, json.dumps(body).encode()) == f"breaks its contract in: {field}"


@pytest.mark.parametrize("value", [7, 7.5, True, [], [CANARY], {}, {CANARY: CANARY}], ids=repr)
@pytest.mark.parametrize("sealed, field", FIELDS, ids=[f"{sealed.type} {name}" for sealed, name in FIELDS])
def test_a_field_of_the_wrong_kind_is_refused_by_its_name_and_never_quoted(sealed, field, value):
    assert refusal(sealed.headers, changed(sealed.body, **{field: value})) == f"breaks its contract in: {field}"


CHECKED = [(sealed, field) for sealed, field in FIELDS if field not in ("reference", "team", "box")]


@pytest.mark.parametrize("sealed, field", CHECKED, ids=[f"{sealed.type} {name}" for sealed, name in CHECKED])
@pytest.mark.parametrize("value", [CANARY, ""])
def test_a_word_that_the_contract_does_not_know_is_refused_by_its_field_and_never_quoted(sealed, field, value):
    assert refusal(sealed.headers, changed(sealed.body, **{field: value})) == f"breaks its contract in: {field}"


@pytest.mark.parametrize("sealed, field", FIELDS, ids=[f"{sealed.type} {name}" for sealed, name in FIELDS])
def test_only_procedure_and_due_date_may_be_nothing(sealed, field):
    body = changed(sealed.body, **{field: None})
    if field in ("procedure", "due_on"):
        assert getattr(open_envelope(sealed.headers, body), field) is None
    else:
        assert refusal(sealed.headers, body) == f"breaks its contract in: {field}"


@pytest.mark.parametrize("value", [CANARY, "YQ", "YQ=", "YQ==\n", "Y Q==", "é===", "-_8="])
def test_a_box_that_is_not_in_base64_is_refused_and_never_quoted(value):
    assert refusal(SEALED.headers, changed(SEALED.body, box=value)) == "breaks its contract in: box"


def test_all_broken_fields_are_named_at_once():
    body = changed(GOOD.body, kind=CANARY, received_on="2026-02-29", submission_id="1")
    assert refusal(GOOD.headers, body) == "breaks its contract in: kind, received_on, submission_id"


def test_a_day_that_does_not_exist_is_refused():
    assert refusal(GOOD.headers, changed(GOOD.body, received_on="2027-02-29")) == "breaks its contract in: received_on"


HEADER_VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.binary() | st.lists(st.text(), max_size=2)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, max_examples=300)
@given(
    st.dictionaries(st.sampled_from(list(GOOD.headers)) | st.text(), HEADER_VALUES, max_size=4),
    st.booleans(),
    st.binary() | JSON.map(lambda data: json.dumps(data).encode()),
)
def test_whatever_arrives_opens_or_is_unreadable_and_nothing_else(headers, over_good_ones, body):
    try:
        message = open_envelope({**(GOOD.headers if over_good_ones else {}), **headers}, body)
    except Unreadable:
        return
    assert message.TYPE in SCHEMAS


@settings(deadline=None, max_examples=300)
@given(st.sampled_from([GOOD, ROUTED, SEALED, ORDERED, CLOSED]), st.data())
def test_a_body_with_any_one_field_changed_opens_or_is_unreadable_and_nothing_else(sealed, data):
    field = data.draw(st.sampled_from(list(json.loads(sealed.body))))
    body = changed(sealed.body, **{field: data.draw(JSON)})
    try:
        message = open_envelope(sealed.headers, body)
    except Unreadable:
        assert refusal(sealed.headers, body) == f"breaks its contract in: {field}"
    else:
        assert sealed.type == message.TYPE
