"""Rules of triage and lengths of clocks as data with a date: cases keep the rules they came under.

Each set is a file that a complaints manager and a lawyer can read. A new set applies from its day; what is not said
in it is as in the set that it is based on.
"""

from datetime import date
from functools import cache
from importlib import resources

from foundation.procedure.rule_sets.reading import BadRules, read
from foundation.procedure.rule_sets.rule_set import Limit, Matter, Person, Rule, RuleSet

__all__ = [
    "VERSIONS", "BadRules", "Limit", "Matter", "Person", "Rule", "RuleSet", "UnknownRules", "rule_set", "rules_on",
]  # fmt: skip

_FOLDER = resources.files(__package__)
# Oldest first: a version is the day from which it applies.
VERSIONS = tuple(sorted(it.name.removesuffix(".yaml") for it in _FOLDER.iterdir() if it.name.endswith(".yaml")))


class UnknownRules(LookupError):
    """There is no rule set of this version; the message lists those that there are."""


@cache
def rule_set(version: str) -> RuleSet:
    """The set of this version. Raises UnknownRules, and BadRules for a file with a mistake."""
    if version not in VERSIONS:
        raise UnknownRules(f"there are no rules of “{version}”; there are rules of {' and '.join(VERSIONS)}")
    return read(_FOLDER, version)


def rules_on(day: date) -> RuleSet:
    """The set for what is received on this day; the oldest one for a day before all of them."""
    return rule_set(max((version for version in VERSIONS if version <= day.isoformat()), default=VERSIONS[0]))
