"""Somebody opens an invitation or a poster, answers and sends: it is kept once, sealed, and nobody knows whose."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from little_questionnaire import read_little
from sqlalchemy import text, update

from foundation.contracts.envelope import open_envelope
from foundation.records.models import Alert, NoMore, Outgoing, SealingKey, Spent
from foundation.surveys.boxes import NO_ROOM
from foundation.surveys.questionnaire import Band

HARM = "He hits me when nobody is there"
QUIET = "The room was cold"


def plain(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


@pytest.fixture
def tea(beside, tmp_path):
    """The smallest questionnaire with every type and every rule."""
    return beside(read_little(tmp_path)).code


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
        first, second = (plain(fill_in(address, page=page, follow=True, went=went)) for went in ("5", "1"))
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
            return plain(fill_in(address, client=tab, page=page, follow=True, went="3"))

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


def test_a_question_that_an_answer_leads_to_is_asked_before_anything_is_sent(asked, tea, fill_in, sent, visitor):
    address = f"/q/{asked.poster(tea)}?for=adult"
    first = fill_in(address, ate=["cake", "other"], come_again="yes")
    assert first.status_code == 200
    assert "There is one more question because of what you answered" in plain(first)
    assert 'href="#q-what_else"' in first.text
    assert sent() == []
    assert fill_in(address, page=first, what_else="Jam").status_code == 303
    [(_, answers)] = sent()
    assert answers.given == {"ate": ("cake", "other"), "come_again": "yes", "what_else": "Jam"}


def test_what_has_to_be_put_right_is_named_and_nothing_that_was_answered_is_lost(asked, tea, fill_in, rows):
    address = f"/s/{asked.invitation(tea)}?for=adult"
    wrong = fill_in(address, liked="4", ate=["other"], come_again="yes")
    assert wrong.status_code == 200, "it leads to one more question"
    wrong = fill_in(address, page=wrong, what_else="two\nlines", come_again=[])
    assert wrong.status_code == 400
    said = plain(wrong)
    assert "There is a problem" in said
    assert "We need an answer to this one. We must buy milk." in said
    assert "Write this on one line." in said
    assert '<a href="#q-come_again">' in wrong.text
    assert re.search(r'id="q-liked-4"[^>]*checked', wrong.text)
    assert wrong.text.count("<title>Error: How was tea?") == 1
    assert rows(Spent) == []


def test_an_empty_page_is_not_sent(asked, fill_in, rows):
    empty = fill_in(f"/q/{asked.poster()}?for=adult", anything_else="   ")
    assert empty.status_code == 400
    assert "Answer at least one question." in plain(empty)
    assert rows(Outgoing) == []


def test_more_words_than_a_box_holds_are_asked_to_be_shortened(asked, beside, tmp_path, fill_in, rows):
    many = "\n".join(f"  - {{code: w{it}, type: long, words: And?}}" for it in range(12))
    wordy = "code: wordy\nversion: 1\nname: W\nbands: [adult]\ntitle: Well?\nintro: Tell us.\nquestions:\n" + many
    beside(read_little(tmp_path, wordy, "wordy.1.yaml"))
    for one_by_one in (0, 1):
        address = f"/q/{asked.poster('wordy')}?one={one_by_one}"
        written = {f"w{it}": "🙂" * 2000 for it in range(12)}
        long = fill_in(address, seen=list(written), **written)
        assert long.status_code == 400
        assert NO_ROOM in plain(long)
        assert 'href="#q-w11"' in long.text
    assert rows(Outgoing) == []


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


def test_a_page_that_was_open_for_half_a_day_is_sent_by_another_press(asked, visitor, fill_in, clock, sent):
    address = f"/q/{asked.poster()}?for=adult"
    page = visitor.get(address)
    clock.forward(hours=12, minutes=1)
    stale = fill_in(address, page=page, went="2", anything_else="Still here")
    assert stale.status_code == 400
    assert "Your answers are still here" in plain(stale)
    assert sent() == []
    assert fill_in(address, page=stale).status_code == 303
    [(_, answers)] = sent()
    assert answers.given == {"went": "2", "anything_else": "Still here"}


@pytest.mark.parametrize("forged", ["", "x", "no.signature", "{other}"])
def test_a_ticket_that_is_none_of_this_poster_spends_nothing(asked, visitor, fill_in, rows, forged):
    other = re.search(r'name="ticket" value="([^"]+)"', visitor.get(f"/q/{asked.poster()}?for=adult").text)[1]
    done = fill_in(f"/q/{asked.poster()}?for=adult", ticket=forged.format(other=other), went="2")
    assert done.status_code == 400
    assert "press the button again" in plain(done)
    assert rows(Spent) == []


def test_a_survey_that_has_ended_or_not_begun_says_so_and_takes_nothing(asked, visitor, fill_in, clock, rows):
    for make, door in ((asked.invitation, "s"), (asked.poster, "q")):
        day, moment = clock.moment.date(), clock.moment
        for values, status, said in (
            ({"closes_on": day}, 200, "Who is answering?"),
            ({"closes_on": day - timedelta(days=1)}, 410, "This survey has ended"),
            ({"stopped_at": moment}, 410, "This survey has ended"),
            ({"send_at": moment + timedelta(hours=1)}, 403, "This survey has not begun yet"),
        ):
            code = make(**values)
            page = visitor.get(f"/{door}/{code}")
            assert (page.status_code, said in page.text) == (status, True), values
            if status != 200:
                refused = visitor.post(f"/{door}/{code}?for=adult", data={"go": "send", "q-went": "1", "asked": "went"})
                assert refused.status_code == status
    assert rows(Spent) == []


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


def test_without_a_key_nobody_answers_in_vain(asked, visitor, everything, rows):
    code = asked.invitation()
    assert visitor.get("/health/ready").json == {"ready": True, "wrong": []}
    with everything.unit_of_work() as uow:
        uow.session.execute(update(SealingKey).values(destroyed=True))
    for answer in (visitor.get(f"/s/{code}"), visitor.post(f"/s/{code}?for=adult", data={"go": "send", "q-went": "1"})):
        assert answer.status_code == 503
        assert "We cannot take answers just now" in answer.text
        assert answer.headers["Retry-After"]
    ready = visitor.get("/health/ready")
    assert ready.status_code == 503
    assert "no key to seal answers with" in ready.json["wrong"][0]
    assert rows(Spent) == []


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


def test_a_newer_questionnaire_than_this_process_knows_is_not_answered_in_vain(asked, visitor, fill_in, rows):
    code = asked.invitation()
    page = visitor.get(f"/s/{code}?for=adult")
    asked.change(code, version=99)
    for answer in (visitor.get(f"/s/{code}"), fill_in(f"/s/{code}?for=adult", page=page, went="1")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
        assert "We cannot take answers just now" in answer.text
    assert rows(Spent) == []
