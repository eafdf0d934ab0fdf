"""`heard triage < facts.json`: which procedure, by which rule, and what is due first."""

import json
import sys
from typing import NoReturn

import click

from foundation.contracts.facts import read_facts, show_decision
from foundation.council import load_council
from foundation.procedure.facts import BadFacts
from foundation.procedure.rule_sets import VERSIONS, rule_set, rules_on
from foundation.procedure.triage import decide
from foundation.procedure.working_days import CalendarRunsOut, england
from foundation.runtime.settings import read_profile
from heard.json_objects import LARGEST, NotOneObject, name_of, read_json

EXAMPLE = """\b
    {"is_complaint": true, "relationship": "parent", "child_status": "child_in_need",
     "responsible_authority": "your_council", "subject": "assessment_s17",
     "event_date": "2026-11-02", "received_date": "2026-11-23"}"""


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
        facts = read_facts(read_json(sys.stdin.buffer.read(LARGEST + 1)))
        chosen = rule_set(rules) if rules else rules_on(facts.received_date)
        decision = decide(facts, chosen, england(), own_authority=council.code, targets=council)
    except NotOneObject as error:
        _refuse([str(error)])
    except BadFacts as bad:
        _refuse([f"{name_of(field)}: {' '.join(said)}" for field, said in bad.faults.items()])
    except CalendarRunsOut as end:
        _refuse([f"{end}. No date is guessed; a newer version of Heard knows more"])
    click.echo(json.dumps(show_decision(decision), indent=2, ensure_ascii=False))


def _refuse(lines: list[str]) -> NoReturn:
    for line in lines:
        click.echo(line, err=True)
    raise click.exceptions.Exit(2)
