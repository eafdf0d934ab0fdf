"""The questionnaires that there are, every version of each: read once, and refused as a whole if one has a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from foundation.runtime.written_files import Mistake, check, read_tree
from foundation.surveys import versions
from foundation.surveys.questionnaire import Questionnaire
from foundation.surveys.schema import QuestionnaireFile

FOLDER = resources.files(__package__) / "questionnaires"


class UnknownQuestionnaire(LookupError):
    """There is no such questionnaire, or no such version of it."""


@dataclass(frozen=True)
class Library:
    """Every version, by code and number."""

    every: Mapping[versions.Version, Questionnaire]

    def version(self, code: str, number: int) -> Questionnaire:
        """One version, however old. Raises UnknownQuestionnaire."""
        if (code, number) not in self.every:
            raise UnknownQuestionnaire(f"there is no version {number} of “{code}”")
        return self.every[code, number]

    def newest(self, code: str) -> Questionnaire:
        """The version that is sent out now. Raises UnknownQuestionnaire."""
        numbers = [number for known, number in self.every if known == code]
        if not numbers:
            raise UnknownQuestionnaire(f"there is no questionnaire “{code}”")
        return self.every[code, max(numbers)]

    def all_newest(self) -> list[Questionnaire]:
        """The newest version of each, by its name."""
        return sorted((self.newest(code) for code in {code for code, _ in self.every}), key=lambda it: it.name)


@cache
def known_codes() -> frozenset[str]:
    """The codes of the ready-made questionnaires, without reading what they ask. Raises Mistake."""
    return frozenset(code for code, _ in versions.read_lock(FOLDER))


@cache
def library() -> Library:
    """The ready-made questionnaires. Raises Mistake."""
    return read_library(FOLDER)


def read_library(folder: Traversable) -> Library:
    """Read and check a folder of questionnaires with its lock. Raises Mistake naming every mistake."""
    read = _read_all(folder)
    wrong = versions.mistakes(versions.read_lock(folder), {it: digest for it, (_, digest) in read.items()})
    if wrong:
        raise Mistake("\n".join(wrong))
    return Library({it: questionnaire for it, (questionnaire, _) in read.items()})


def read_questionnaire(path: Traversable) -> tuple[Questionnaire, str]:
    """One file, and the hash of what it asks. Raises Mistake naming the line, and FileNotFoundError."""
    tree = read_tree(path)
    questionnaire: Questionnaire = check(path, tree, QuestionnaireFile())
    return questionnaire, versions.hash_of(tree)


def lock_new(folder: Path) -> list[Questionnaire]:
    """Add what is new to the lock of this folder, and say what that was. A version in it stays as it is.

    Raises Mistake, and has changed nothing then.
    """
    read = _read_all(folder)
    locked = versions.read_lock(folder)
    new = {it: digest for it, (_, digest) in read.items() if it not in locked}
    wrong = versions.mistakes(locked | new, {it: digest for it, (_, digest) in read.items()})
    if wrong:
        raise Mistake("\n".join(wrong))
    half = folder / f"{versions.LOCK}.new"
    half.write_text(versions.show_lock(locked | new), "utf-8")
    half.replace(folder / versions.LOCK)
    return [read[it][0] for it in sorted(new)]


def _read_all(folder: Traversable) -> dict[versions.Version, tuple[Questionnaire, str]]:
    read: dict[versions.Version, tuple[Questionnaire, str]] = {}
    wrong: list[str] = []
    for path in sorted((it for it in folder.iterdir() if it.name.endswith(".yaml")), key=lambda it: it.name):
        try:
            questionnaire, digest = read_questionnaire(path)
        except Mistake as mistake:
            wrong.append(str(mistake))
            continue
        name = f"{questionnaire.code}.{questionnaire.version}.yaml"
        if path.name != name:
            wrong.append(f"{path}: a file is named by its code and version, and this one would be {name}")
        read[questionnaire.code, questionnaire.version] = (questionnaire, digest)
    if wrong:
        raise Mistake("\n".join(wrong))
    return read
