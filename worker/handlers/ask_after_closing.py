"""case.closed.v1: whoever told us of something is asked how it went, or why they did not go on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert

from foundation.contracts.surveys import CaseClosed
from foundation.procedure.vocabulary import AgeBand, Relationship
from foundation.records import UnitOfWork
from foundation.records.models import Case, Invitation, SendOut, Submission
from foundation.runtime.clock import london_day
from foundation.surveys.library import library
from foundation.surveys.trend import months_after
from worker.circumstances import Circumstances

CHILDREN = frozenset({AgeBand.UNDER_13, AgeBand.FROM_13_TO_17})
ANSWERED = "answered"


def ask_after_closing(uow: UnitOfWork, messages: Sequence[CaseClosed], given: Circumstances) -> None:
    """One invitation for each complaint that is still closed and left somewhere to write to. It names no case."""
    wanted = {message.case_id for message in messages}
    columns = (Submission.email, Submission.phone, Submission.age_band, Submission.relationship)
    closed = (
        select(Case.id, Case.service_area, Case.closed_because, *columns)
        .join(Submission, Submission.id == Case.submission_id)
        .where(Case.id.in_(wanted), Case.kind == "complaint", Case.closed_on.is_not(None))
    )
    today = london_day(given.now())
    asked = [case for case in uow.connection.execute(closed) if case.email or case.phone]
    send_outs = {
        key: _this_months(uow, *key, today, given)
        for key in sorted({(_questionnaire(case), case.service_area) for case in asked})
    }
    rows = [_invitation(case, send_outs[_questionnaire(case), case.service_area]) for case in asked]
    uow.keep(Invitation, *sorted(rows, key=lambda row: row["ticket"]))


def _questionnaire(case: Row[Any]) -> str:
    """Who did not go on is asked why; that they stopped is never taken as being content."""
    if case.closed_because != ANSWERED:
        return "why_did_you_stop"
    grown_up = case.age_band not in CHILDREN and (case.age_band is not None or case.relationship != Relationship.CHILD)
    return "complaint_closed_adult" if grown_up else "complaint_closed_child"


def _this_months(uow: UnitOfWork, questionnaire: str, area: str, today: date, given: Circumstances) -> UUID:
    """The one send-out of this month for questionnaire and area; made when it is missing, by whoever is first."""
    first = today.replace(day=1)
    last = months_after(first, 1) - timedelta(days=1)
    known_as = uuid5(NAMESPACE_URL, f"urn:heard:after-closing:{questionnaire}:{area}:{first:%Y-%m}")
    part = given.council.areas.get(area)  # a case can be older than the rules
    made = {
        "id": known_as, "kind": "invitations",
        "name": f"After closing, {first:%B %Y}: {part.words if part else area}",
        "questionnaire": questionnaire, "version": library().newest(questionnaire).version, "area": area,
        "made_at": given.now(), "confirmed_at": given.now(),
        "remind_on": first,  # each so many days after its own message
        "closes_on": last + timedelta(days=given.council.surveys.open_days),
    }  # fmt: skip
    uow.connection.execute(insert(SendOut).values(made).on_conflict_do_nothing())
    return known_as


def _invitation(case: Row[Any], send_out_id: UUID) -> dict[str, Any]:
    channel = "email" if case.email else "text"
    return {
        "ticket": uuid4(), "send_out_id": send_out_id, "channel": channel, "contact": case.email or case.phone,
        "state": "waiting", "attempts": 0,
    }  # fmt: skip
