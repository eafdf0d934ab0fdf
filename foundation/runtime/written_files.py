"""Files that people write as YAML: read strictly, and every mistake said with its file and line."""

from importlib.resources.abc import Traversable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

LARGEST = 1_000_000  # bytes; the longest file of ours is a twentieth of that


class Mistake(ValueError):
    """A file that people write has a mistake; the message names file, line and what is wrong."""


class Strict(Schema):
    """A word that we do not know is a mistake, not something to pass over."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "we do not know this word here"}  # noqa: RUF012 -- marshmallow's own form


def read_tree(path: Traversable) -> Any:
    """What stands in the file, with its lines. Raises Mistake, and FileNotFoundError."""
    try:
        written = path.read_bytes()
        if len(written) > LARGEST:
            raise Mistake(f"{path} has more than {LARGEST} bytes; no such file needs as many")
        return YAML(typ="rt").load(written.decode())
    except FileNotFoundError:
        raise
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Mistake(f"{path}, line {line}: {error.problem}") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Mistake(f"{path}, line {line}: this is not UTF-8 text; save the file as UTF-8") from None
    except RecursionError:
        raise Mistake(f"{path} is nested too deep to be read") from None
    except Mistake:
        raise
    except (OSError, YAMLError, ValueError) as error:
        raise Mistake(f"{path} cannot be read: {error}") from None


def check(path: Traversable, tree: Any, schema: Schema) -> Any:
    """The tree as the schema reads it. Raises Mistake, a line for each mistake in the order of the file."""
    try:
        return schema.load(tree)
    except ValidationError as error:
        mistakes = [f"{path}, line {line}: {said}" for line, said in sorted(_located(error.messages, tree, 1))]
        raise Mistake("\n".join(mistakes)) from None


def _located(messages: Any, tree: Any, line: int, name: str = "") -> list[tuple[int, str]]:
    """Every message with the line of the thing it is about, or of what holds it."""
    if isinstance(messages, list):
        return [(line, f"{name}: {said}" if name else str(said)) for said in messages]
    found: list[tuple[int, str]] = []
    for key, inner in messages.items():
        here, below = line, None
        if hasattr(tree, "lc") and (key in tree if isinstance(tree, dict) else isinstance(key, int)):
            below = tree[key]
            here = tree.lc.data[key][0] + 1 if key in tree.lc.data else line  # merged in by << it has no line
        found += _located(inner, below, here, _named(key, name))
    return found


def add_fault(faults: dict[Any, Any], path: tuple[str | int, ...], said: str) -> None:
    """Say what is wrong at one place of a tree, in the form that marshmallow gives its own messages."""
    for step in path[:-1]:
        faults = faults.setdefault(step, {})
    faults.setdefault(path[-1], []).append(said)


def _named(key: Any, within: str) -> str:
    if key in ("value", "_schema"):
        return within
    return f"{within} {key + 1}" if isinstance(key, int) else str(key)
