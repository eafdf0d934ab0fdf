"""What an operator's tools may ask, and what nobody else may."""

import pytest
from builders import SURVEYS

import intake_service
from foundation.records.models import Installation


def test_alive_and_ready_on_a_sound_database(intake_client):
    assert intake_client.get("/health/live").json == {"alive": True}
    ready = intake_client.get("/health/ready")
    assert (ready.status_code, ready.json["ready"], ready.json["wrong"]) == (200, True, [])


def test_a_database_at_another_migration_is_not_ready_and_says_the_cure(intake_client, records_as):
    with records_as().unit_of_work() as uow:
        uow.connection.exec_driver_sql("update operation.alembic_version set version_num = '0000'")
    answer = intake_client.get("/health/ready")
    assert answer.status_code == 503
    assert "heard migrate" in answer.json["wrong"][0]


def test_measures_are_shown_on_loopback(intake_client):
    answer = intake_client.get("/metrics")
    assert answer.status_code == 200
    assert b"heard_accepted_total" in answer.data


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-Ip", "Forwarded"])
def test_measures_are_not_shown_to_somebody_behind_a_web_server_on_this_machine(intake_client, header):
    assert intake_client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_measures_are_not_shown_to_another_machine_without_the_token(intake_client, monkeypatch):
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert intake_client.get("/metrics", environ_overrides=elsewhere).status_code == 404
    monkeypatch.setenv("HEARD_METRICS_TOKEN", "t" * 32)
    wrong = {"Authorization": "Bearer " + "x" * 32}
    assert intake_client.get("/metrics", headers=wrong, environ_overrides=elsewhere).status_code == 404
    right = {"Authorization": "Bearer " + "t" * 32}
    assert intake_client.get("/metrics", headers=right, environ_overrides=elsewhere).status_code == 200


def test_nothing_may_be_loaded_from_elsewhere_or_framed(intake_client):
    headers = intake_client.get("/").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_stylesheet_is_served_compressed_and_for_ever(intake_client):
    page = intake_client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    with intake_client.get(address, headers={"Accept-Encoding": "gzip"}) as style:
        assert style.headers["Content-Encoding"] == "gzip"
        assert "immutable" in style.headers["Cache-Control"]


def test_the_band_over_made_up_data_appears_only_over_made_up_data(records_as, council, moment, intake_client):
    assert "Made-up data" not in intake_client.get("/").text
    with records_as().unit_of_work() as uow:
        uow.keep(Installation, {"only_one": True, "made_up_since": moment, "synthetic_year_at": None})
    records = records_as("heard_intake")
    app = intake_service.create_app(records=records, council=council, secret="s" * 40, survey_address=SURVEYS)
    assert "Made-up data" in app.test_client().get("/").text
