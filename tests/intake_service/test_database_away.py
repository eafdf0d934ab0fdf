"""When the database is away nobody is told that their words were kept; when it is back they are, once."""

from pathlib import Path

import pytest
from builders import SURVEYS
from sqlalchemy import text

import intake_service
from foundation.contracts.equality import ADDRESSES
from foundation.records import Records
from foundation.records.models import Outgoing
from intake_service.equality.routes import NOT_NOW

PUT_RIGHT = ADDRESSES["complainants"]
SECRET = "not a secret, only for tests: 0123456789"


@pytest.fixture
def app_on(council, moment):
    """The intake site on a database at this address, as the web server starts it."""
    opened = []

    def start(url):
        records = Records(url, process="intake", connections=4, try_first=False)
        opened.append(records)
        return intake_service.create_app(
            records=records, council=council, secret=SECRET, survey_address=SURVEYS, now=lambda: moment
        )

    yield start
    for records in opened:
        records.close()


@pytest.fixture
def cut_off(app_on, visitor_of, tmp_path: Path):
    """A visitor of a site whose database does not answer."""
    return visitor_of(app_on(f"postgresql+psycopg://heard_intake@/heard?host={tmp_path}"))


def test_the_page_promises_nothing_and_says_when_to_send_it_again(cut_off, form_of):
    page = cut_off.send("problem", form_of("problem"))
    assert (page.status, page.headers["Retry-After"]) == (503, "60")
    assert "cannot be sure that we have it. Reload this page to send it again" in page.html
    assert "Thank you" not in page.html
    assert page.headers["Cache-Control"] == "no-store"
    assert cut_off.see("/").status == 200


def test_the_api_promises_nothing_and_says_when_to_send_it_again(cut_off, body_of):
    answer = cut_off.tell(body_of("complaint"))
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert answer.headers["Retry-After"] == "60"
    assert "cannot be sure that we have it. Reload this page to send it again" in answer.json["detail"]
    assert "reference" not in answer.json


def test_it_is_alive_but_not_ready_and_says_why(cut_off):
    assert cut_off.client.get("/health/live").status_code == 200
    answer = cut_off.client.get("/health/ready")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "wrong": ["the database does not answer"]})


def test_with_its_database_it_is_ready(visitor):
    answer = visitor.client.get("/health/ready")
    assert (answer.status_code, answer.json["ready"], answer.json["wrong"]) == (200, True, [])


@pytest.fixture
def at_another_migration(everything):
    with everything.unit_of_work() as uow:
        was = uow.session.scalar(text("select version_num from operation.alembic_version"))
        uow.session.execute(text("update operation.alembic_version set version_num = '0000'"))
    yield
    with everything.unit_of_work() as uow:
        uow.session.execute(text("update operation.alembic_version set version_num = :was"), {"was": was})


@pytest.mark.usefixtures("at_another_migration")
def test_a_database_at_another_migration_is_named_with_its_cure(visitor):
    answer = visitor.client.get("/health/ready")
    assert answer.status_code == 503
    assert "run `heard migrate`" in answer.json["wrong"][0]


@pytest.fixture
def cut_all(everything):
    """End every connection of intake."""

    def cut():
        with everything.unit_of_work() as uow:
            ended = uow.session.scalars(
                text("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'heard_intake'"
                     " and datname = current_database()")
            ).all()  # fmt: skip
        assert ended
        assert all(ended)

    return cut


@pytest.mark.parametrize("door", ["page", "api"])
def test_when_all_connections_were_cut_the_next_submission_is_kept_once(
    door, app_on, database, cut_all, visitor_of, stored, form_of, body_of
):
    visitor = visitor_of(app_on(database.url("heard_intake")))

    def sent(words):
        if door == "page":
            return visitor.send("problem", form_of("problem", words=words)).status == 303
        return visitor.tell(body_of("complaint", words=words)).status_code == 201

    assert sent("before")
    cut_all()
    assert sent("after")
    assert stored() == (2, 2, 2)


@pytest.mark.usefixtures("periods")
def test_when_all_connections_were_cut_the_next_answer_about_oneself_is_kept_once(
    app_on, database, cut_all, visitor_of, rows
):
    visitor = visitor_of(app_on(database.url("heard_intake")))
    for _ in range(2):
        assert visitor.client.post(PUT_RIGHT, data={"go": "no"}).status_code == 303
        cut_all()
    assert len(rows(Outgoing)) == 2


def test_the_voluntary_questions_wait_and_nobody_is_asked_to_send_them_twice(cut_off):
    for answer in (cut_off.client.get(PUT_RIGHT), cut_off.client.post(PUT_RIGHT, data={"go": "no"})):
        assert answer.status_code == 503
        assert NOT_NOW in answer.text
        assert "Reload" not in answer.text


@pytest.mark.usefixtures("periods")
def test_a_reference_is_shown_also_when_nobody_can_be_offered_more(visitor, cut_off, form_of):
    sent = visitor.send("idea", form_of("idea"))
    assert "/equality" in visitor.see(sent.location).html
    cookie = visitor.client.get_cookie("heard_intake", path="/tell")
    cut_off.client.set_cookie("heard_intake", cookie.value, path="/tell")
    page = cut_off.see(sent.location)
    assert (page.status, sent.location.rpartition("/")[2] in page.html) == (200, True)
    assert "/equality" not in page.html


def test_the_counters_say_how_much_was_accepted_and_through_which_door(visitor, form_of):
    def counted():
        return visitor.client.get("/metrics", environ_overrides={"REMOTE_ADDR": "127.0.0.1"}).text

    visitor.send("thanks", form_of("thanks"))
    assert 'heard_accepted_total{door="page",kind="compliment"}' in counted()
    assert visitor.client.get("/metrics").status_code == 404
