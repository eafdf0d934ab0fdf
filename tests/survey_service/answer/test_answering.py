"""Somebody opens an invitation or a poster, answers and sends: it is kept once, sealed, and nobody knows whose it is."""

import re
from html import unescape

import pytest
from little_questionnaire import read_little
from sqlalchemy import text

from foundation.records.models import Alert, NoMore, Outgoing, Spent
from foundation.surveys.boxes import NO_ROOM
from foundation.surveys.library import library
from foundation.surveys.questionnaire import Band


def plain(answer):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def test_an_invitation_is_opened_answered_and_kept_as_a_sealed_box(visitor, asked, fill_in, sent, rows):
    code = asked.invitation()
    who = visitor.get(f"/s/{code}")
    assert "Who is answering?" in who.text
    assert f'href="/s/{code}?for=under_13"' in who.text
    done = fill_in(f"/s/{code}?for=adult", meeting_went="4", anything_else="  It was fine 🙂 ")
    assert (done.status_code, done.location) == (303, f"/s/{code}?for=adult")
    assert "Thank you. We have your answers" in visitor.get(done.location).text
    [(send_out_id, answers)] = sent()
    assert send_out_id == asked.send_outs[code]
    assert answers.band is Band.ADULT
    assert answers.given == {"meeting_went": "4", "anything_else": "It was fine 🙂"}
    assert [it.ticket for it in rows(Spent)] == [asked.tickets[code]]
