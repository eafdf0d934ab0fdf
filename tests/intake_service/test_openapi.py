"""The description of the API says what the API does."""

import json
from dataclasses import fields

import pytest
from jsonschema import Draft202012Validator

from intake_service.openapi import FILE, description
from intake_service.told import Told

BODIES = ["complaint", "compliment", "comment", "worker_change", "meeting"]


@pytest.fixture
def described(visitor):
    return visitor.client.get("/api/v1/openapi.json").json


@pytest.fixture
def fits(described):
    """Does a value fit a schema of the description?"""
    Draft202012Validator.check_schema({"$defs": described["components"]["schemas"]})

    def check(name, value):
        rules = {"$ref": f"#/components/schemas/{name}", "components": described["components"]}
        return Draft202012Validator(rules, format_checker=Draft202012Validator.FORMAT_CHECKER).is_valid(value)

    return check


def test_the_description_in_docs_is_the_one_that_is_served(described, council):
    cure = "docs/openapi.json is out of date; write it anew with: python -m intake_service.openapi"
    assert json.loads(FILE.read_text("utf-8")) == described, cure
    assert FILE.read_text("utf-8") == description(council), cure


def test_it_is_openapi_3_1_and_every_reference_in_it_leads_somewhere(described):
    assert described["openapi"].startswith("3.1.")
    assert {"title", "version"} <= set(described["info"])
    assert list(described["paths"]) == ["/api/v1/submissions"]
    references = [line.split('"')[3] for line in json.dumps(described, indent=1).splitlines() if '"$ref"' in line]
    assert references
    for reference in references:
        found = described
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_it_names_every_status_that_the_api_answers_and_problems_as_problems(described):
    answers = described["paths"]["/api/v1/submissions"]["post"]["responses"]
    assert set(answers) == {"201", "400", "401", "411", "413", "415", "422", "429", "503", "default"}
    for status, answer in answers.items():
        if status not in ("201", "default"):
            assert list(answer["content"]) == ["application/problem+json"], status


def test_it_says_how_a_partner_proves_itself_and_that_a_key_makes_sending_again_safe(described):
    post = described["paths"]["/api/v1/submissions"]["post"]
    assert post["security"] == [{}, {"partner": []}]
    assert described["components"]["securitySchemes"]["partner"] == {"type": "http", "scheme": "bearer"}
    [header] = post["parameters"]
    assert (header["name"], header["in"], header["schema"]["minLength"]) == ("Idempotency-Key", "header", 16)


@pytest.mark.parametrize("kind", BODIES)
def test_what_the_api_takes_and_answers_fits_the_description(kind, visitor, fits, body_of):
    body = body_of(kind, name="Sam", email="sam@example.com")
    answer = visitor.tell(body)
    assert answer.status_code == 201
    assert fits("Submission", body)
    assert fits("Accepted", answer.json)


@pytest.mark.parametrize(
    "kind, different",
    [
        ("complaint", {"ethnicity": "x"}),
        ("complaint", {"kind": "grumble"}),
        ("complaint", {"topic": "nothing"}),
        ("complaint", {"words": ""}),
        ("complaint", {"words": "x" * 20_001}),
        ("complaint", {"child_at_risk": "true"}),
        ("complaint", {"happened_on": "2026-02-31"}),
        ("complaint", {"age_band": "12"}),
        ("complaint", {"child_status": "adopted child"}),
        ("complaint", {"responsible_authority": "The Police"}),
        ("complaint", {"answered_at_stage": 4}),
        ("complaint", {"asks_for_stage": 0}),
        ("meeting", {"meeting_went": 6}),
        ("meeting", {"meeting_went": "4"}),
        ("comment", {"kind": ...}),
    ],
)
def test_what_the_api_refuses_does_not_fit_the_description(kind, different, visitor, fits, body_of):
    body = body_of(kind, **different)
    answer = visitor.tell(body)
    assert answer.status_code == 422
    assert not fits("Submission", body)
    assert fits("Problem", answer.json)


def test_every_field_of_the_api_is_in_the_description(described, fits, body_of):
    known = set(described["components"]["schemas"]["Submission"]["properties"])
    told = {field.name for field in fields(Told)}
    assert known == told | {"received_on", "received_how"}
