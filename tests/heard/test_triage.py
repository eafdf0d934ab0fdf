"""`heard triage < facts.json`, as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from foundation.runtime.settings import PROJECT
from heard.command import main

FACTS = {
    "is_complaint": True,
    "relationship": "parent",
    "child_status": "child_in_need",
    "responsible_authority": "herefordshire",
    "subject": "assessment_s17",
    "event_date": "2026-11-02",
    "received_date": "2026-11-23",
}


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Type the command with something on its standard input; nothing of an installation is there."""
    for name in ("HEARD_DATABASE_URL", "HEARD_AMQP_URL", "HEARD_COUNCIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HEARD_VAR", str(tmp_path))

    def type_in(given: object, *options: str) -> Result:
        text = given if isinstance(given, (str, bytes)) else json.dumps(given)
        return CliRunner().invoke(main, ["triage", *options], input=text, prog_name="heard")

    return type_in


def test_facts_in_a_decision_out(typed):
    done = typed(FACTS)
    assert done.exit_code == 0, done.stderr
    assert done.stderr == ""
    decision = json.loads(done.stdout)
    assert (decision["procedure"], decision["reason"]) == ("statutory", "statutory_eligible")
    assert (decision["first_deadline"], decision["local_target"]) == ("2026-12-07", "2026-11-26")
    assert decision["rules_version"] == "2026-06-19"


def test_the_story_is_screened_and_the_words_found_are_flagged(typed):
    decision = json.loads(typed(FACTS | {"story": "He hits me and I have bruises 😢"}).stdout)
    assert (decision["procedure"], decision["first_deadline"]) == ("safeguarding_first", "2026-11-23")
    assert decision["flags"]["harm_words"]
    assert decision["then"]["reason"] == "statutory_eligible"


def test_the_councils_own_code_decides_whose_it_is(typed, tmp_path, monkeypatch):
    rules = (PROJECT / "councils" / "herefordshire" / "rules.yaml").read_text("utf-8")
    (tmp_path / "rules.yaml").write_text(rules.replace("code: herefordshire", "code: littleham", 1), "utf-8")
    monkeypatch.setenv("HEARD_COUNCIL", str(tmp_path))
    assert json.loads(typed(FACTS).stdout)["reason"] == "other_authority"
    assert json.loads(typed(FACTS | {"responsible_authority": "littleham"}).stdout)["reason"] == "statutory_eligible"


def test_older_rules_can_be_asked_for(typed):
    asked = FACTS | {"subject": "data_protection"}
    assert json.loads(typed(asked).stdout)["first_deadline"] == "2026-12-23"
    older = json.loads(typed(asked, "--rules", "2024-01-01").stdout)
    assert (older["first_deadline"], older["rules_version"]) == (None, "2024-01-01")


def test_rules_that_there_are_not_are_refused_and_those_there_are_named(typed):
    done = typed(FACTS, "--rules", "2025-01-01")
    assert done.exit_code == 2
    assert "2024-01-01" in done.stderr


def test_a_byte_order_mark_is_read_past(typed):
    assert typed(b"\xef\xbb\xbf" + json.dumps(FACTS).encode()).exit_code == 0


def test_each_bad_fact_has_one_line_that_names_it(typed):
    done = typed(FACTS | {"event_date": "2026-02-30", "relationship": "granny", "is_complaint": None, "colour\n": 1})
    assert (done.exit_code, done.stdout) == (2, "")
    names = [line.split(":")[0] for line in done.stderr.splitlines()]
    assert sorted(names) == sorted(["is_complaint", "relationship", "event_date", r"'colour\n'"])


# What is typed, what is said.
NO_FACTS = [
    ("nothing", "", "this is not JSON"),
    ("half an object", '{"is_complaint": tr', "this is not JSON, at line 1"),
    ("a list", [FACTS], "facts: Give one JSON object"),
    ("two objects", "{} {}", "this is not JSON"),
    ("no text", b"\xff\xfe{}", "this is not UTF-8 text, at byte 1"),
    ("a field twice", '{"subject": "other", "subject": "core_group"}', "subject: This stands twice"),
    ("no number", '{"asks_for_stage": NaN}', "NaN is no value of JSON"),
    ("a number without end", f'{{"asks_for_stage": {"9" * 5000}}}', "a number in this is too long"),
    ("a number of four thousand", f'{{"asks_for_stage": {"9" * 4000}}}', "asks_for_stage: Give a stage"),
    ("nested without end", "[" * 200_000, "nested too deep"),
    ("a million bytes", " " * 1_000_001, "more than 1000000 bytes"),
    ("received after the table ends", FACTS | {"received_date": "2035-01-01"},
     "2035-01-01 is outside the bank holidays"),
    ("due after the table ends", FACTS | {"received_date": "2028-12-20", "event_date": "2028-12-01"},
     "No date is guessed"),
    ("received before the table begins", FACTS | {"received_date": "2023-05-01", "event_date": "2023-05-01"},
     "2023-05-01 is outside the bank holidays"),
]  # fmt: skip


@pytest.mark.parametrize("given, said", [pytest.param(*row[1:], id=row[0]) for row in NO_FACTS])
def test_what_cannot_be_decided_is_refused_in_plain_words(typed, given, said):
    done = typed(given)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "fault of ours" not in done.stderr


def test_no_word_of_the_story_is_said_when_facts_are_refused(typed):
    done = typed(FACTS | {"story": "CANARY \x07", "event_date": "2027-01-01"})
    assert done.exit_code == 2
    assert "CANARY" not in done.output


def test_a_mistake_in_the_councils_rule_file_is_said_as_everywhere(typed, tmp_path, monkeypatch):
    monkeypatch.setenv("HEARD_COUNCIL", str(tmp_path))
    done = typed(FACTS)
    assert done.exit_code == 1
    assert "rules.yaml is missing" in done.output


def test_its_help_shows_facts_that_can_be_typed(typed):
    shown = typed("", "--help").stdout
    example = json.loads(shown[shown.index("{") : shown.index("}") + 1])
    assert example | {"responsible_authority": "herefordshire"} == FACTS
    assert typed(example).exit_code == 0
