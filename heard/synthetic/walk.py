"""Walk the made-up year through the services' own doors, day by day, each told the day it is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from flask.testing import FlaskClient

import intake_service
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.runtime.clock import LONDON
from foundation.runtime.settings import Profile
from heard.synthetic.year import PlannedSubmission
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.notices import send_waiting
from worker.providers import FileOutbox

NOON = time(12, 0, tzinfo=LONDON)


class WalkStopped(RuntimeError):
    """A door refused a made-up submission: the plan and the door disagree."""


@dataclass
class Calendar:
    """The day that everything in the walk is told it is."""

    day: date

    def now(self) -> datetime:
        """Noon of the day."""
        return datetime.combine(self.day, NOON)


def walk(profile: Profile, planned: Sequence[PlannedSubmission], partner_key: str) -> Iterator[int]:
    """Send every planned submission and do the worker's work of its day; yields how many are done so far.

    Stopped half-way and begun again it goes on: each has its own idempotency key.
    Raises WalkStopped naming the field that a door refuses.
    """
    calendar = Calendar(planned[0].received_on)
    with (
        closing(Records(profile.database.url("heard_intake"), process="synthetic year", connections=1)) as door,
        closing(Records(profile.database.url("heard_consume"), process="synthetic year", connections=2)) as desk,
    ):
        intake = intake_service.from_profile(profile, door, now=calendar.now).test_client()
        council = intake.application.extensions["intake"].council
        given = Circumstances(desk, council, england(), calendar.now)
        provider, done = FileOutbox(profile.notices_folder), 0
        for day, of_day in groupby(planned, key=lambda submission: submission.received_on):
            calendar.day = day
            for submission in of_day:
                _send(intake, submission, f"synthetic-year-{done:06}", partner_key)
                done += 1
            _until_idle(lambda: carry(given))
            _until_idle(lambda: send_waiting(given, provider))
            yield done


def _send(intake: FlaskClient, submission: PlannedSubmission, key: str, partner_key: str) -> None:
    headers = {"Authorization": f"Bearer {partner_key}", "Idempotency-Key": key}
    answer = intake.post("/api/v1/submissions", json=submission.body, headers=headers)
    if answer.status_code != 201:
        raise WalkStopped(f"the synthetic year stopped at {key}: {answer.get_data(as_text=True)}")


def _until_idle(do: Callable[[], int]) -> None:
    while do():
        pass
