"""Plain words for the codes of casework. A code that is not here is shown as it is."""

from collections.abc import Mapping
from types import MappingProxyType
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

ELSEWHERE = "The law gives another route for this. A person tells the family which, and splits off the rest."
# Why a procedure was proposed, and the rule that says so: the codes of foundation/procedure/triage.py.
REASONS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "harm_risk": (
        "The box saying that a child is at risk was ticked. A person looks at it today.",
        "Children Act 1989 s.47; Working Together to Safeguard Children",
    ),
    "statutory_eligible": (
        "The person may complain in their own right, about something that the regulations list.",
        "Children Act 1989 s.26(3) and s.24D; SI 2006/1738",
    ),
    "sufficient_interest_needed": (
        "A person decides whether the interest in the child’s welfare is enough; no clock of law runs yet.",
        "Children Act 1989 s.26(3)(e)",
    ),
    "doubt_statutory": (
        "Who it is from or what it is about is not clear yet, so the fuller procedure is followed.",
        "SI 2006/1738",
    ),
    "corporate_default": (
        "It is about children’s services and the regulations do not list it.",
        "LGSCO Complaint Handling Code 2024",
    ),
    "compliment": ("Praise is recorded and passed on.", "our own register"),
    "service_request": (
        "An idea or a request is passed to the team.", "LGSCO Complaint Handling Code 2024, para 1.7",
    ),
    "tribunal_appeal": (ELSEWHERE, "Local Government Act 1974 s.26(6)(a): the SEND Tribunal"),
    "data_protection": (ELSEWHERE, "Data Protection Act 2018 s.164A"),
    "foi_or_sar": (ELSEWHERE, "Freedom of Information Act 2000; UK GDPR Art. 15"),
    "insurance_claim": (ELSEWHERE, "the council’s insurers decide claims"),
    "staff_grievance": (ELSEWHERE, "the council’s own procedure for its staff"),
    "foster_approval": (ELSEWHERE, "the Independent Review Mechanism"),
    "cp_conference": (ELSEWHERE, "the safeguarding partnership’s own conference route"),
    "school": (ELSEWHERE, "the school’s own procedure; Local Government Act 1974 Sch. 5 para 5"),
})  # fmt: skip

HISTORY = {
    "acknowledgement_queued": "Acknowledgement made, waiting to be sent",
    "no_contact_given": "No acknowledgement: no way to reach the person was given",
    "acknowledgement_sent": "Acknowledgement sent",
    "acknowledgement_failed": "Acknowledgement could not be sent; a person must reach them another way",
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
    """Why the procedure was proposed, and the rule: the one kept when the case was opened, where it was kept."""
    because, source = REASONS.get(code, (code, ""))
    return because, str(details.get("source") or source)


def history_words(what: str, details: Mapping[str, Any], council: Council) -> str:
    """One line of history in words."""
    if what != "opened":
        channel = details.get("channel")
        return f"{said(HISTORY, what)} {said(CHANNELS, channel)}" if channel else said(HISTORY, what)
    told = [f"Opened and given to {team_name(council, details.get('team', 'no team'))}"]
    if priority := details.get("priority"):
        told.append(f"Priority: {said(PRIORITIES, priority).lower()}")
    if procedure := details.get("procedure"):
        told.append(f"{said(PROCEDURES, procedure)} proposed")
    return ". ".join(told)
