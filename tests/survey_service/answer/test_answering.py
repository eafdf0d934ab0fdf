"""Somebody opens an invitation or a poster, answers and sends: it is kept once, sealed, and nobody knows whose."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

from shown import words_of
from sqlalchemy import text, update

from foundation.contracts.envelope import open_envelope
from foundation.records.models import Alert, NoMore, Outgoing, SealingKey, Spent
from foundation.surveys.questionnaire import Band

HARM = "He hits me when nobody is there"
QUIET = "The room was cold"


def test_an_invitation_is_answered_and_leaves_a_spent_ticket_and_a_sealed_box(visitor, asked, fill_in, sent, rows):
    code = asked.invitation()
    who = visitor.get(f"/s/{code}")
    assert "Who is answering?" in who.text
    assert f'href="/s/{code}?for=under_13"' in who.text
    done = fill_in(f"/s/{code}?for=adult", went="4", anything_else="  It was fine 🙂\r\n ")
    assert (done.status_code, done.location) == (303, f"/s/{code}?for=adult")
    assert "Thank you. We have your answers" in visitor.get(done.location).text
    [(send_out_id, answers)] = sent()
    assert send_out_id == asked.send_outs[code]
    assert answers.band is Band.ADULT
    assert answers.given == {"went": "4", "anything_else": "It was fine 🙂"}
    assert [it.ticket for it in rows(Spent)] == [asked.tickets[code]]


def test_what_goes_on_its_way_has_no_time_no_ticket_and_no_word(asked, fill_in, rows):
    code = asked.invitation()
    fill_in(f"/s/{code}?for=adult", went="4", anything_else="CANARY-7f3a")
    [row] = rows(Outgoing)
    assert row.sent_at is None
    assert row.id.version == 4
    carried = f"{row.headers}{row.body}"
    assert "CANARY-7f3a" not in carried
    assert str(asked.tickets[code]) not in carried
    assert json.loads(row.body).keys() == {"send_out_id", "box"}
    assert not [name for name in row.headers if "time" in name.lower()]


def test_everybody_in_the_room_answers_the_same_poster(asked, face, fill_in, sent, rows):
    code = asked.poster(code="core_group", meeting="core_group")
    for went in ("1", "3", "5"):
        done = fill_in(f"/q/{code}?for=13_17", client=face.test_client(), went=went)
        assert (done.status_code, done.location) == (303, f"/q/{code}/thanks?for=13_17")
    assert sorted(answers.given["went"] for _, answers in sent()) == ["1", "3", "5"]
    assert len({it.ticket for it in rows(Spent)}) == 3


def test_the_button_pressed_twice_counts_once_and_says_the_same(asked, visitor, fill_in, sent):
    for address in (f"/s/{asked.invitation()}?for=adult", f"/q/{asked.poster()}?for=adult"):
        page = visitor.get(address)
        first, second = (words_of(fill_in(address, page=page, follow=True, went=went)) for went in ("5", "1"))
        assert "Thank you. We have your answers" in first
        assert second == first
    assert [answers.given["went"] for _, answers in sent()] == ["5", "5"]


def test_one_invitation_is_one_answer_on_a_second_device_and_by_its_reminder_too(asked, face, fill_in, sent):
    code = asked.invitation()
    reminder = asked.reminder_of(code)
    fill_in(f"/s/{code}?for=adult", went="5")
    elsewhere = face.test_client()
    for again in (code, reminder):
        page = elsewhere.get(f"/s/{again}")
        assert page.status_code == 200
        assert "We have your answers" in page.text
        assert "data-answers" not in page.text
    assert len(sent()) == 1


def test_of_two_tabs_that_send_at_the_same_moment_one_is_kept(asked, face, fill_in, rows, sent):
    for _ in range(3):
        code = asked.invitation()
        tabs = [face.test_client() for _ in range(6)]
        pages = [tab.get(f"/s/{code}?for=adult") for tab in tabs]

        def send(tab, page, address=f"/s/{code}?for=adult"):
            return words_of(fill_in(address, client=tab, page=page, follow=True, went="3"))

        with ThreadPoolExecutor(6) as pool:
            assert all("We have your answers" in said for said in pool.map(send, tabs, pages))
    assert len(rows(Spent)) == len(rows(Outgoing)) == len(sent()) == 3


def test_an_answer_that_cannot_go_on_its_way_leaves_the_invitation_unspent(asked, visitor, fill_in, everything, rows):
    code = asked.invitation()
    page = visitor.get(f"/s/{code}?for=adult")
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table messaging.outbox rename to elsewhere"))
    assert fill_in(f"/s/{code}?for=adult", page=page, went="3").status_code == 500
    with everything.unit_of_work() as uow:
        uow.session.execute(text("alter table messaging.elsewhere rename to outbox"))
    assert rows(Spent) == []
    assert fill_in(f"/s/{code}?for=adult", page=page, went="3").status_code == 303
    assert len(rows(Spent)) == len(rows(Outgoing)) == 1


def test_two_answers_of_different_length_have_boxes_of_one_length(asked, fill_in, rows):
    fill_in(f"/s/{asked.invitation()}?for=adult", went="3")
    fill_in(f"/s/{asked.invitation()}?for=under_13", went="1", anything_else="long 🙁 " * 200)
    short, long = (open_envelope(it.headers, it.body).box for it in rows(Outgoing))
    assert len(short) == len(long)
    assert len({len(it.body) for it in rows(Outgoing)}) == 1


def test_nothing_is_kept_before_somebody_presses_send(asked, visitor, fill_in, rows, everything):
    code = asked.poster()
    visitor.get(f"/q/{code}")
    for go in ("next", "back", "show", ""):
        fill_in(f"/q/{code}?for=adult&one=1", go=go, went="3", anything_else="CANARY-7f3a")
    assert rows(Spent) == rows(Outgoing) == rows(Alert) == []
    with everything.unit_of_work() as uow:
        tables = uow.session.execute(text("select schemaname, relname from pg_stat_user_tables")).all()
        for schema, name in tables:
            found = text(f'select count(*) from "{schema}"."{name}" it where it::text ~ :words')  # noqa: S608
            assert uow.session.scalar(found, {"words": "CANARY"}) == 0, name


def test_words_that_may_be_a_sign_of_harm_go_alone_to_the_duty_team_at_once(asked, tea, fill_in, rows, clock):
    fill_in(f"/s/{asked.invitation('why_did_you_stop')}?for=adult", why="worn_out", what_would_help=QUIET)
    assert rows(Alert) == []
    fill_in(f"/s/{asked.invitation('why_did_you_stop')}?for=adult", why="worn_out", what_would_help=HARM)
    [alert] = rows(Alert)
    assert (alert.words, alert.case_id, alert.because, alert.told) == (HARM, None, ["words"], 0)
    assert alert.raised_at == clock.moment
    assert "worn_out" not in str(vars(alert))


def test_an_alert_is_made_once_however_often_the_button_is_pressed(asked, visitor, fill_in, rows):
    address = f"/q/{asked.poster()}?for=adult"
    page = visitor.get(address)
    for _ in range(2):
        fill_in(address, page=page, anything_else=HARM)
    assert len(rows(Alert)) == 1


def test_answers_are_sealed_to_the_newest_key_that_has_begun(asked, fill_in, sent, everything):
    with everything.unit_of_work() as uow:
        for month, destroyed in ((10, False), (12, False)):
            values = {"id": uuid4(), "month": date(2026, month, 1), "sample_id": None, "public": bytes(32)}
            uow.keep(SealingKey, values | {"destroyed": destroyed})
    fill_in(f"/s/{asked.invitation()}?for=adult", went="3")
    assert len(sent()) == 1, "by the key of November"


def test_a_sample_survey_is_sealed_to_its_own_key(asked, visitor, fill_in, rows, everything):
    code, sample_id = asked.invitation(), uuid4()
    page = visitor.get(f"/s/{code}?for=adult")
    asked.change(code, sample_id=sample_id, kind="sample")
    assert fill_in(f"/s/{code}?for=adult", page=page, went="3").status_code == 503, "the month's key is not for it"
    with everything.unit_of_work() as uow:
        uow.session.execute(update(SealingKey).values(month=None, sample_id=sample_id))
    assert fill_in(f"/s/{code}?for=adult", went="3").status_code == 303
    assert len(rows(Outgoing)) == 1


def test_somebody_says_once_that_they_want_no_more_surveys(asked, visitor, fill_in, rows):
    code = asked.invitation()
    for address in (f"/s/{code}", f"/s/{code}?for=adult"):
        assert f'action="/s/{code}/no-more"' in visitor.get(address).text
    for _ in range(2):
        said = visitor.post(f"/s/{code}/no-more", data={"pressed": "yes"})
        assert (said.status_code, "We will not send you surveys any more" in said.text) == (200, True)
    assert [it.ticket for it in rows(NoMore)] == [asked.tickets[code]]
    assert "no-more" not in visitor.get(f"/q/{asked.poster()}?for=adult").text, "a poster was sent to nobody"
    fill_in(f"/s/{code}?for=adult", went="4")
    assert f'action="/s/{code}/no-more"' in visitor.get(f"/s/{code}").text, "also after answering"
