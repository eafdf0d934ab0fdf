"""One JSON object a line in, one a line out."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click
from marshmallow import ValidationError

from foundation.equality.figures import BadFigure
from heard.equality.given import flatten
from heard.equality.kinds import KINDS, reckon
from heard.equality.solver_output import solver_prints_to_stderr
from heard.json_objects import LARGEST, NotOneObject, name_of, read_json


class CannotReckon(ValueError):
    """This line has no answer; the message names the field."""


def answer_lines() -> bool:
    """Answer each line of standard input in turn; whether all had an answer. Empty lines are passed over."""
    all_well = True
    for at, line in enumerate(_lines(), 1):
        if line.strip():
            try:
                answer = _answer(line)
            except CannotReckon as error:
                answer, all_well = {"error": f"line {at}: {error}"}, False
            click.echo(json.dumps(answer, allow_nan=False))
    return all_well


def _lines() -> Iterator[bytes]:
    while line := sys.stdin.buffer.readline(LARGEST + 1):
        yield line
        while len(line) > LARGEST and not line.endswith(b"\n"):
            line = sys.stdin.buffer.readline(LARGEST + 1)


def _answer(line: bytes) -> dict[str, Any]:
    kind, given = _asked(line)
    try:
        with solver_prints_to_stderr():
            return reckon(KINDS[kind], given)
    except ValidationError as error:
        raise CannotReckon(" ".join(flatten(error.messages))) from None
    except BadFigure as error:
        raise CannotReckon(str(error)) from None


def _asked(line: bytes) -> tuple[str, Any]:
    try:
        asked = read_json(line)
    except NotOneObject as error:
        raise CannotReckon(str(error).replace("at line 1, ", "at ")) from None
    if not isinstance(asked, dict):
        raise CannotReckon('Give one JSON object, like {"kind": "wilson", "given": {"x": 7, "n": 120}}')
    if unknown := [name for name in asked if name not in ("kind", "given")]:
        raise CannotReckon(f"{name_of(unknown[0])}: We do not know this field. Leave it out.")
    kind = asked.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise CannotReckon(f"kind: Give one of {', '.join(KINDS)}.")
    return kind, asked.get("given", {})
