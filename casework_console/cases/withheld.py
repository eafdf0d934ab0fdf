"""What is kept from those who do not act on signs of harm: it could warn the colleague whom a sign is about.

That a case is urgent is not kept from them. The one place that says what is.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from casework_console.cases import words
from casework_console.deciding.clocks import OF_SAFETY
from foundation.procedure.vocabulary import Flag, Procedure, Reason
from foundation.records.models import Case, Deadline, Decision, HistoryLine
from foundation.staff.roles import ALERTS_ACT
from foundation.staff.sessions import SignedIn

SIGNS = frozenset({Flag.HARM_WORDS, Flag.SCREEN_FAILED, Flag.ALLEGATION_AGAINST_WORKER})
CODES = (Procedure.SAFEGUARDING_FIRST, Reason.HARM_RISK)
LOOKED_AT_FIRST = "A person looks at it first"


def sees_signs(staff: SignedIn) -> bool:
    """May they read what was found, done and decided about signs of harm?"""
    return staff.may(ALERTS_ACT)


def dues_kept_from(staff: SignedIn) -> frozenset[str]:
    """What is due and not shown to them, in no list and on no page."""
    return frozenset() if sees_signs(staff) else OF_SAFETY


def clocks_for(staff: SignedIn, clocks: Iterable[Deadline]) -> list[Deadline]:
    """The clocks that they may see."""
    return [clock for clock in clocks if clock.due not in dues_kept_from(staff)]


def decisions_for(staff: SignedIn, decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that they may read: none about a clock that they may not see."""
    return [one for one in decisions if one.before.get("due") not in dues_kept_from(staff)]


def history_for(staff: SignedIn, lines: Iterable[HistoryLine]) -> list[HistoryLine]:
    """The lines of history that they may read."""
    if sees_signs(staff):
        return list(lines)
    return [line for line in lines if not (line.what.startswith("alert_") or line.details.get("due") in OF_SAFETY)]


def details_for(staff: SignedIn, details: Mapping[str, Any]) -> Mapping[str, Any]:
    """The details of a line or of a decision, without what they may not read."""
    if sees_signs(staff):
        return details
    told = {name: value for name, value in details.items() if value not in CODES}
    if "clocks" in told:
        told["clocks"] = [clock for clock in told["clocks"] if clock["due"] not in OF_SAFETY]
    return told


def flags_for(staff: SignedIn, flags: Iterable[str]) -> list[str]:
    """The flags that they may see."""
    return [flag for flag in flags if sees_signs(staff) or flag not in SIGNS]


def procedure_for(staff: SignedIn, procedure: str | None) -> str:
    """The procedure in words."""
    if procedure == Procedure.SAFEGUARDING_FIRST and not sees_signs(staff):
        return LOOKED_AT_FIRST
    return words.said(words.PROCEDURES, procedure) if procedure else "None needed"


def reason_for(staff: SignedIn, case: Case, opened: Mapping[str, Any]) -> tuple[str, str]:
    """Why the case is under its procedure, and by which rule."""
    if case.reason == Reason.HARM_RISK and not sees_signs(staff):
        return f"{LOOKED_AT_FIRST}.", ""
    return words.reason_words(case.reason, opened)


def explanation_for(staff: SignedIn, case: Case) -> list[dict[str, Any]]:
    """How the rules came to it; nothing where that begins with a sign of harm."""
    found = any(step["step"] == "0" for step in case.explanation)
    return [] if found and not sees_signs(staff) else case.explanation
