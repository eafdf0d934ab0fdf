"""Lines of history in words. A code that is not known is shown as it is."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from casework_console.alerts.words import DECIDED
from casework_console.cases import words
from casework_console.deciding.closing import BECAUSE
from foundation.council import Council
from foundation.procedure.deadlines import in_words
from foundation.procedure.ombudsman import DECISIONS

WHAT = {
    "confirmed": "Confirmed: {procedure}, {reason}",
    "procedure_changed": "Moved from {from} to {to}: {reason}",
    "point_added": "Point {number} added: {procedure}, {reason}",
    "point_changed": "Point {number} moved from {from} to {to}: {reason}",
    "coordinator": "Coordinator {chosen}",
    "late_taken": "Taken although it is late",
    "late_declined": "Not taken: it is late",
    "interest_yes": "The interest in the child’s welfare is enough",
    "interest_no": "The interest in the child’s welfare is not enough",
    "request_taken": "The late request is taken: {stage}",
    "request_declined": "The late request is not taken: {stage}",
    "court_waits": "Waits until the court case is over",
    "court_taken": "Does not get in the court’s way: {procedure}, {reason}",
    "passed_on": "Passed on: {reason}",
    "team_changed": "Given by {from_team} to {to_team}",
    "worker_change": "Another worker: {answer}",
    "registered": "No complaint: passed on to its team",
    "done": "{due} done on {on}",
    "extended": "{due}: more time, from {from_day} to {to_day}",
    "paused": "{due}: the clock is paused",
    "resumed": "{due}: the clock runs again, due on {to_day}",
    "statement_agreed": "The written record was agreed on {on}",
    "breach_explained": "{due}: why the date was not kept is written down",
    "closed": "Closed: {because}",
    "reopened": "Opened again: {stage}",
    "conflict_found": "Kept from whom it names: {teams}",
    "conflict_marked": "May be about {about}: kept from them",
    "conflict_lifted": "No longer kept from {about}",
    "link_judged": "Judged beside another case: {link}",
    "ombudsman_entered": "The Ombudsman has it as {lgsco_reference}: {ombudsman}",
    "ombudsman_corrected": "The Ombudsman’s {lgsco_reference} was corrected: {ombudsman}",
    "alert_raised_by_hand": "A sign of harm was reported that the screen had missed",
    "alert_raised_again": "There is a new sign of harm: it is to be opened again",
    "alert_opened": "The sign of harm was opened",
    "alert_decided": "The sign of harm was decided: {decision}",
    "alert_decision_changed": "What was decided about the sign of harm was changed: {decision}",
    "warned": "{due} is due soon, on {on}: who must know was told",
    "breached": "{due} was due on {on} and was not done",
    "not_redated": "{due}: the bank holidays have changed and our table ends before the new date; a person sets it",
    "letter_not_needed": "{template} not sent: what it would have said is no longer so",
    "letter_queued": "{template} made, waiting to be sent {channel}",
    "letter_sent": "{template} sent {channel}",
    "letter_failed": "{template} could not be sent {channel}; a person must reach them another way",
    "letter_not_sent": "{template} could not be sent {channel}; nobody needs to do anything",
    "letter_impossible": "{template} cannot be sent: no way to reach the person was given. Tell them another way",
}
IN_WORDS: Mapping[str, Mapping[str, str]] = {
    "procedure": words.PROCEDURES, "from": words.PROCEDURES, "to": words.PROCEDURES, "reason": words.REASONS,
    "stage": words.STAGES, "answer": words.WORKER_CHANGES, "template": words.NOTICES,
    "channel": words.CHANNELS, "decision": DECIDED, "link": words.LINKS, "because": BECAUSE,
    "ombudsman": {code: one.words.lower() for code, one in DECISIONS.items()},
}  # fmt: skip
DAYS = ("on", "from_day", "to_day")
TEAMS = ("from_team", "to_team")


def history_words(what: str, details: Mapping[str, Any], council: Council) -> str:
    """One line of history in words."""
    if what == "redated":
        return _redated(details)
    if what in WHAT:
        return WHAT[what].format_map(_told(details, council))
    if what != "opened":
        channel = details.get("channel")
        return words.said(words.HISTORY, what).replace(
            "{how}", f" {words.said(words.CHANNELS, channel)}" if channel else ""
        )
    told = [f"Opened and given to {words.team_name(council, details.get('team', 'no team'))}"]
    if priority := details.get("priority"):
        told.append(f"Priority: {words.said(words.PRIORITIES, priority).lower()}")
    if procedure := details.get("procedure"):
        told.append(f"{words.said(words.PROCEDURES, procedure)} proposed")
    return ". ".join(told)


def _redated(details: Mapping[str, Any]) -> str:
    """Which dates moved, by which days, and whether the family is written to."""
    told = [f"{_due(clock)} moved from {_day(clock['from'])} to {_day(clock['to'])}" for clock in details["clocks"]]
    told += [
        f"{_day(change['day'])} is {'now' if change['what'] == 'added' else 'no longer'} a holiday ({change['name']})"
        for change in details["changes"]
    ]
    told += ["The family was promised the earlier day and gets a letter"] * details["letter"]
    return ". ".join(told)


def _due(told: Mapping[str, Any]) -> str:
    """What is due; of which kind the case is makes no difference to a line of history."""
    return words.due_words(told["due"], "", local=told.get("local", False))


def _day(day: str) -> str:
    return in_words(date.fromisoformat(day))


def _told(details: Mapping[str, Any], council: Council) -> Mapping[str, str]:
    """The details of a line, each in words; what is not there is said not to be known."""
    told: dict[str, str] = defaultdict(lambda: "not known")
    for name, value in details.items():
        if value is None:
            told[name] = "none"
        elif name == "due":
            told[name] = _due(details)
        elif name in DAYS:
            told[name] = _day(value)
        elif name == "teams":
            told[name] = ", ".join(words.team_name(council, team) for team in value)
        elif name in TEAMS:
            told[name] = words.team_name(council, value)
        else:
            told[name] = words.said(IN_WORDS.get(name, {}), value)
    return told
