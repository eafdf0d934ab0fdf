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
    "worker_change": "Request for another worker",
}
STAGES = {
    "triage": "Waiting for a decision",
    "stage_1": "Stage 1",
    "stage_2": "Stage 2",
    "stage_3": "Stage 3",
    "registered": "Registered and passed on",
    "passed_on": "Passed on to another route",
    "declined": "Not taken",
    "closed": "Closed",
}
PRIORITIES = {"urgent": "Urgent", "high": "High", "normal": "Normal"}
PROCEDURES = {
    "statutory": "Statutory procedure",
    "corporate": "Corporate procedure",
    "out_of_scope": "Another route",
    "safeguarding_first": "Safeguarding first",
}
REASONS = {
    "harm_risk": "a sign of harm",
    "compliment": "praise",
    "service_request": "an idea or a request",
    "school": "a school answers for itself",
    "other_authority": "another council is responsible",
    "other_body": "another body did this",
    "tribunal_appeal": "for the SEND Tribunal",
    "data_protection": "about personal information",
    "foi_or_sar": "a request for information",
    "insurance_claim": "a claim for injury or loss",
    "staff_grievance": "staff about their own work",
    "foster_approval": "approval to foster or adopt",
    "cp_conference": "a child protection conference",
    "court_same_matter": "the same matter is before a court",
    "exhausted": "every stage is done; the Ombudsman is next",
    "stage2_request": "asks for stage 2",
    "stage3_request": "asks for stage 3",
    "late_request_needs_decision": "asks for the next stage after the time for that",
    "sufficient_interest_needed": "is the interest in the child enough?",
    "late_needs_decision": "more than a year ago",
    "doubt_statutory": "in doubt, so the fuller procedure",
    "statutory_eligible": "this person may complain about this in their own right",
    "corporate_default": "no other procedure is for it",
    "calendar_ended": "our table of bank holidays ends before the date",
}
FLAGS = {
    "person_decides": "A person decides",
    "offer_advocate": "Offer an advocate",
    "consider_freeze": "Think about holding the planned change until this is dealt with",
    "historic": "Historic: more than a year ago",
    "mixed": "Mixed: its points fall under different procedures",
    "premature": "Sent back by the Ombudsman to be answered by us first",
    "harm_words": "Words that may be a sign of harm",
    "screen_failed": "The text could not be looked through: read it as if it held a sign of harm",
    "allegation_against_worker": "An allegation against somebody who works with children",
}
DUE = {
    "safeguarding_check": "Safeguarding check",
    "allegation_referral": "Telling the designated officer (LADO)",
    "stage_1_answer": "Stage 1 answer",
    "acknowledgement": "Acknowledgement",
    "decision": "Decision on the procedure",
    "stage_2_request": "Last day to ask for stage 2",
    "stage_2_acknowledgement": "Acknowledgement of stage 2",
    "stage_2_answer": "Stage 2 answer",
    "stage_2_answer_from_statement": "Stage 2 answer, counted from the agreed record",
    "stage_3_request": "Last day to ask for stage 3",
    "stage_3_acknowledgement": "Acknowledgement of stage 3",
    "panel_chair": "Panel’s chair appointed",
    "panel_papers": "Panel’s papers out",
    "panel_meeting": "Panel meets",
    "panel_report": "Panel’s report",
    "panel_response": "Council’s answer to the panel",
    "data_protection_acknowledgement": "Acknowledgement about personal information",
}
# The council's own target for the letter that says by when; the Code's acknowledgement keeps its name.
LOCAL_DUE = {"acknowledgement": "First letter with a date"}
HOW = {
    "web_form": "Form on the website",
    "email": "E-mail",
    "letter": "Letter",
    "phone": "Telephone",
    "in_person": "In person",
    "via_staff": "Through a member of staff",
    "survey_free_text": "Words in a survey",
    "referred_back_by_ombudsman": "Sent back by the Ombudsman",
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
CHILD_STATUSES = {
    "child_in_need": "A child in need",
    "child_protection_plan": "On a child protection plan",
    "looked_after": "Looked after",
    "formerly_looked_after": "Was looked after",
    "care_leaver": "A care leaver",
    "adopted": "Adopted",
    "special_guardianship": "With a special guardian",
    "early_help": "Early help",
    "not_open_to_social_care": "Not open to social care",
    "not_known": "Not known",
}
AGES = {"under_13": "Under 13", "13_17": "13 to 17", "18_25": "18 to 25", "adult": "Over 25"}
BODIES = {"school": "A school", "health": "Health", "police": "The police", "other_body": "Another body"}
WENT = {5: "Very well", 4: "Well", 3: "Neither well nor badly", 2: "Badly", 1: "Very badly"}
LISTENED = {"yes": "Yes", "partly": "Partly", "no": "No"}
NOTICES = {
    "acknowledgement": "Acknowledgement",
    "new_date": "Letter about a new date",
    "confirmed": "Letter that says by when",
    "moved": "Letter about the right procedure",
    "late_taken": "Letter: taken although it is late",
    "late_declined": "Letter: not taken, and why",
    "interest_yes": "Letter: the interest in the child is enough",
    "interest_no": "Letter: the interest in the child is not enough",
    "request_taken": "Letter: the next stage begins",
    "request_declined": "Letter: the next stage is not taken, and why",
    "court_waits": "Letter: it waits for the court",
    "passed_on": "Letter about where this goes",
    "extended": "Letter about more time",
    "worker_answered": "Letter about another worker",
    "about_you": "Mail with the voluntary questions about oneself",
}
WORKER_CHANGES = {
    "agreed": "Agreed: another worker",
    "not_agreed": "Not agreed",
    "mediation": "Another way: mediation",
    "joint_visit": "Another way: a joint visit",
    "second_worker": "Another way: a second worker beside the first",
}
DECIDED = {
    "confirmed": "Procedure confirmed",
    "procedure_changed": "Procedure changed",
    "point_added": "Point added",
    "point_changed": "Procedure of a point changed",
    "coordinator": "Coordinator chosen",
    "late_taken": "Taken although it is late",
    "late_declined": "Not taken: it is late",
    "interest_yes": "The interest in the child’s welfare is enough",
    "interest_no": "The interest in the child’s welfare is not enough",
    "request_taken": "Late request for the next stage taken",
    "request_declined": "Late request for the next stage not taken",
    "court_waits": "Waits until the court case is over",
    "court_taken": "Does not get in the court’s way",
    "passed_on": "Passed on",
    "team_changed": "Given to another team",
    "worker_change": "Another worker",
    "registered": "No complaint: passed on to its team",
    "done": "Done",
    "extended": "More time given",
    "paused": "Clock paused",
    "resumed": "Clock runs again",
    "statement_agreed": "Written record agreed",
    "breach_explained": "Why a date was not kept",
    "closed": "Closed",
    "reopened": "Opened again",
}
LINKS = {
    "proposed": "not judged yet",
    "same_matter": "the same matter",
    "related": "related",
    "not_related": "not related",
}
BECAUSE = {
    "same_person": "the same person",
    "same_child": "the same child",
    "same_matter": "the same part of the service and the same topic, within a year",
    "other_route": "it came by another way",
    "historic": "the other is over a year older, or is over",
}
CHANNELS = {"email": "by e-mail", "text": "by text message"}
BY = {"worker": "Heard"}

HISTORY = {
    "acknowledgement_queued": "Acknowledgement made, waiting to be sent{how}",
    "no_contact_given": "No acknowledgement: no way to reach the person was given",
    "acknowledgement_sent": "Acknowledgement sent{how}",
    "acknowledgement_not_needed": "Acknowledgement not sent: the case was closed before",
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
    """Why the case is under its procedure, and by which rule where that is what was proposed when it was opened."""
    if details.get("reason", code) == code:
        return str(details.get("because") or code), str(details.get("source") or "")
    return f"A person decided: {said(REASONS, code)}.", ""


def due_words(due: str, kind: str, *, local: bool = False) -> str:
    """What is due, by the kind of case where that makes a difference; `local` is a target of the council's own."""
    if local and due in LOCAL_DUE:
        return LOCAL_DUE[due]
    return "Decision on another worker" if (due, kind) == ("decision", "worker_change") else said(DUE, due)
