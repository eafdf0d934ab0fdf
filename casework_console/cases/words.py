"""Plain words for the codes of casework. A code that is not here is shown as it is."""

from collections.abc import Mapping
from typing import Any

from foundation.council import Council
from foundation.procedure.vocabulary import Subject

KINDS = {
    "complaint": "Complaint",
    "compliment": "Compliment",
    "comment": "Comment",
    "meeting": "Word of a meeting",
}
STAGES = {"triage": "Waiting for a decision", "stage_1": "Stage 1", "registered": "Registered and passed on"}
PRIORITIES = {"urgent": "Urgent", "high": "High", "normal": "Normal"}
PROCEDURES = {
    "statutory": "Statutory procedure",
    "corporate": "Corporate procedure",
    "out_of_scope": "Another route",
    "safeguarding_first": "Safeguarding first",
}
DUE = {
    "safeguarding_check": "Safeguarding check",
    "stage_1_answer": "Stage 1 answer",
    "acknowledgement": "Acknowledgement",
    "decision": "Decision on the procedure",
}
HOW = {
    "web_form": "Form on the website",
    "email": "E-mail",
    "letter": "Letter",
    "phone": "Telephone",
    "in_person": "In person",
    "via_staff": "Through a member of staff",
}
RELATIONSHIPS = {
    "child": "The child or young person",
    "parent": "Parent",
    "step_parent": "Step-parent",
    "grandparent": "Grandparent",
    "sibling": "Brother or sister",
    "other_relative": "Another relative",
    "adoptive_parent": "Adoptive parent",
    "prospective_adopter": "Prospective adopter",
    "adopted_person": "Adopted person",
    "birth_relative": "Birth relative",
    "special_guardian": "Special guardian",
    "foster_carer": "Foster carer",
    "care_leaver": "Care leaver",
    "former_looked_after_adult": "Adult who was in care",
    "advocate": "Advocate",
    "councillor_or_mp": "Councillor or MP",
    "professional": "Professional",
    "neighbour": "Friend or neighbour",
    "other": "Somebody else",
}
WENT = {5: "Very well", 4: "Well", 3: "Neither well nor badly", 2: "Badly", 1: "Very badly"}
LISTENED = {"yes": "Yes", "partly": "Partly", "no": "No"}
NOTICES = {"acknowledgement": "Acknowledgement"}
CHANNELS = {"email": "by e-mail", "text": "by text message"}
BY = {"worker": "Heard"}

HISTORY = {
    "acknowledgement_queued": "Acknowledgement made, waiting to be sent{how}",
    "no_contact_given": "No acknowledgement: no way to reach the person was given",
    "acknowledgement_sent": "Acknowledgement sent{how}",
    "acknowledgement_failed": "Acknowledgement could not be sent{how}; a person must reach them another way",
}


def said(known: Mapping[Any, str], code: Any) -> str:
    """The words for a code, or the code itself."""
    return known.get(code, str(code))


def team_name(council: Council, code: str) -> str:
    """A team by its name; one that has left the council's rules by its code."""
    return said(council.teams, code)


def choice_words(known: Mapping[str, Any], code: str | None) -> str | None:
    """What the council calls a service area, topic or meeting; None where none was chosen."""
    if code is None:
        return None
    return str(known[code].words) if code in known else code


def subject_words(code: str) -> str:
    """A word of triage, readable."""
    known = {subject.value for subject in Subject}
    return code.replace("_", " ").capitalize() if code in known else code


def reason_words(code: str, details: Mapping[str, Any]) -> tuple[str, str]:
    """Why the procedure was proposed and by which rule, as it was kept when the case was opened."""
    return str(details.get("because") or code), str(details.get("source") or "")


def history_words(what: str, details: Mapping[str, Any], council: Council) -> str:
    """One line of history in words."""
    if what != "opened":
        channel = details.get("channel")
        return said(HISTORY, what).replace("{how}", f" {said(CHANNELS, channel)}" if channel else "")
    told = [f"Opened and given to {team_name(council, details.get('team', 'no team'))}"]
    if priority := details.get("priority"):
        told.append(f"Priority: {said(PRIORITIES, priority).lower()}")
    if procedure := details.get("procedure"):
        told.append(f"{said(PROCEDURES, procedure)} proposed")
    return ". ".join(told)
