"""A complaint finds its way at another council too: nothing of the first one is written into the program."""

from datetime import date
from email import message_from_bytes, policy

import pytest
from sqlalchemy import select

from foundation.records.models import Case, Conflict, Deadline, Link, Outgoing, StaffMail
from foundation.runtime.settings import PROJECT
from heard.synthetic.year import plan
from worker.carrier import carry
from worker.notices import send_waiting
from worker.providers import FileOutbox

FIRST = "herefordshire"
ITS_OWN = (FIRST, "260800", "768020", "Safeguarding Hub", "MASH")
CODE = ("foundation", "intake_service", "survey_service", "casework_console", "worker", "heard")


def tell(client, **different):
    told = {
        "kind": "complaint", "service_area": "living_with_us", "topic": "house", "relationship": "child",
        "still_going_on": True, "words": "They moved me in one day.", "email": "sam@example.com", **different,
    }  # fmt: skip
    answer = client.post("/api/v1/submissions", json=told)
    assert answer.status_code == 201, answer.text
    return answer.json["reference"]


def rows(records, table):
    with records.unit_of_work() as uow:
        return uow.session.scalars(select(table).order_by(*table.__table__.primary_key)).all()


def says_nothing_of_the_first(text):
    return not [word for word in ITS_OWN if word.lower() in text.lower()]


def test_a_complaint_goes_from_the_form_to_the_right_team_with_this_councils_words_targets_and_numbers(
    intake_client, given, signed_in_as, records_as, tmp_path
):
    for path in ("/", "/tell/problem", "/tell/idea"):
        page = intake_client.get(path).text
        assert says_nothing_of_the_first(page), path
        assert "Eastmere Borough Council" in page
    form = intake_client.get("/tell/problem").text
    for said in ("Living with a family that is not my own", "The house I live in", "01632 960101", "01632 960102"):
        assert said in form

    reference = tell(intake_client)
    carry(given)
    everything = records_as()
    [case] = rows(everything, Case)
    assert (case.reference, case.team, case.priority, case.procedure) == (reference, "lantern", "high", "statutory")
    due = {(clock.due, clock.due_on, clock.local) for clock in rows(everything, Deadline)}
    assert ("acknowledgement", date(2026, 11, 24), True) in due
    assert ("stage_1_answer", date(2026, 12, 7), False) in due
    assert "routed.lantern" in {message.routing_key for message in rows(everything, Outgoing)}

    assert send_waiting(given, FileOutbox(tmp_path)) == 1
    [file] = tmp_path.glob("*.eml")
    letter = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert "voice@eastmere.example" in letter["From"]
    assert "01632 960101" in letter.get_content()
    assert says_nothing_of_the_first(file.read_text("utf-8"))

    team = signed_in_as("service_team", "lantern")
    for path in ("/cases", f"/cases/{reference}"):
        page = team.get(path).text
        assert "Lantern" in page
        assert says_nothing_of_the_first(page), path
    assert "The house I live in" in page


def test_a_sign_of_harm_goes_to_this_councils_duty_list(intake_client, given, records_as):
    tell(intake_client, words="He hits me every night.")
    carry(given)
    assert [mail.address for mail in rows(records_as(), StaffMail)] == ["desk@eastmere.example"]


@pytest.mark.parametrize("said", ["The Lantern team lost my things.", "Ask THE LAMPLIGHTERS why."])
def test_a_complaint_that_names_its_team_goes_to_this_councils_complaints_team(
    intake_client, given, signed_in_as, records_as, said
):
    reference = tell(intake_client, words=said)
    carry(given)
    everything = records_as()
    assert rows(everything, Case)[0].team == "voice"
    assert [conflict.team for conflict in rows(everything, Conflict)] == ["lantern"]
    assert "routed.voice" in {message.routing_key for message in rows(everything, Outgoing)}
    assert signed_in_as("service_team", "lantern").get(f"/cases/{reference}").status_code == 403
    manager = signed_in_as("complaints_manager")
    page = manager.get(f"/cases/{reference}").text
    assert "Voice of families" in page
    assert "Kept from whom it names: Lantern" in page
    assert says_nothing_of_the_first(page)


def test_the_same_person_who_tells_it_again_is_put_before_the_complaints_team(
    intake_client, given, signed_in_as, records_as
):
    first = tell(intake_client)
    carry(given)
    second = tell(intake_client, words="I wrote to you before.")
    carry(given)
    [link] = rows(records_as(), Link)
    assert link.because == ["same_person", "same_matter"]
    page = signed_in_as("complaints_manager").get(f"/cases/{second}").text
    assert f'href="/cases/{second}/links/{first}"' in page


def test_what_belongs_to_no_council_of_ours_is_refused_at_the_door(intake_client):
    answer = intake_client.post(
        "/api/v1/submissions",
        json={"kind": "comment", "service_area": "child_in_need", "words": "An area of the first council"},
    )
    assert answer.status_code == 422
    assert "service_area" in answer.text


def test_a_made_up_year_is_of_this_council(council):
    year = plan(council, date(2026, 11, 22))
    assert {planned.body["service_area"] for planned in year if "service_area" in planned.body} <= set(council.areas)
    assert says_nothing_of_the_first(str([planned.body for planned in year]))


def test_no_code_names_the_first_council_but_the_setting_that_starts_with_it():
    """Data of the law may name it as a source: it was at fault itself, and that is published."""
    readable = {".py", ".html", ".scss", ".mako", ".txt", ".json"}
    files = [path for folder in CODE for path in (PROJECT / folder).rglob("*") if path.suffix in readable]
    found = {str(path.relative_to(PROJECT)) for path in files if FIRST in path.read_text("utf-8").lower()}
    assert found == {"foundation/runtime/settings.py"}
