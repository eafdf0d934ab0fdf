"""Codes that were mistyped, guessed or never given out, and forms that no page of ours sends."""

import re
from html import unescape
from io import BytesIO
from uuid import UUID

import pytest
from little_questionnaire import read_little
from shown import words_of

from foundation.contracts.references import new_reference
from foundation.records import Records
from foundation.records.models import NoMore, Outgoing, Spent
from foundation.surveys.codes import code_of, shown
from survey_service.answer import limits

ALL = ["went", "listened_to", "respected", "told_the_truth", "anything_else"]
UNKNOWN = code_of(b"another key", UUID(int=5), 0)
BAD = ["x", "%00", "..%2f..%2fetc", "🙂" * 16, "א" * 16, "2" * 16, "2" * 5000, "' or 1=1 --", "%ff%fe", UNKNOWN]


def test_a_code_may_be_typed_as_people_type(asked, visitor):
    code, room = asked.invitation(), asked.poster(code=new_reference())
    for typed in (code, shown(code), f"  {shown(code).lower()} ", code.lower()):
        assert visitor.post("/", data={"code": typed}).location == f"/s/{code}"
        assert visitor.get(f"/s/{typed.strip()}").status_code == 200
    for typed in (room, room.lower(), room.replace("-", " ")):
        assert visitor.post("/", data={"code": typed}).location == f"/q/{room}"
    assert visitor.get(f"/q/{room.replace('-', '').lower()}").status_code == 200


@pytest.mark.parametrize(
    "typed, said",
    [
        ("", "Enter your code."),
        ("7KQ4-M2XH-TQ", "letters and numbers in a letter or message, 8 on a poster. This one has 10."),
        ("7KQ4-M2X", "8 on a poster. This one has 7."),
        ("7KQ4-M2XJ", "There is a slip in the code."),
        ("2222-2222-2222-2223", "There is a slip in the code."),
        ("<b>bold</b>\0", "A code has 16 letters and numbers"),
    ],
)
def test_a_slip_is_named_and_the_code_stays_to_be_mended(visitor, typed, said):
    answer = visitor.post("/", data={"code": typed})
    assert answer.status_code == 400
    assert said in words_of(answer)
    assert "<title>Error: Answer a survey" in answer.text
    assert "<b>bold" not in answer.text
    assert f'value="{typed[:4]}' in answer.text or not typed or "<" in typed


def test_a_code_that_opens_nothing_meets_a_plain_page(monkeypatch, new_face, rows):
    monkeypatch.setattr(limits, "WRONG_CODES", "1000 per minute")
    visitor = new_face().test_client()
    for code in BAD:
        for method, path in (
            ("GET", f"/s/{code}"), ("POST", f"/s/{code}"), ("POST", f"/s/{code}/no-more"), ("GET", f"/q/{code}"),
            ("POST", f"/q/{code}"), ("GET", f"/q/{code}/thanks"), ("GET", f"/q/{code}/tablet"),
            ("POST", f"/q/{code}/tablet/leave"),
        ):  # fmt: skip
            answer = visitor.open(path, method=method, data={"go": "send"} if method == "POST" else None)
            assert answer.status_code == 404, path
            assert "<h1" in answer.text
    assert rows(Spent) == rows(NoMore) == rows(Outgoing) == []


def test_an_unknown_code_is_told_from_a_slip(visitor):
    assert "We do not know this code." in words_of(visitor.get(f"/s/{UNKNOWN}"))
    assert "There is a slip in the code." in words_of(visitor.get("/s/2222222222222223"))


def test_guessing_is_slowed_and_somebody_elsewhere_notices_nothing(asked, few_guesses, new_face):
    visitor, code = new_face(proxies=1).test_client(), asked.invitation()
    guesser, elsewhere = {"X-Forwarded-For": "198.51.100.7"}, {"X-Forwarded-For": "198.51.100.8"}
    guesses = [visitor.get(f"/s/{UNKNOWN}", headers=guesser).status_code for _ in range(6)]
    assert guesses == [404] * 4 + [429] * 2
    refused = visitor.get(f"/s/{code}", headers=guesser)
    assert (refused.status_code, limits.HEADING in refused.text) == (429, True)
    assert "load this page again" in refused.text
    assert refused.headers["Retry-After"] == "60"
    assert visitor.get(f"/s/{code}", headers=elsewhere).status_code == 200


def test_of_ipv6_a_household_is_one_address(few_guesses, new_face):
    visitor = new_face(proxies=1).test_client()

    def guess(number):
        return visitor.get(f"/s/{UNKNOWN}", headers={"X-Forwarded-For": f"2001:db8:1:2::{number:x}"}).status_code

    assert [guess(number) for number in range(1, 6)] == [404] * 4 + [429]
    assert visitor.get(f"/s/{UNKNOWN}", headers={"X-Forwarded-For": "2001:db8:1:3::1"}).status_code == 404
    assert visitor.get(f"/s/{UNKNOWN}", headers={"X-Forwarded-For": "unknown"}).status_code == 404


def test_a_form_of_the_wrong_kind_keeps_nothing_and_breaks_nothing(asked, visitor, rows):
    address = f"/s/{asked.invitation()}?for=adult"
    for status, sent in (
        (200, {"json": {"go": "send", "q-went": "5", "asked": ["went"]}}),
        (200, {"data": b"\xff\xfe\x00go=send", "content_type": "application/octet-stream"}),
        (200, {"data": {"go": "send\0", "q-went": "5"}}),
        (400, {"data": {"go": "send", "q-went": ["5", "1"], "asked": ALL}}),
        (400, {"data": {"go": "send", "q-went": "\0", "asked": ALL}}),
        (400, {"data": {"go": "send", "q-went": "9" * 1000, "asked": ALL}}),
        (400, {"data": {"go": "send", "q-anything_else": "a\0b", "asked": ALL}}),
        (400, {"data": {"go": "send", "q-anything_else": ["a", "b"], "asked": ALL}}),
        (400, {"data": {"go": "send", "q-anything_else": "x" * 2001, "asked": ALL}}),
        (400, {"data": {"go": "send", "q-nothing": "5", "asked": ALL}}),
        (413, {"data": {"go": "send", "q-anything_else": "x" * 600_000}}),
    ):
        answer = visitor.post(address, **sent)
        assert answer.status_code == status, sent
        assert "<h1" in answer.text
    assert rows(Spent) == rows(Outgoing) == []


def test_words_of_any_script_arrive_as_they_were_written(asked, fill_in, sent):
    words = "لم يتصل بنا أحد\u200f 🙂\nŁódź\u202e"
    assert fill_in(f"/s/{asked.invitation()}?for=adult", anything_else=words).status_code == 303
    [(_, answers)] = sent()
    assert answers.given["anything_else"] == words


def test_a_file_that_is_sent_in_place_of_answers_is_no_answer(asked, visitor, rows):
    answer = visitor.post(
        f"/s/{asked.invitation()}?for=adult", data={"go": "send", "q-went": (BytesIO(b"5"), "five.txt"), "asked": ALL}
    )
    assert answer.status_code == 400
    assert rows(Spent) == []


def test_a_questionnaire_of_250_questions_is_answered_one_by_one_and_sent_whole(
    asked, beside, tmp_path, fill_in, sent, visitor
):
    scale = "type: scale, words: How was it?, points: [Bad, Poor, Fair, Good, Great]"
    questions = "\n".join(f"  - {{code: q{it}, {scale}}}" for it in range(250))
    long = (
        f"code: long\nversion: 1\nname: L\nbands: [adult]\ntitle: All of it\nintro: Tell us.\nquestions:\n{questions}"
    )
    beside(read_little(tmp_path, long, "long.1.yaml"))
    answers = {f"q{it}": str(it % 5 + 1) for it in range(250)}
    address = f"/q/{asked.poster('long')}?one=0"
    page = visitor.get(address)
    assert "Question 1 of 250" in page.text
    assert "All questions on one page" not in page.text, "drawing them all would take too long"
    page = fill_in(address, go="next", page=page, seen=list(answers), **answers)
    assert "Question 2 of 250" in page.text
    for _ in range(2):
        assert fill_in(address, page=page).status_code == 303
    [(_, kept)] = sent()
    assert kept.given == answers


def test_the_meetings_that_can_be_answered_are_listed(asked, visitor, council, clock):
    assert "There is nothing to answer just now." in visitor.get("/meetings").text
    asked.poster(code="core_group", meeting="core_group")
    asked.poster(code="child_protection_conference", stopped_at=clock.moment)
    page = visitor.get("/meetings").text
    assert re.findall(r'href="/q/([^"]+)"', page) == ["core_group"]
    assert council.meetings["core_group"].words in unescape(page)
    assert 'href="/meetings"' in visitor.get("/").text
    assert council.meetings["core_group"].words in unescape(visitor.get("/q/core_group?for=adult").text)


def test_the_database_away_is_told_as_everywhere(new_face, tmp_path):
    records = Records(f"postgresql+psycopg://heard_survey_public@/heard?host={tmp_path}", process="tests")
    visitor = new_face(records=records).test_client()
    for answer in (visitor.get(f"/s/{UNKNOWN}"), visitor.post("/q/core_group", data={"go": "send", "q-went": "1"})):
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
        assert "Reload this page to send it again" in answer.text
    assert visitor.get("/health/ready").json == {"ready": False, "wrong": ["the database does not answer"]}
    records.close()
