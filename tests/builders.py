"""Things that tests need, with defaults for all that does not matter."""

from datetime import date
from typing import Any

from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.records import UnitOfWork
from foundation.records.models import Case, Deadline, HistoryLine, Point, Submission
from foundation.runtime.clock import now
from worker.providers import Letter

MONDAY = date(2026, 11, 23)
SURVEYS = "https://surveys.example"
# What each form of the family's site tells.
KIND = {
    "problem": "complaint",
    "thanks": "compliment",
    "different-worker": "worker_change",
    "idea": "comment",
}
# How a clock was counted: ten working days, neither extended nor paused, by the calendar as it was shipped.
COUNTED = {"allowed": 10, "unit": "working", "extended_by": 0, "paused_days": 0, "calendar": 0}


def a_submission(**different: Any) -> dict[str, Any]:
    """A row of intake.submission: a complaint of a parent."""
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in Submission.__table__.columns)
    return nothing | {
        "id": uuid7(),
        "reference": new_reference(),
        "kind": "complaint",
        "door": "page",
        "received_at": now(),
        "received_on": MONDAY,
        "received_how": "web_form",
        "service_area": "child_in_need",
        "topic": "worker",
        "relationship": "parent",
        "words": "Nobody rang me back for three weeks.",
        "child_at_risk": False,
        **different,
    }


def a_case(
    uow: UnitOfWork, *, submission: dict[str, Any] | None = None, due_on: date | None = None, **different: Any
) -> str:
    """A case with its submission, one point, one deadline (when due_on is given) and its first history line."""
    told = a_submission(**(submission or {}))
    uow.keep(Submission, told)
    case_id = uuid7()
    case = {
        "id": case_id,
        "submission_id": told["id"],
        "reference": told["reference"],
        "kind": told["kind"],
        "received_on": told["received_on"],
        "opened_at": now(),
        "service_area": told["service_area"],
        "team": "assessment",
        "priority": "normal",
        "stage": "stage_1",
        "procedure": "statutory",
        "reason": "statutory_eligible",
        "rules_version": "test",
        "person_decides": False,
        "flags": {},
        "explanation": [],
        "historic": False,
        **different,
    }
    uow.keep(Case, case)
    uow.keep(
        Point,
        {
            "id": uuid7(),
            "case_id": case_id,
            "number": 1,
            "subject": "staff_conduct",
            "words": told["words"] or "",
            "procedure": case["procedure"],
            "reason": case["reason"],
        },
    )
    if due_on is not None:
        uow.keep(
            Deadline,
            {
                "id": uuid7(),
                "case_id": case_id,
                "due": "stage_1_answer",
                "starts_on": told["received_on"],
                "due_on": due_on,
                "source": "SI 2006/1738 reg. 14",
                "working": "10 working days.",
                "local": False,
                **COUNTED,
            },
        )
    details = {
        "team": case["team"],
        "priority": case["priority"],
        "procedure": case["procedure"],
        "reason": case["reason"],
        "because": "The person may complain in their own right, about something that the regulations list.",
        "source": "SI 2006/1738 reg. 14",
    }
    uow.keep(
        HistoryLine,
        {"id": uuid7(), "case_id": case_id, "at": now(), "by": "worker", "what": "opened", "details": details},
    )
    return str(told["reference"])


def a_told(**different: Any) -> dict[str, Any]:
    """The JSON body of a complaint."""
    return {
        "kind": "complaint",
        "service_area": "child_in_need",
        "topic": "worker",
        "relationship": "parent",
        "still_going_on": True,
        "words": "Nobody rang me back for three weeks.",
        **different,
    }


def a_letter(address: str = "sam@example.com", **different: Any) -> Letter:
    """A letter that is ready to go by e-mail."""
    given = {"id": uuid7(), "channel": "email", "subject": "We have your message 7KQ4-M2XH", "text": "Thank you.\n"}
    return Letter(address=address, **given | different)
