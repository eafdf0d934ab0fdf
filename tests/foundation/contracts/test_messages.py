"""Messages are frozen facts: what is enclosed comes out the same, and what was ever sent can be read for ever."""

import json
import pkgutil
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from enclosed import A_MOMENT, A_RESPONSE, A_SUBMISSION, GOOD, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation import contracts
from foundation.contracts.cases import PRIORITIES, PROCEDURES, ItemRouted
from foundation.contracts.envelope import SCHEMAS, enclose, open_envelope
from foundation.contracts.equality import POOLS, EqualitySealed
from foundation.contracts.references import ALPHABET
from foundation.contracts.submissions import KINDS, SubmissionReceived
from foundation.contracts.surveys import CaseClosed, ResponseSealed, SampleOrdered
from foundation.procedure.vocabulary import Procedure

for room in pkgutil.iter_modules(contracts.__path__):
    import_module(f"foundation.contracts.{room.name}")

EXAMPLES = sorted((Path(contracts.__path__[0]) / "examples").glob("*.json"))
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
