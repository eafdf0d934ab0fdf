"""Open cases per second whose dates are counted again when a bank holiday is added, with all that follows."""

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, text
from uuid_utils.compat import uuid7

from foundation.procedure.deadlines import deadline
from foundation.procedure.rule_sets import rules_on
from foundation.procedure.vocabulary import Clock
from foundation.records import Records
from foundation.records.clock_rows import clock_row
from foundation.records.models import Case, Deadline, HistoryLine, HolidayChange, Notice, StaffMail, Submission
from foundation.runtime.clock import now
from worker.circumstances import Circumstances
from worker.mailboxes import IN_ONE_MAIL
from worker.redating import redate_all

AT_ONCE = 1_000
LATER = datetime(2027, 6, 30, tzinfo=UTC)
FIRST, PROCLAIMED = date(2027, 6, 7), date(2027, 6, 21)  # what is received in that week has both its dates after this
TEMPLATE = {
    "door": "api", "received_how": "web_form", "kind": "complaint", "service_area": "child_in_need",
    "child_at_risk": False, "email": "parent@example.com",
}  # fmt: skip


def redated_per_second(given: Circumstances, everything: Records, cases: int) -> float:
    """Each case has two clocks, and both move; half of the families were promised the earlier date and get a letter."""
    with everything.unit_of_work() as uow:
        uow.connection.execute(text("truncate intake.submission, operation.holiday_change cascade"))
    for _ in range(0, cases, AT_ONCE):
        _open(everything, given, min(cases, AT_ONCE))
    with everything.unit_of_work() as uow:
        uow.connection.execute(text("analyze casework.deadline, casework.notice, casework.case"))
        change = {"number": 1, "day": PROCLAIMED, "what": "added", "name": "A day of joy", "source": "the bench"}
        uow.keep(HolidayChange, change | {"made_at": now()})
    started = time.monotonic()
    while redate_all(given):
        pass
    took = time.monotonic() - started
    _expect(everything, cases)
    return cases / took


def _open(everything: Records, given: Circumstances, cases: int) -> None:
    rows: dict[type[Any], list[dict[str, Any]]] = {table: [] for table in (Submission, Case, Deadline, Notice)}
    for number in range(cases):
        for table, row in _case(FIRST + timedelta(days=number % 5), given, acknowledged=number % 2 == 0):
            rows[table].append(row)
    with everything.unit_of_work() as uow:
        for table, kept in rows.items():
            uow.keep(table, *kept)


def _case(received_on: date, given: Circumstances, *, acknowledged: bool) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    clocks = rules_on(received_on).clocks
    nothing: dict[str, Any] = dict.fromkeys(column.name for column in Submission.__table__.columns)
    told = {"id": uuid7(), "reference": uuid7().hex, "received_on": received_on, "received_at": LATER}
    yield Submission, nothing | TEMPLATE | told
    case = {
        "id": uuid7(), "submission_id": told["id"], "reference": told["reference"], "kind": "complaint",
        "received_on": received_on, "opened_at": LATER, "service_area": "child_in_need", "team": "assessment",
        "priority": "normal", "stage": "stage_1", "procedure": "statutory", "reason": "statutory_eligible",
        "rules_version": "bench", "person_decides": False, "flags": {}, "explanation": [], "historic": False,
    }  # fmt: skip
    yield Case, case
    answer = deadline(clocks[Clock.STATUTORY_STAGE_1_ANSWER], received_on, given.shipped)
    for clock in (answer, deadline(clocks[Clock.STATUTORY_STAGE_2_ANSWER], received_on, given.shipped)):
        yield Deadline, clock_row(case["id"], clock, 0)
    promise = {"promises": {"due": answer.due, "on": answer.due_on.isoformat()}}
    if not acknowledged:
        return
    yield Notice, {
        "id": uuid7(), "case_id": case["id"], "template": "acknowledgement", "channel": "email", "details": promise,
        "made_at": LATER, "attempts": 1, "sent_at": LATER,
    }  # fmt: skip


def _expect(everything: Records, cases: int) -> None:
    """All of it was done, and once."""
    lines = select(func.count()).where(HistoryLine.what == "redated")
    counted = select(func.count()).where(Deadline.calendar == 1, Deadline.working.contains("A day of joy"))
    letters = select(func.count()).where(Notice.template == "new_date")
    mails = select(func.count()).select_from(StaffMail)
    with everything.unit_of_work() as uow:
        done = [uow.session.scalar(count) for count in (lines, counted, letters, mails)]
    if done[:3] != [cases, 2 * cases, cases // 2] or done[3] < cases / IN_ONE_MAIL:
        raise SystemExit(f"of {cases} cases with two clocks: {done} lines, clocks, letters and mails")
