"""Whatever changes something is for partner systems, or asks about oneself, both without cookies; or needs the token
of its own page.
"""

import pytest
from sqlalchemy import text

from foundation.contracts.equality import ADDRESSES
from intake_service.routes import PAGES

FILLED_IN = {"what": list(PAGES), "where": [address.rpartition("/")[2] for address in ADDRESSES.values()]}


@pytest.fixture
def changing(intake_app):
    """Every address of intake that takes more than reading, filled in: (method, path)."""
    found = []
    for rule in intake_app.url_map.iter_rules():
        paths = [rule.rule]
        for argument in rule.arguments:
            paths = [path.replace(f"<{argument}>", value) for path in paths for value in FILLED_IN.get(argument, ["x"])]
        found += [(method, path) for method in rule.methods - {"GET", "HEAD", "OPTIONS"} for path in paths]
    return found


def test_every_address_that_changes_something_is_known_here(changing):
    told = [f"/tell/{what}" for what in PAGES]
    known = ["/api/v1/submissions", *ADDRESSES.values(), *told]
    assert sorted(changing) == sorted(("POST", address) for address in known)


def test_every_page_that_takes_something_refuses_it_without_its_token(changing, intake_client, records_as):
    filled = {
        "words": "x", "topic": "worker", "service_area": "adoption", "relationship": "parent", "meeting": "core_group",
        "meeting_went": "4", "meeting_listened": "yes", "form_id": "9b2a1c6e-6f0f-4d43-8f2c-0a2b6a0a3c11",
    }  # fmt: skip
    for method, path in changing:
        if path.startswith("/tell/"):
            answer = intake_client.open(path, method=method, data=filled)
            assert answer.status_code == 400, path
            assert 'href="#csrf_token"' in answer.text
    with records_as().unit_of_work() as uow:
        assert uow.session.scalar(text("select count(*) from intake.submission")) == 0


@pytest.mark.parametrize("address", ADDRESSES.values())
@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_what_asks_about_oneself_reads_no_cookie_and_takes_nothing_that_another_site_sends(
    intake_client, records_as, address, headers
):
    answer = intake_client.post(address, data={"go": "no"}, headers=headers)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    with records_as().unit_of_work() as uow:
        assert uow.session.scalar(text("select count(*) from messaging.outbox")) == 0


def test_the_api_sets_and_reads_no_cookie(intake_client, intake_app):
    answer = intake_client.post(
        "/api/v1/submissions", json={"kind": "comment", "service_area": "adoption", "words": "x"}
    )
    assert answer.status_code == 201
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    assert intake_app.config["SESSION_COOKIE_PATH"] == "/tell"


def test_nobody_has_switched_the_tokens_off(intake_app):
    assert intake_app.config.get("WTF_CSRF_ENABLED", True) is True
    assert "WTF_CSRF_METHODS" not in intake_app.config
