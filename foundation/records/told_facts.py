"""What triage is told of a submission that is kept."""

from typing import Any

from foundation.council import Council
from foundation.procedure.facts import Facts
from foundation.procedure.vocabulary import AgeBand, ChildStatus, ReceivedHow, Relationship, Subject


def facts_of(submission: Any, subject: str, council: Council, *, story: str | None = None) -> Facts:
    """The facts of a submission's row, or of one of its points with a subject and a story of its own.

    What was not asked and is not known stays open; who was never asked acted is the council itself.
    """
    status = submission.child_status or council.child_status(submission.service_area)
    return Facts(
        is_complaint=submission.kind == "complaint",
        relationship=Relationship(submission.relationship or Relationship.OTHER),
        child_status=ChildStatus(status),
        responsible_authority=submission.responsible_authority or council.code,
        subject=Subject(subject),
        received_date=submission.received_on,
        story=(submission.words or "") if story is None else story,
        event_date=submission.happened_on,
        event_ongoing=bool(submission.still_going_on),
        aware_date=submission.aware_on,
        has_parental_responsibility=submission.has_parental_responsibility,
        complainant_age_band=AgeBand(submission.age_band) if submission.age_band else None,
        received_how=ReceivedHow(submission.received_how),
        already_in_court=bool(submission.already_in_court),
        court_same_matter=bool(submission.court_same_matter),
        already_answered_at_stage=submission.answered_at_stage or 0,
        asks_for_stage=submission.asks_for_stage,
        last_response_received_date=submission.answered_on,
        ticked_child_at_risk=submission.child_at_risk,
        allegation_against_worker=bool(submission.allegation_against_worker),
    )
