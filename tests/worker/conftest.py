"""What the worker finds in the outbox, and a clock that stands still until it is moved."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from builders import a_submission
from sqlalchemy import select
from staffing import Clock
from uuid_utils.compat import uuid7

from foundation.contracts.submissions import SubmissionReceived
from foundation.records.models import Outgoing, Submission
from foundation.records.unit_of_work import outgoing
from worker.circumstances import Circumstances


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def given(records_as, council, days, clock):
    """As ever, with a clock that can be moved."""
    return Circumstances(records_as("heard_worker"), council, days, clock)


@pytest.fixture
def everything(records_as):
    return records_as()


@pytest.fixture
def rows(everything):
    def read(table):
        with everything.unit_of_work() as uow:
            return uow.session.scalars(select(table)).all()

    return read


@pytest.fixture
def accepted(everything, clock):
    """A submission that was kept, with its announcement unless told otherwise; its id."""

    def keep(*, announced=True, ago=timedelta(0), **different):
        row = a_submission(received_at=clock() - ago, **different)
        with everything.unit_of_work() as uow:
            uow.keep(Submission, row)
            if announced:
                message = SubmissionReceived(row["id"], row["kind"], row["received_on"])
                uow.send((message, "submission.received"), source="intake", moment=clock())
        return row["id"]

    return keep


@pytest.fixture
def put(everything, clock):
    """A message put into the outbox by hand, with whatever is wrong with it; its id."""

    def put_in(about=None, **wrong) -> UUID:
        row = outgoing(
            SubmissionReceived(about or uuid7(), "complaint", clock().date()),
            "submission.received",
            source="intake",
            moment=clock(),
        )
        if "headers" in wrong:
            wrong["headers"] = row["headers"] | wrong["headers"]
        if "data" in wrong:
            wrong["body"] = json.dumps(json.loads(row["body"]) | wrong.pop("data")).encode()
        with everything.unit_of_work() as uow:
            uow.keep(Outgoing, row | wrong)
        return row["id"]

    return put_in
