"""Walk the made-up year through the services' own doors, day by day, each told the day it is."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import Flask
from flask.testing import FlaskClient

import intake_service
from foundation.council import Council
from foundation.procedure.working_days import england
from foundation.records import Records
from foundation.runtime.clock import LONDON
from foundation.runtime.settings import Profile, read_secrets, secret_for
from heard.synthetic.answering import Letterbox, Surveys, WalkStopped
from heard.synthetic.colleagues import Colleagues
from heard.synthetic.duty import act_on_alerts
from heard.synthetic.equality import Planned
from heard.synthetic.surveys import Asked
from heard.synthetic.taking_part import TakingPart
from heard.synthetic.year import PlannedSubmission
from survey_service import public
from worker.carrier import carry
from worker.circumstances import Circumstances
from worker.notices import send_waiting
from worker.surveys.asking import Asking
from worker.surveys.keys import KeyFolder

NOON = time(12, 0, tzinfo=LONDON)


@dataclass
class Calendar:
    """The day that everything in the walk is told it is."""

    day: date

    def now(self) -> datetime:
        """Noon of the day."""
        return datetime.combine(self.day, NOON)


def walk(
    profile: Profile, planned: Sequence[PlannedSubmission], asked: Asked, voluntary: Planned, partner_key: str,
    by: Colleagues,
) -> Iterator[int]:  # fmt: skip
    """Send every planned submission and answer, and do the worker's work of its day; yields how many are done so far.

    Stopped half-way and begun again it goes on: each submission has its own idempotency key, and each answer spends a
    ticket. Raises WalkStopped naming the field that a door refuses.
    """
    of_day = defaultdict(list)
    for number, submission in enumerate(planned):
        of_day[submission.received_on].append((f"synthetic-year-{number:06}", submission))
    with ExitStack() as open_until_done:

        def records(role: str, connections: int = 1) -> Records:
            url = profile.database.url(role)
            found = Records(url, process="synthetic year", connections=connections, try_first=False)
            return open_until_done.enter_context(closing(found))

        calendar = Calendar(min(of_day))
        intake = intake_service.from_profile(profile, records("heard_intake"), now=calendar.now).test_client()
        council = intake.application.extensions["intake"].council
        given = Circumstances(records("heard_consume", 2), council, england(), calendar.now)
        letters = Letterbox(profile.notices_folder)
        surveys = Surveys(
            asked, door=_public_face(profile, council, records("heard_survey_public"), calendar),
            staff=records("heard_survey_staff"), by=by.practitioner, desk=given, letters=letters,
            asking=Asking(KeyFolder(profile.key_folder), profile.address("survey-public")),
        )  # fmt: skip
        taking_part = TakingPart(
            voluntary, door=intake, intake=records("heard_intake"), staff=records("heard_survey_staff"),
            by=by.equality_officer, desk=given, keys=KeyFolder(profile.key_folder), surveys=surveys,
        )  # fmt: skip
        done = 0
        for calendar.day in sorted({*of_day, *surveys.days(), *taking_part.days()}):
            surveys.begin(calendar.day)
            taking_part.begin(calendar.day)
            taking_part.ask_the_sample(calendar.day)
            for key, submission in of_day[calendar.day]:
                _send(intake, submission, key, partner_key)
            surveys.ask(calendar.day)
            answers = surveys.answer(calendar.day) + taking_part.answer_the_sample(calendar.day)
            came = taking_part.show(calendar.day)
            _until_idle(lambda: carry(given))
            _until_idle(lambda: send_waiting(given, letters))
            taking_part.invite_the_sample(calendar.day)
            if answers:
                surveys.open()
            done += len(of_day[calendar.day]) + answers + came
            yield done
        taking_part.count()
        act_on_alerts(records("heard_console"), by.on_duty)


def _public_face(profile: Profile, council: Council, records: Records, calendar: Calendar) -> Flask:
    secret = secret_for(read_secrets(profile, ["HEARD_SESSION_SECRET"]), "survey-public")
    return public.create_app(records=records, council=council, secret=secret, now=calendar.now)


def _send(intake: FlaskClient, submission: PlannedSubmission, key: str, partner_key: str) -> None:
    headers = {"Authorization": f"Bearer {partner_key}", "Idempotency-Key": key}
    answer = intake.post("/api/v1/submissions", json=submission.body, headers=headers)
    if answer.status_code != 201:
        raise WalkStopped(f"the synthetic year stopped at {key}: {answer.get_data(as_text=True)}")


def _until_idle(do: Callable[[], int]) -> None:
    while do():
        pass
