"""Standing posters: one for each kind of meeting, asking what is asked now."""

from dataclasses import replace

from sqlalchemy import update

from foundation.records.models import SendOut
from worker.surveys.standing import hang_posters


def test_every_kind_of_meeting_has_a_poster_whose_code_is_its_own(given, rows):
    assert hang_posters(given) == len(given.council.meetings)
    posters = {poster.code: poster for poster in rows(SendOut)}
    assert posters.keys() == given.council.meetings.keys()
    poster = posters["core_group"]
    assert (poster.kind, poster.name, poster.meeting, poster.area) == (
        "poster", "Core group", "core_group", "child_protection"
    )  # fmt: skip
    assert (poster.questionnaire, poster.version, poster.made_by) == ("meeting", 1, None)
    assert poster.confirmed_at == given.now()


def test_posters_that_hang_already_stay_as_they_are(given, rows):
    hang_posters(given)
    before = {poster.code: poster.id for poster in rows(SendOut)}
    assert hang_posters(given) == 0
    assert {poster.code: poster.id for poster in rows(SendOut)} == before


def test_a_poster_moves_to_a_newer_version_and_never_back(given, everything, rows):
    hang_posters(given)
    with everything.unit_of_work() as uow:
        uow.connection.execute(update(SendOut).where(SendOut.code == "core_group").values(version=0))
        uow.connection.execute(update(SendOut).where(SendOut.code == "child_in_need_meeting").values(version=9))
    assert hang_posters(given) == 1
    versions = {poster.code: poster.version for poster in rows(SendOut)}
    assert (versions["core_group"], versions["child_in_need_meeting"]) == (1, 9)


def test_a_poster_asks_what_the_rule_file_names_now(given, rows):
    hang_posters(given)
    meetings = dict(given.council.meetings)
    meetings["core_group"] = replace(meetings["core_group"], questionnaire="child_protection_conference")
    changed = replace(given, council=replace(given.council, meetings=meetings))
    assert hang_posters(changed) == 1
    [poster] = [poster for poster in rows(SendOut) if poster.code == "core_group"]
    assert poster.questionnaire == "child_protection_conference"


def test_a_council_without_meetings_has_no_posters(given, rows):
    assert hang_posters(replace(given, council=replace(given.council, meetings={}))) == 0
    assert rows(SendOut) == []
