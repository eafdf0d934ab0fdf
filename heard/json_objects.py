"""JSON as it is typed or piped into a command: one object, or a plain word of what is wrong with it."""

import json
from typing import Any, NoReturn

LARGEST = 1_000_000  # bytes; a story of the longest length in any script is a tenth of that
LONGEST_NAME = 60


class NotOneObject(ValueError):
    """What was typed is no single JSON object; the message says how to mend it."""


def read_json(typed: bytes) -> Any:
    """What was typed, in which no name stands twice and no number is without end. Raises NotOneObject."""
    if len(typed) > LARGEST:
        raise NotOneObject(f"this is more than {LARGEST} bytes; give less at once")
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
        raise NotOneObject("a number in this is too long; numbers have 4300 digits at most") from None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for n, name in enumerate(names) if name in names[:n])
        raise NotOneObject(f"{name_of(twice)}: This stands twice. Leave one of them out.")
    return found


def _no_constant(said: str) -> NoReturn:
    raise NotOneObject(f"{said} is no value of JSON")


def name_of(field: str) -> str:
    """A field as it can stand in one line."""
    return field if field.isidentifier() and len(field) <= LONGEST_NAME else ascii(field[:LONGEST_NAME])
