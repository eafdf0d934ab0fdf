"""The council's case system says whom to ask when an intervention ends."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from staffing import SECRET, Clock

import survey_service
from foundation.records.models import Receipt, SendOut
from heard.partners import add_partner, disable_partner

PATH = "/api/v1/invitations"
BODY = {"questionnaire": "end_of_intervention", "area": "child_in_need", "email": "Parent@Example.com"}
ATTEMPT = "0123456789abcdef-attempt"


@pytest.fixture
def clock(moment):
    return Clock(moment)


@pytest.fixture
def send_app(records_as, council, clock):
    app = survey_service.create_app(
        records=records_as("heard_survey_staff"), council=council, secret=SECRET, now=clock,
        survey_address="http://127.0.0.1:8002",
    )  # fmt: skip
    app.testing = True
    return app


@pytest.fixture
def key_of(records_as, moment):
    """Register a partner system, as `heard partner add NAME --may …` does, and give its key."""

    def add(name="Case system", may="invitations"):
        with records_as("heard_operator").unit_of_work() as uow:
            return add_partner(uow, name, moment, may)

    return add


@pytest.fixture
def tell(send_app, key_of):
    """Send a body with the key of a partner system."""
    own = key_of()

    def telling(body=None, key=own, attempt=None, **different):
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        headers |= {"Idempotency-Key": attempt} if attempt else {}
        said = {name: value for name, value in (body or BODY | different).items() if value is not ...}
        return send_app.test_client().post(PATH, json=said, headers=headers)

    return telling


def test_somebody_is_asked_in_this_months_send_out_of_questionnaire_area_and_team(tell, kept, council, moment):
    answer = tell()
    (send_out,), (invitation,) = kept()
    assert answer.status_code == 201
    assert answer.json == {"send_out": str(send_out.id), "send_on": "2026-11-23"}
    assert (send_out.name, send_out.kind, send_out.made_by) == (
        "When our help ends, from the case system, November 2026", "invitations", None,
    )  # fmt: skip
    assert (send_out.area, send_out.team) == ("child_in_need", council.areas["child_in_need"].team)
    assert (send_out.confirmed_at, send_out.send_at) == (moment, moment)
    assert (send_out.remind_on, send_out.closes_on) == (date(2026, 11, 30), date(2026, 12, 21))
    assert (invitation.channel, invitation.contact, invitation.state) == ("email", "parent@example.com", "waiting")
    assert invitation.not_before == moment


def test_all_of_a_month_come_into_one_and_another_month_team_or_questionnaire_has_its_own(tell, kept, clock, council):
    first = tell().json["send_out"]
    clock.forward(days=3)
    later = tell(email=..., phone="07700 900123")
    assert later.json["send_out"] == first
    (send_out,), invited = kept()
    [second] = [it for it in invited if it.channel == "text"]
    assert send_out.closes_on == date(2026, 11, 26) + timedelta(days=council.surveys.open_days), "the last has as long"
    assert second.contact == "+447700900123"
    others = [tell(send_on="2026-12-01"), tell(team="send"), tell(questionnaire="leaving_care"), tell(area="adoption")]
    assert len({first, *(it.json["send_out"] for it in others)}) == 5


def test_a_day_to_come_is_kept_and_begins_at_nine_by_the_clock_in_england(tell, kept):
    assert tell(send_on="2027-03-29").json["send_on"] == "2027-03-29"
    (send_out,), (invitation,) = kept()
    assert invitation.not_before == datetime(2027, 3, 29, 8, tzinfo=UTC)
    assert send_out.closes_on == date(2027, 4, 26)


def test_a_send_out_of_a_month_to_come_counts_in_that_month_and_not_in_this(tell, kept, moment):
    tell(send_on="2027-04-29")
    (send_out,), _ = kept()
    assert send_out.send_at == datetime(2027, 3, 31, 23, tzinfo=UTC), "April begins by the clock in England"
    assert (send_out.made_at, send_out.confirmed_at) == (moment, moment)


def test_the_same_attempt_again_gets_the_same_answer_and_asks_once_also_the_day_after(tell, kept, clock, records_as):
    first = tell(attempt=ATTEMPT)
    clock.forward(days=30)
    again = tell(attempt=ATTEMPT)
    assert (again.status_code, again.json) == (201, first.json)
    assert (first.headers.get("Idempotency-Replayed"), again.headers["Idempotency-Replayed"]) == (None, "true")
    assert len(kept()[1]) == 1
    with records_as().unit_of_work() as uow:
        receipts = repr([vars(it) for it in uow.session.scalars(select(Receipt))])
    assert "example.com" not in receipts
    assert ATTEMPT not in receipts


def test_an_attempt_for_a_day_that_has_passed_since_gets_the_same_answer(tell, kept, clock):
    first = tell(attempt=ATTEMPT, send_on="2026-11-24")
    clock.forward(days=3)
    again = tell(attempt=ATTEMPT, send_on="2026-11-24")
    assert (again.status_code, again.json) == (201, first.json)
    assert tell(attempt=f"{ATTEMPT}-2", send_on="2026-11-24").status_code == 422
    assert len(kept()[1]) == 1


def test_the_same_key_for_something_else_is_refused_and_another_partners_key_is_its_own(tell, kept, key_of):
    tell(attempt=ATTEMPT)
    other = tell(attempt=ATTEMPT, email="other@example.com")
    assert other.status_code == 422
    assert other.json["errors"] == [{"field": "Idempotency-Key", "message": "Use a new key for new content."}]
    assert tell(attempt=ATTEMPT, key=key_of("Another system"), email="other@example.com").status_code == 201
    assert len(kept()[1]) == 2


def test_eight_that_race_with_one_attempt_ask_once_and_eight_attempts_make_one_send_out(tell, kept):
    with ThreadPoolExecutor(8) as threads:
        replayed = [*threads.map(lambda _: tell(attempt=ATTEMPT), range(8))]
        assert {(it.status_code, json.dumps(it.json)) for it in replayed} == {(201, json.dumps(replayed[0].json))}
        assert len(kept()[1]) == 1
        new = [*threads.map(lambda n: tell(area="adoption", email=f"p{n}@example.com"), range(8))]
    assert len({it.json["send_out"] for it in new}) == 1
    assert len(kept()[1]) == 9


def test_without_a_key_for_invitations_nothing_is_taken(tell, kept, key_of, records_as, moment):
    disabled = key_of("Old system")
    with records_as("heard_operator").unit_of_work() as uow:
        disable_partner(uow, "Old system", moment)
    for wrong in (None, "x", "\u00e9", key_of("A school", "submissions"), disabled, f"{disabled[:-1]}x"):
        answer = tell(key=wrong)
        assert (answer.status_code, answer.content_type) == (401, "application/problem+json"), wrong
        assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert kept() == ([], [])


def test_a_partner_that_may_have_people_asked_may_not_send_submissions(key_of, intake_client):
    body = {"kind": "comment", "service_area": "adoption", "words": "Hello"}
    answer = intake_client.post(
        "/api/v1/submissions", json=body, headers={"Authorization": f"Bearer {key_of()}"}
    )  # fmt: skip
    assert answer.status_code == 401


def test_a_member_of_staff_who_is_signed_in_is_no_partner(practitioner, kept):
    assert practitioner.client.post(PATH, json=BODY).status_code == 401
    assert kept() == ([], [])


WRONG = [
    ("nothing", {}, {"questionnaire", "area", "email"}),
    ("what only the sample asks", BODY | {"questionnaire": "people_served"}, {"questionnaire"}),
    ("a questionnaire of elsewhere", BODY | {"questionnaire": "tea"}, {"questionnaire"}),
    ("an area of elsewhere", BODY | {"area": "docks"}, {"area"}),
    ("a team of elsewhere", BODY | {"team": "docks"}, {"team"}),
    ("nowhere", {**BODY, "email": None}, {"email"}),
    ("no address", BODY | {"email": "parent"}, {"email"}),
    ("NUL", BODY | {"email": "a\x00@example.com"}, {"email"}),
    ("a number that is none", BODY | {"phone": "12"}, {"phone"}),
    ("a number as a number", BODY | {"phone": 7700900123}, {"phone"}),
    ("yesterday", BODY | {"send_on": "2026-11-22"}, {"send_on"}),
    ("too far", BODY | {"send_on": "2028-01-01"}, {"send_on"}),
    ("no day", BODY | {"send_on": "23/11/2026"}, {"send_on"}),
    ("a field of elsewhere", BODY | {"case_id": "12"}, {"case_id"}),
    ("a list", [BODY], {"body"}),
]


@pytest.mark.parametrize("body, fields", [pytest.param(*row[1:], id=row[0]) for row in WRONG])
def test_what_is_not_right_is_said_field_by_field_and_nothing_is_kept(send_app, key_of, kept, body, fields):
    answer = send_app.test_client().post(PATH, json=body, headers={"Authorization": f"Bearer {key_of()}"})
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert {it["field"] for it in answer.json["errors"]} == fields
    assert "example.com" not in answer.text.replace("name@example.com", "")
    assert kept() == ([], [])


@pytest.mark.parametrize("body, kind, status", [
    (b"{", "application/json", 400), (b"[" * 100_000, "application/json", 400), (b"1" * 5_000, "application/json", 400),
    (b"email=x", "application/x-www-form-urlencoded", 415), (b" " * 600_000, "application/json", 413),
])  # fmt: skip
def test_a_body_that_is_no_json_of_ours_is_refused(send_app, key_of, kept, body, kind, status):
    headers = {"Authorization": f"Bearer {key_of()}"}
    answer = send_app.test_client().post(PATH, data=body, content_type=kind, headers=headers)
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
    assert kept() == ([], [])


def test_an_idempotency_key_that_is_too_short_is_refused(tell):
    assert tell(attempt="short").json["errors"][0]["field"] == "Idempotency-Key"


def test_nobody_is_added_to_what_staff_have_stopped(tell, kept, records_as, moment):
    send_out = tell().json["send_out"]
    with records_as().unit_of_work() as uow:
        uow.session.get(SendOut, send_out).stopped_at = moment
    for _ in range(2):
        answer = tell(attempt=ATTEMPT, email="second@example.com")
        assert (answer.status_code, answer.json["title"]) == (409, "These surveys were stopped")
    assert len(kept()[1]) == 1


def test_staff_see_how_it_goes_and_only_those_who_see_all_or_the_team(tell, signed_in_as, council):
    address = f"/send/{tell().json['send_out']}"
    manager = signed_in_as("complaints_manager")
    assert "from the case system, November 2026" in manager.get("/send").text
    assert manager.get(address).status_code == 200
    team = council.areas["child_in_need"].team
    own = signed_in_as("service_team", team=team, email="team@example.gov.uk")
    assert own.get(address).status_code == 200
    other = next(code for code in council.teams if code != team)
    assert signed_in_as("service_team", team=other, email="o@example.gov.uk").get(address).status_code == 404
    assert signed_in_as("practitioner", email="p@example.gov.uk").get(address).status_code == 404


def test_the_description_is_for_staff_to_hand_on_and_names_every_answer(send_app, practitioner):
    assert send_app.test_client().get("/api/v1/openapi.json").status_code == 303
    described = practitioner.get("/api/v1/openapi.json").json
    post = described["paths"][PATH]["post"]
    assert set(post["responses"]) >= {"201", "400", "401", "409", "411", "413", "415", "422", "503"}
    assert post["security"] == [{"partner": []}]
    assert set(described["components"]["schemas"]["Invitation"]["properties"]) == {
        "questionnaire", "area", "team", "email", "phone", "send_on",
    }  # fmt: skip
    assert "people_served" not in json.dumps(described)
