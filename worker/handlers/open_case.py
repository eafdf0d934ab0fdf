"""submission.received.v1: decide team, procedure and first clock; open the case; announce it; acknowledge."""

from collections.abc import Sequence

from sqlalchemy import Uuid, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from foundation.contracts.submissions import SubmissionReceived
from foundation.records import UnitOfWork
from foundation.records import models as tables
from foundation.runtime.measures import ROUTED
from worker.circumstances import Circumstances
from worker.handlers.new_case import Opened, add_case
from worker.matching import propose_links
from worker.safety import alerts_for

IDS = any_(bindparam("ids", type_=ARRAY(Uuid)))
OPEN_ALREADY = select(tables.Case.submission_id).where(tables.Case.submission_id == IDS)
WANTED = select(*tables.Submission.__table__.columns).where(tables.Submission.id == IDS).order_by(tables.Submission.id)


class NotThere(LookupError):
    """The submission that a message speaks of is not in the records."""


def open_cases(uow: UnitOfWork, messages: Sequence[SubmissionReceived], given: Circumstances) -> None:
    """Open one case for each submission that has none yet. Raises NotThere for a submission that is missing."""
    wanted = {message.submission_id for message in messages}
    open_already = set(uow.connection.scalars(OPEN_ALREADY, {"ids": list(wanted)}))
    found = uow.connection.execute(WANTED, {"ids": list(wanted - open_already)}).all()
    if missing := wanted - open_already - {submission.id for submission in found}:
        raise NotThere(*missing)
    opened, calendar = Opened(), given.calendar
    for submission in found:
        add_case(opened, submission, given, calendar)
    uow.keep(tables.Case, *opened.case)
    uow.keep(tables.Point, *opened.point)
    uow.keep(tables.Deadline, *opened.deadline)
    uow.keep(tables.HistoryLine, *opened.history)
    uow.keep(tables.Notice, *opened.notice)
    uow.keep(tables.Conflict, *opened.conflict)
    alerts = [
        alerts_for(case_id, reference, because, given) for case_id, (reference, because) in opened.at_risk.items()
    ]
    uow.keep(tables.Alert, *(alert for alert, _ in alerts))
    uow.keep(tables.StaffMail, *(mail for _, mail in alerts))
    propose_links(uow, opened.submissions, given.now())
    uow.send(*opened.announced, source="worker", moment=given.now())
    for message, _ in opened.announced:
        ROUTED.labels(message.kind, message.team).inc()
