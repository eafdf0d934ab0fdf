"""A web server stands before the sites, ends TLS, and says who asked; nobody else is believed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from builders import SURVEYS, a_told
from flask import Flask, request

import casework_console
import intake_service
from foundation.council import Council
from foundation.records import Records
from foundation.runtime.settings import CannotStart, read_profile

SECRET = "not a secret, only for tests: 0123456789"
ASKED, FORGED, OTHER_FRONT = "203.0.113.9", "198.51.100.7", "10.0.0.1"
Site = Callable[..., Flask]


@pytest.fixture
def site(records_as: Callable[..., Records], council: Council) -> Site:
    """The intake site, with a page that says whom it takes its visitor for."""

    def stands(**how: Any) -> Flask:
        records = records_as("heard_intake")
        app = intake_service.create_app(records=records, council=council, secret=SECRET, survey_address=SURVEYS, **how)
        app.add_url_rule("/who", "who", lambda: {"address": request.remote_addr, "tls": request.is_secure})
        return app

    return stands


@pytest.mark.parametrize(
    "proxies, passed_on, believed",
    [
        (1, ASKED, ASKED),
        (1, f"{FORGED}, {ASKED}", ASKED),
        (2, f"{FORGED}, {ASKED}, {OTHER_FRONT}", ASKED),
        (1, "", "127.0.0.1"),
        (0, FORGED, "127.0.0.1"),
    ],
)
def test_who_asks_is_who_our_own_web_servers_saw_and_not_who_somebody_says(
    site: Site, proxies: int, passed_on: str, believed: str
) -> None:
    headers = {"X-Forwarded-For": passed_on} if passed_on else {}
    assert site(proxies=proxies).test_client().get("/who", headers=headers).json["address"] == believed


def test_without_a_web_server_before_us_nobody_is_believed_to_have_come_over_tls(site: Site) -> None:
    headers = {"X-Forwarded-Proto": "https"}
    assert site(proxies=0).test_client().get("/who", headers=headers).json["tls"] is False
    assert site(proxies=1).test_client().get("/who", headers=headers).json["tls"] is True


def test_one_visitor_s_limit_is_not_another_s_and_a_forged_address_gives_no_new_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[str] = []
    monkeypatch.setattr(
        "intake_service.api.WITHOUT_KEY_LIMITER.hit", lambda _limit, address: bool(counted.append(address))
    )
    for proxies, passed_on in ((1, ASKED), (1, OTHER_FRONT), (0, ASKED), (0, FORGED)):
        answer = site(proxies=proxies).test_client().post(
            "/api/v1/submissions", json=a_told(), headers={"X-Forwarded-For": passed_on}
        )  # fmt: skip
        assert answer.status_code == 429
    assert counted == [ASKED, OTHER_FRONT, "127.0.0.1", "127.0.0.1"]


def test_measures_stay_shut_to_who_claims_to_be_this_machine_through_the_web_server(site: Site) -> None:
    client = site(proxies=1).test_client()
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("proxies", [1, 2])
def test_an_https_address_makes_cookies_secure_and_tells_browsers_to_stay_with_tls(site: Site, proxies: int) -> None:
    client = site(https=True, proxies=proxies).test_client()
    answer = client.get("/tell/problem", headers={"X-Forwarded-For": ASKED, "X-Forwarded-Proto": "https"})
    cookie = answer.headers["Set-Cookie"]
    assert all(flag in cookie for flag in ("; Secure", "; HttpOnly", "; SameSite=Lax", "; Path=/tell"))
    assert "max-age=31" in answer.headers["Strict-Transport-Security"]


def test_an_http_address_leaves_both_out_or_nothing_would_work_on_this_machine(site: Site) -> None:
    answer = site().test_client().get("/tell/problem", headers={"X-Forwarded-Proto": "https"})
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in answer.headers


def test_the_cookie_of_staff_is_as_careful(records_as: Callable[..., Records], council: Council) -> None:
    app = casework_console.create_app(
        records=records_as("heard_console"), council=council, secret=SECRET, https=True, proxies=1
    )
    answer = app.test_client().get("/sign-in", headers={"X-Forwarded-Proto": "https"})
    assert all(flag in answer.headers["Set-Cookie"] for flag in ("; Secure", "; HttpOnly", "; SameSite=Lax"))
    assert "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize("wrong", ["-1", "6", "one"])
def test_how_many_web_servers_stand_before_us_is_a_small_number(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("HEARD_PROXIES", wrong)
    with pytest.raises(CannotStart, match="HEARD_PROXIES"):
        read_profile()


@pytest.mark.parametrize("live", [True, False])
def test_a_live_site_never_says_that_its_data_is_made_up_even_while_the_database_is_away(
    live: bool, council: Council, tmp_path: Path
) -> None:
    nowhere = Records(f"postgresql+psycopg://heard_intake@/heard?host={tmp_path}", process="tests")
    app = intake_service.create_app(records=nowhere, council=council, secret=SECRET, survey_address=SURVEYS, live=live)
    assert app.jinja_env.globals["made_up_data"] is not live
