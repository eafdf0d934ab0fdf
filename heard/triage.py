"""`heard triage < facts.json`: which procedure, by which rule, and what is due first."""

import json
import sys
from typing import Any, NoReturn

import click

from foundation.contracts.facts import read_facts, show_decision
from foundation.council import load_council
from foundation.procedure.facts import BadFacts
from foundation.procedure.rule_sets import VERSIONS, rule_set, rules_on
from foundation.procedure.triage import decide
from foundation.procedure.working_days import CalendarRunsOut, england
from foundation.runtime.settings import read_profile

LARGEST = 1_000_000  # bytes; a story of the longest length in any script is a tenth of that
LONGEST_NAME = 60

EXAMPLE = """\b
    {"is_complaint": true, "relationship": "parent", "child_status": "child_in_need",
     "responsible_authority": "your_council", "subject": "assessment_s17",
     "event_date": "2026-11-02", "received_date": "2026-11-23"}"""


class NotOneObject(ValueError):
    """What was typed is no single JSON object; the message says how to mend it."""


@click.command(
    help=f"""Say which procedure is right for one complaint.

    Reads the facts as one JSON object from standard input and writes the decision as one JSON object. It is a
    proposal: a person confirms it. Nothing is kept. The flag harm_words repeats words of the story.

    Needed are is_complaint, relationship, child_status, responsible_authority, subject and received_date, and
    event_date unless event_ongoing is true:

    {EXAMPLE}

    Facts that cannot be true are refused, one line for each field, with exit code 2."""
)
@click.option(
    "--rules", type=click.Choice(VERSIONS), help="Take these rules instead of those of the day it was received."
)
def triage(rules: str | None) -> None:
    """Read, decide, write."""
    council = load_council(read_profile().council_folder)
    try:
        facts = read_facts(_one_object(sys.stdin.buffer.read(LARGEST + 1)))
        chosen = rule_set(rules) if rules else rules_on(facts.received_date)
        decision = decide(facts, chosen, england(), own_authority=council.code, targets=council)
    except NotOneObject as error:
        _refuse([str(error)])
    except BadFacts as bad:
        _refuse([f"{_name(field)}: {' '.join(said)}" for field, said in bad.faults.items()])
    except CalendarRunsOut as end:
        _refuse([f"{end}. No date is guessed; a newer version of Heard knows more"])
    click.echo(json.dumps(show_decision(decision), indent=2, ensure_ascii=False))


def _one_object(typed: bytes) -> Any:
    if len(typed) > LARGEST:
        raise NotOneObject(f"this is more than {LARGEST} bytes; give the facts of one complaint")
    try:
        return json.loads(typed.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_constant)
    except NotOneObject:
        raise
    except UnicodeDecodeError as error:
        raise NotOneObject(f"this is not UTF-8 text, at byte {error.start + 1}; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotOneObject(f"this is not JSON, at line {error.lineno}, column {error.colno}: {error.msg}") from None
    except RecursionError:
        raise NotOneObject("this is nested too deep; give one flat JSON object") from None
    except ValueError:
        raise NotOneObject("a number in this is too long; give the facts as in `heard triage --help`") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise NotOneObject(f"{_name(twice)}: This stands twice. Leave one of them out.")
    return found


def _no_constant(said: str) -> NoReturn:
    raise NotOneObject(f"{said} is no value of JSON")


def _name(field: str) -> str:
    """A field as it can stand in one line."""
    return field if field.isidentifier() and len(field) <= LONGEST_NAME else ascii(field[:LONGEST_NAME])


def _refuse(lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    raise click.exceptions.Exit(2)
