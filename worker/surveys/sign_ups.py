"""Names of those who signed up for a listening session go a month after it."""

from datetime import timedelta

from sqlalchemy import delete, select

from foundation.records.models import ListeningSession, SignUp
from worker.circumstances import Circumstances

A_MONTH = timedelta(days=31)


def forget_sign_ups(given: Circumstances) -> int:
    """How many were deleted. Raises RecordsUnavailable."""
    over = select(ListeningSession.id).where(ListeningSession.starts_at < given.now() - A_MONTH)
    with given.records.unit_of_work() as uow:
        return uow.connection.execute(delete(SignUp).where(SignUp.session_id.in_(over))).rowcount
