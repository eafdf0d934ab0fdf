"""A room full of phones behind one address, and somebody who floods: neither is in the other's way."""

from concurrent.futures import ThreadPoolExecutor

from foundation.records.models import Outgoing, Spent
from survey_service.answer import limits

ROOM, FLOODER = "203.0.113.9", "198.51.100.66"


def a_browser(face, address):
    """One that a web server before ours says is at this address."""
    browser = face.test_client()
    browser.environ_base = browser.environ_base | {"HTTP_X_FORWARDED_FOR": address}
    return browser


def answered_by(browser, fill_in, address):
    """Open the poster, choose who answers, answer, send, and see the thanks."""
    assert browser.get(address).status_code == 200
    done = fill_in(f"{address}?for=adult", client=browser, went="4")
    return done.status_code, browser.get(done.location).status_code


def test_forty_phones_behind_one_address_are_all_kept_within_a_minute(asked, new_face, fill_in, rows):
    face, address = new_face(proxies=1), f"/q/{asked.poster()}"
    with ThreadPoolExecutor(8) as pool:
        phones = (a_browser(face, ROOM) for _ in range(40))
        done = list(pool.map(lambda phone: answered_by(phone, fill_in, address), phones))
    assert done == [(303, 200)] * 40
    assert len(rows(Spent)) == len(rows(Outgoing)) == 40


def test_a_flood_of_answers_from_one_address_is_slowed_and_nobody_else_notices(
    asked, monkeypatch, new_face, fill_in, rows
):
    monkeypatch.setattr(limits, "POSTER_ANSWERS", "6 per day")
    face, address = new_face(proxies=1), f"/q/{asked.poster()}?for=adult"
    flooder, neighbour = a_browser(face, FLOODER), a_browser(face, ROOM)
    flood = [fill_in(address, client=flooder, went="1").status_code for _ in range(8)]
    assert flood == [303] * 6 + [429] * 2
    page = flooder.get(address)
    assert page.status_code == 200, "reading goes on"
    refused = fill_in(address, client=flooder, page=page, went="1")
    assert limits.HEADING in refused.text
    assert "They are kept once." in refused.text
    assert refused.headers["Retry-After"] == "60"
    assert len(rows(Spent)) == 6
    assert fill_in(address, client=neighbour, went="5").status_code == 303
    assert len(rows(Spent)) == 7


def test_invitations_are_no_flood_because_each_has_a_code_of_its_own(asked, monkeypatch, new_face, fill_in, rows):
    monkeypatch.setattr(limits, "POSTER_ANSWERS", "2 per day")
    browser = a_browser(new_face(proxies=1), ROOM)
    for code in [asked.invitation() for _ in range(5)]:
        assert fill_in(f"/s/{code}?for=adult", client=browser, went="4").status_code == 303
    assert len(rows(Spent)) == 5


def test_a_flood_of_pages_from_one_address_is_slowed_and_the_operator_still_sees_the_site(asked, monkeypatch, new_face):
    monkeypatch.setattr(limits, "OF_ALL", "6 per day")
    face, address = new_face(proxies=1), f"/q/{asked.poster()}"
    flooder, neighbour = a_browser(face, FLOODER), a_browser(face, ROOM)
    assert [flooder.get(path).status_code for path in (address, "/", "/meetings", address, "/", "/")] == [200] * 6
    assert [flooder.get(path).status_code for path in (address, "/", "/meetings")] == [429] * 3
    assert neighbour.get(address).status_code == 200
    assert flooder.get("/health/live").status_code == 200
