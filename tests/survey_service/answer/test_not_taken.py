"""Answers that are not taken, or not yet: what is to be put right, and a survey that is not open or has no key."""

import re
from datetime import timedelta

import pytest
from little_questionnaire import read_little
from shown import words_of
from sqlalchemy import update

from foundation.records.models import Outgoing, SealingKey, Spent
from foundation.surveys.boxes import NO_ROOM


def test_a_question_that_an_answer_leads_to_is_asked_before_anything_is_sent(asked, tea, fill_in, sent, visitor):
    address = f"/q/{asked.poster(tea)}?for=adult"
    first = fill_in(address, ate=["cake", "other"], come_again="yes")
    assert first.status_code == 200
    assert "There is one more question because of what you answered" in words_of(first)
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
    said = words_of(wrong)
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
    assert "Answer at least one question." in words_of(empty)
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
        assert NO_ROOM in words_of(long)
        assert 'href="#q-w11"' in long.text
    assert rows(Outgoing) == []


def test_a_page_that_was_open_for_half_a_day_is_sent_by_another_press(asked, visitor, fill_in, clock, sent):
    address = f"/q/{asked.poster()}?for=adult"
    page = visitor.get(address)
    clock.forward(hours=12, minutes=1)
    stale = fill_in(address, page=page, went="2", anything_else="Still here")
    assert stale.status_code == 400
    assert "Your answers are still here" in words_of(stale)
    assert sent() == []
    assert fill_in(address, page=stale).status_code == 303
    [(_, answers)] = sent()
    assert answers.given == {"went": "2", "anything_else": "Still here"}


@pytest.mark.parametrize("forged", ["", "x", "no.signature", "{other}"])
def test_a_ticket_that_is_none_of_this_poster_spends_nothing(asked, visitor, fill_in, rows, forged):
    other = re.search(r'name="ticket" value="([^"]+)"', visitor.get(f"/q/{asked.poster()}?for=adult").text)[1]
    done = fill_in(f"/q/{asked.poster()}?for=adult", ticket=forged.format(other=other), went="2")
    assert done.status_code == 400
    assert "press the button again" in words_of(done)
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


def test_a_newer_questionnaire_than_this_process_knows_is_not_answered_in_vain(asked, visitor, fill_in, rows):
    code = asked.invitation()
    page = visitor.get(f"/s/{code}?for=adult")
    asked.change(code, version=99)
    for answer in (visitor.get(f"/s/{code}"), fill_in(f"/s/{code}?for=adult", page=page, went="1")):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3600")
        assert "We cannot take answers just now" in answer.text
    assert rows(Spent) == []
