"""What each role may do. Pure data; what is not listed is refused."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

OWN_ACCOUNT = "own.account"
CASES_READ = "cases.read"
CASES_DECIDE = "cases.decide"
ALERTS_ACT = "alerts.act"
CONFLICTS_LIFT = "conflicts.lift"
OMBUDSMAN = "ombudsman"
TRIAGE_TRY = "triage.try"
SURVEYS_SEND = "surveys.send"
RESULTS_READ = "results.read"
COMMENTS_REDACT = "comments.redact"
SAMPLES_DRAW = "samples.draw"
FAMILIES_INVOLVE = "families.involve"
EQUALITY_READ = "equality.read"  # the public version
EQUALITY_REVIEW = "equality.review"
KNOWN = frozenset({
    OWN_ACCOUNT, CASES_READ, CASES_DECIDE, CONFLICTS_LIFT, ALERTS_ACT, OMBUDSMAN, TRIAGE_TRY, SURVEYS_SEND,
    RESULTS_READ, COMMENTS_REDACT, SAMPLES_DRAW, FAMILIES_INVOLVE, EQUALITY_READ, EQUALITY_REVIEW,
})  # fmt: skip


class Role(StrEnum):
    """What somebody is here for; an account has one."""

    COMPLAINTS_MANAGER = "complaints_manager"
    COMPLAINTS_OFFICER = "complaints_officer"
    SERVICE_TEAM = "service_team"
    DUTY_WORKER = "duty_worker"
    EQUALITY_OFFICER = "equality_officer"
    PRACTITIONER = "practitioner"


SURVEYS = frozenset({SURVEYS_SEND, RESULTS_READ})
COMPLAINTS = SURVEYS | {
    OWN_ACCOUNT, CASES_READ, CASES_DECIDE, ALERTS_ACT, OMBUDSMAN, TRIAGE_TRY, COMMENTS_REDACT,
    FAMILIES_INVOLVE, EQUALITY_READ,
}  # fmt: skip
PERMISSIONS: Mapping[str, frozenset[str]] = MappingProxyType({
    Role.COMPLAINTS_MANAGER: COMPLAINTS | {CONFLICTS_LIFT, SAMPLES_DRAW},
    Role.COMPLAINTS_OFFICER: COMPLAINTS,
    Role.SERVICE_TEAM: SURVEYS | {OWN_ACCOUNT, CASES_READ, TRIAGE_TRY},
    Role.DUTY_WORKER: frozenset({OWN_ACCOUNT, ALERTS_ACT}),
    Role.EQUALITY_OFFICER: SURVEYS | {
        OWN_ACCOUNT, COMMENTS_REDACT, SAMPLES_DRAW, FAMILIES_INVOLVE, EQUALITY_READ, EQUALITY_REVIEW,
    },
    Role.PRACTITIONER: SURVEYS | {OWN_ACCOUNT},
})  # fmt: skip
IN_CONSOLE = frozenset({CASES_READ, ALERTS_ACT})
SEES_ALL_TEAMS = frozenset({Role.COMPLAINTS_MANAGER, Role.COMPLAINTS_OFFICER})


def may(role: str, permission: str) -> bool:
    """May this role do that? An unknown role may do nothing."""
    return permission in PERMISSIONS.get(role, frozenset())


def works_at(role: str) -> str:
    """The site where somebody of this role has their work."""
    return "console" if PERMISSIONS.get(role, frozenset()) & IN_CONSOLE else "survey-staff"


def sees_case_of(role: str, own_team: str | None, team: str) -> bool:
    """May somebody of this role and team see a case that stands with `team`?"""
    return may(role, CASES_READ) and (role in SEES_ALL_TEAMS or own_team == team)
