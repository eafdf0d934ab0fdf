"""Whatever arrives opens or is unreadable: what is broken is named by its field and never quoted."""

import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from enclosed import A_MOMENT, A_RESPONSE, GOOD, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.contracts.cases import ItemRouted
from foundation.contracts.envelope import SCHEMAS, Unreadable, enclose, open_envelope
from foundation.contracts.surveys import CaseClosed, SampleOrdered

CANARY = "Llywelyn-ap-Gruffudd"


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
