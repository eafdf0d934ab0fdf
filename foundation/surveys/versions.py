"""A version that somebody may have answered is never edited: `versions.lock` holds a hash of what each one asks."""

import hashlib
import json
import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any

from foundation.runtime.written_files import Mistake

LOCK = "versions.lock"
_LINE = re.compile(r"([a-z][a-z0-9_]*) ([1-9][0-9]*) ([0-9a-f]{64})")
Version = tuple[str, int]


def hash_of(tree: Mapping[str, Any]) -> str:
    """SHA-256 of what a questionnaire asks, as hex. The name for staff, comments and spaces do not count."""
    asked = {key: value for key, value in tree.items() if key != "name"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_lock(folder: Traversable) -> dict[Version, str]:
    """The hash of every version. Raises Mistake; a folder without a lock has none yet."""
    path = folder / LOCK
    try:
        lines = path.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return {}
    locked: dict[Version, str] = {}
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None:
            raise Mistake(f"{path}, line {number}: this is no code, version and hash; take the file from git again")
        if (version := (found[1], int(found[2]))) in locked:
            raise Mistake(f"{path}, line {number}: {found[1]} {found[2]} stands twice; take the file from git again")
        locked[version] = found[3]
    return locked


def show_lock(locked: Mapping[Version, str]) -> str:
    """The text of the lock file, a line for each version."""
    return "".join(f"{code} {number} {digest}\n" for (code, number), digest in sorted(locked.items()))


def mistakes(locked: Mapping[Version, str], there: Mapping[Version, str]) -> list[str]:
    """What differs between the lock and the hashes of the files that are there, and how to mend it."""
    found = [
        f"version {number} of {code} is not as it was when it was locked, and may have answers: take that file from "
        f"git again, and write what is new as version {number + 1}"
        for (code, number), digest in there.items()
        if locked.get((code, number), digest) != digest
    ]
    found += [
        f"version {number} of {code} is locked and its file is gone; its answers could not be read: take it from git"
        for code, number in locked.keys() - there.keys()
    ]
    found += [
        f"version {number} of {code} is not in {LOCK}; when it is as you want it, `heard questionnaires lock` adds it"
        for code, number in there.keys() - locked.keys()
    ]
    return sorted(found)
