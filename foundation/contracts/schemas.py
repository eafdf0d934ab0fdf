"""`python -m foundation.contracts.schemas`: write every message as JSON Schema to docs/schemas.

JSON Schema 2020-12, made by apispec of the marshmallow schemas. It refuses what they refuse; for a day or an id that
is none the reader has to check `format`, which most validators do only when asked. It is stricter in how
a day and an id are written, as we always write them. Fields that it does not name are allowed: an old reader survives
a new one.
"""

import json
from inspect import getdoc
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from foundation.contracts.cases import ItemRouted
from foundation.contracts.envelope import SCHEMAS
from foundation.contracts.equality import EqualitySealed
from foundation.contracts.submissions import SubmissionReceived
from foundation.contracts.surveys import CaseClosed, ResponseSealed, SampleOrdered
from foundation.runtime.settings import PROJECT

FOLDER = PROJECT / "docs" / "schemas"
CURE = "python -m foundation.contracts.schemas"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
MESSAGES = (SubmissionReceived, ItemRouted, ResponseSealed, SampleOrdered, CaseClosed, EqualitySealed)


def json_schema(message: type[Any]) -> dict[str, Any]:
    """One message type as JSON Schema, under the name that envelopes give as its dataschema."""
    contract = SCHEMAS[message.TYPE]
    in_place = MarshmallowPlugin(schema_name_resolver=lambda _: "")  # each document stands alone: no $ref
    spec = APISpec("messages", "v1", "3.1.0", plugins=[in_place])
    made = spec.components.schema(message.TYPE, schema=contract).to_dict()["schemas"][message.TYPE]
    return {
        "$schema": DIALECT,
        "$id": f"urn:heard:{message.TYPE}",
        "title": (getdoc(message) or "").rstrip("."),
        "description": getdoc(contract),
        **made,
        "additionalProperties": True,
    }


def documents() -> dict[str, str]:
    """Every schema as text, by the name of its file."""
    schemas = {message.TYPE: json_schema(message) for message in MESSAGES}
    return {f"{name}.json": json.dumps(schema, indent=2) + "\n" for name, schema in schemas.items()}


def main() -> None:
    """Write them anew."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in documents().items():
        (FOLDER / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
