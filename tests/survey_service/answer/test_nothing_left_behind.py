"""No cookie, no code in a log or a measure, and no page that is stored or says what it is about."""

import json
from gzip import compress

import pytest
from sqlalchemy import text

from foundation.runtime.measures import exposition
from foundation.surveys.codes import code_of
from foundation.surveys.plain_english import hard_to_read
from foundation.surveys.questionnaire import Band, Questionnaire
from survey_service.wording import READERS, WORDINGS


@pytest.fixture
def log_lines(caplog):
    """Every line of ours at DEBUG and the libraries' from WARNING up, as they are when they go to the operator."""
    caplog.set_level("DEBUG", logger="heard")
    return lambda: [it.msg if isinstance(it.msg, dict) else {"event": it.msg} for it in caplog.records]


def test_no_code_no_ticket_and_no_word_is_logged_or_measured(
    few_guesses, asked, visitor, fill_in, everything, log_lines
):
    invitation, poster = asked.invitation(), asked.poster()
    unknown = code_of(b"another key", asked.tickets[invitation], 0)
    visitor.get(f"/s/{invitation}")
    visitor.get(f"/s/{unknown}")
    visitor.get(f"/s/{invitation[:-1]}")
    visitor.post("/", data={"code": invitation[:-1]})
    visitor.put(f"/s/{invitation}", data="x")
    visitor.post(f"/s/{invitation}?for=adult", data={"q-anything_else": "Llanfair" * 90_000})
    fill_in(f"/s/{invitation}?for=adult", went=["1", "2"], anything_else="Llanfair")
    fill_in(f"/q/{poster}?for=adult", ticket="Llanfair", anything_else="Llanfair")
    page = visitor.get(f"/s/{invitation}?for=adult")
    with everything.unit_of_work() as uow:
        uow.session.execute(
            text("alter table messaging.outbox add column more int not null default 1 check (more > 1)")
        )
    assert fill_in(f"/s/{invitation}?for=adult", page=page, anything_else="Llanfair hits me").status_code == 500
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table messaging.outbox drop column more"))
    assert fill_in(f"/s/{invitation}?for=adult", page=page, anything_else="Llanfair hits me").status_code == 303
    for _ in range(3):
        visitor.get(f"/s/{unknown}")
    lines = log_lines()
    assert {"answered", "unexpected"} <= {line["event"] for line in lines}
    assert {400, 404, 413, 429, 500} <= {line.get("status") for line in lines}
    left = (json.dumps(lines, ensure_ascii=False, default=str) + exposition().decode()).lower()
    for secret in (invitation, invitation[:-1], unknown, poster, asked.tickets[invitation], "Llanfair"):
        assert str(secret).lower() not in left
        assert getattr(secret, "hex", str(secret)).lower() not in left


def test_every_page_is_no_store_without_referrer_and_sets_no_cookie(asked, visitor, fill_in):
    code, room = asked.invitation(), asked.poster()
    answers = [
        visitor.get(path)
        for path in (
            "/",
            "/meetings",
            f"/s/{code}",
            f"/s/{code}?for=adult",
            f"/q/{room}?for=under_13",
            f"/q/{room}/thanks",
        )
    ]
    answers += [fill_in(f"/s/{code}?for=adult"), fill_in(f"/s/{code}?for=adult", went="1"), visitor.get("/s/x")]
    answers += [visitor.get(f"/s/{code}"), visitor.post(f"/s/{code}/no-more", data={"pressed": "yes"})]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in answer.headers
        policy = answer.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_no_heading_title_or_address_of_this_face_says_what_it_is_about(asked, visitor, face):
    addresses = " ".join(rule.rule for rule in face.url_map.iter_rules())
    pages = [visitor.get(path).text for path in ("/", "/meetings")]
    for questionnaire in ("complaint_closed_adult", "complaint_closed_child", "why_did_you_stop"):
        code = asked.invitation(questionnaire)
        pages.append(visitor.get(f"/s/{code}").text)
        pages.append(visitor.get(f"/s/{code}?for=easy_read").text)
    said = addresses + " ".join(page.partition("</h1>")[0] for page in pages)
    assert "complain" not in said.lower()
    assert "social" not in said.lower()


def test_a_first_page_is_small(asked, visitor):
    page = visitor.get(f"/s/{asked.invitation('child_protection_conference')}?for=under_13").data
    assert len(compress(page)) < 15_000


def test_every_address_that_takes_something_is_known_here(face):
    """None of them knows who is asking: what they take hangs on a code or on the ticket of a page, and on no cookie."""
    ours = [it for it in face.url_map.iter_rules() if it.endpoint.startswith(("answer.", "tablet."))]
    taking = {it.rule for it in ours if "POST" in it.methods}
    assert taking == {"/", "/s/<code>", "/s/<code>/no-more", "/q/<code>", "/q/<code>/tablet/leave"}


def test_what_stands_around_the_questions_is_as_plain_as_they_are():
    around = {band: " ".join(f"{said}." for said in vars(WORDINGS[band]).values()) for band in Band}
    assert hard_to_read(Questionnaire("around", 1, "", tuple(Band), READERS, around, ())) == []
