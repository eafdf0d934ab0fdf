"""Signing in and out as staff see it."""

import logging

import pytest
from sqlalchemy import create_engine, make_url, text
from staffing import EMAIL, PASSWORD, TOKEN, Browser, an_account

from foundation.records.models import Account
from foundation.staff import accounts
from foundation.staff.signing_in import own_path


@pytest.fixture
def link(operator, account, moment):
    with operator.unit_of_work() as uow:
        return "/sign-in/once/" + accounts.new_sign_in_link(uow, account, moment)


def is_in(browser):
    return browser.get("/home").text == "welcome home"


def test_the_right_password_leads_to_the_first_page(browser, account):
    answer = browser.sign_in()
    assert (answer.status_code, answer.location) == (303, "/home")
    assert is_in(browser)


def test_a_page_that_was_wanted_comes_after_signing_in(browser, account):
    away = browser.get("/cases?kind=complaint&page=2")
    assert away.location == "/sign-in?next=/cases?kind%3Dcomplaint%26page%3D2"
    assert browser.sign_in(wanted=away.location).location == "/cases?kind=complaint&page=2"


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
     "javascript:alert(1)", "evil.example", "", "/a\\b", "/\n/evil.example", " /cases", "///evil.example"],
)  # fmt: skip
def test_nobody_is_led_to_another_site(wanted):
    assert own_path(wanted, "/home") == "/home"


def test_an_address_elsewhere_in_next_is_passed_over(browser, account):
    assert browser.sign_in(wanted="/sign-in?next=//evil.example/").location == "/home"


@pytest.mark.parametrize("email, password", [(EMAIL, "wrong wrong wrong"), ("nobody@example.com", PASSWORD)])
def test_wrong_password_and_unknown_email_get_the_same_page(browser, account, email, password):
    answer = browser.sign_in(email, password)
    assert answer.status_code == 400
    assert "<title>Error: Sign in" in answer.text
    assert answer.text.count("The e-mail address or the password is not right") == 2
    assert not is_in(browser)


def test_an_empty_form_says_what_to_enter(browser, account):
    answer = browser.sign_in("", "")
    assert "Enter your e-mail address" in answer.text
    assert "Enter your password" in answer.text


def test_a_disabled_account_cannot_sign_in_and_is_out_at_once(browser, account, operator, moment):
    browser.sign_in()
    with operator.unit_of_work() as uow:
        accounts.disable_account(uow, email=EMAIL, moment=moment)
    assert browser.get("/home").status_code == 303
    assert browser.sign_in().status_code == 400


def test_opening_a_link_does_not_spend_it_and_pressing_its_button_does(browser, staff_app, link):
    for _ in range(3):
        assert "works once" in browser.get(link).text
    answer = browser.send(link)
    assert (answer.status_code, answer.location) == (303, "/password")
    second = Browser(staff_app).send(link)
    assert second.status_code == 410
    assert "was used before" in second.text


def test_an_expired_link_is_refused_with_what_to_do(browser, link, clock):
    clock.forward(hours=24)
    answer = browser.send(link)
    assert answer.status_code == 410
    assert "Ask the complaints manager for a new one" in answer.text


def test_who_came_by_a_link_chooses_a_password_and_uses_it(browser, staff_app, link):
    browser.send(link)
    assert "Your password now" not in browser.get("/password").text
    answer = browser.send("/password", new="a password of mine", again="a password of mine")
    assert (answer.status_code, answer.location) == (303, "/home")
    assert is_in(browser)
    assert Browser(staff_app).sign_in(password="a password of mine").status_code == 303


def test_a_change_of_password_asks_for_the_one_now_and_ends_other_sessions(browser, staff_app, account):
    elsewhere = Browser(staff_app)
    elsewhere.sign_in()
    browser.sign_in()
    wrong = browser.send("/password", current="not the one now", new="quite another one", again="quite another one")
    assert "This is not your password now" in wrong.text
    assert is_in(elsewhere)
    assert browser.send("/password", current=PASSWORD, new="quite another one", again="quite another one").location
    assert is_in(browser)
    assert not is_in(elsewhere)


@pytest.mark.parametrize(
    "new, again, said", [("short", "short", "12 characters or more"), ("a long new one", "other", "not the same")]
)
def test_a_new_password_that_does_not_do_is_refused_in_words(browser, account, new, again, said):
    browser.sign_in()
    answer = browser.send("/password", current=PASSWORD, new=new, again=again)
    assert answer.status_code == 400
    assert said in answer.text


def test_half_an_hour_without_a_click_ends_the_session(browser, account, clock):
    browser.sign_in()
    for _ in range(3):
        clock.forward(minutes=30)
        assert is_in(browser)
    clock.forward(minutes=30, seconds=1)
    assert not is_in(browser)


def test_signing_out_empties_the_cookie(browser, account):
    browser.sign_in()
    assert browser.sign_out("/password").location == "/sign-in"
    assert not is_in(browser)
    assert "You are signed out" in browser.get("/sign-in").text


def test_a_session_of_before_signing_in_is_worth_nothing_afterwards(browser, account):
    before = TOKEN.search(browser.get("/sign-in").text)[1]
    browser.sign_in()
    assert browser.client.post("/sign-out", data={"csrf_token": before}).status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/password", "/sign-out", "/home"])
def test_a_form_without_its_token_is_refused(browser, account, path):
    browser.sign_in()
    answer = browser.client.post(path, data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 400
    assert "This page was open for too long" in answer.text


def test_pressing_a_link_without_its_token_does_not_spend_it(browser, link):
    assert browser.client.post(link, data={"button": "pressed"}).status_code == 400
    assert browser.send(link).status_code == 303


def test_the_sixth_try_for_one_email_in_a_minute_waits(browser, account):
    answers = [browser.sign_in("Chris@example.gov.uk", "wrong").status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]
    assert browser.sign_in(" chris@EXAMPLE.gov.uk").status_code == 429
    assert "Wait a minute" in browser.sign_in().text


def test_the_eleventh_try_from_one_address_in_a_minute_waits(browser, account):
    answers = [browser.sign_in(f"{n}@example.com", "wrong").status_code for n in range(11)]
    assert answers == [400] * 10 + [429]


def test_a_cookie_of_another_service_or_by_another_hand_means_nothing(browser, account, staff_app):
    browser.sign_in()
    cookie = browser.client.get_cookie("heard_console").value
    staff_app.config["SECRET_KEY"] = "another secret: 0123456789012345"
    stranger = staff_app.test_client()
    stranger.set_cookie("heard_console", cookie)
    assert stranger.get("/home").status_code == 303


def test_a_database_that_is_away_is_said_in_a_page_that_needs_no_database(browser, account, database):
    browser.sign_in()
    server = create_engine(make_url(database.url()).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"alter database {database.name} allow_connections false"))
        connection.execute(
            text("select pg_terminate_backend(pid) from pg_stat_activity where datname = :name"),
            {"name": database.name},
        )
    server.dispose()
    answer = browser.get("/home")
    assert answer.status_code == 503
    assert "We cannot take this just now" in answer.text
    assert browser.get("/health/ready").status_code == 503


def test_no_email_no_password_and_no_link_is_in_any_log_line(browser, link, operator, council, moment, caplog):
    with caplog.at_level(logging.DEBUG):
        an_account(operator, council, moment, email="canary@example.com", password="canary of password")
        for password in ("canary of password", "canary wrong"):
            browser.sign_in("canary@example.com", password)
        browser.send(link)
        for _ in range(6):
            browser.sign_in("canary2@example.com", "canary")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("heard", "flask"))]
    assert any("signed in" in line for line in ours)
    assert not [line for line in ours if "canary" in line or link in line]


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_the_page_is_not_kept(browser, account):
    answer = browser.sign_in()
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert browser.get("/sign-in").headers["Cache-Control"] == "no-store"


def test_the_account_may_do_at_once_what_a_new_role_may(browser, account, operator):
    browser.sign_in()
    assert browser.get("/cases").status_code == 200
    with operator.unit_of_work() as uow:
        uow.session.get(Account, account).role = "practitioner"
    assert browser.get("/cases").status_code == 403
