"""Letters about what a person decided: plain, with the way to the Ombudsman in each, and no day that has passed."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from builders import a_case
from sqlalchemy import select
from uuid_utils.compat import uuid7

from casework_console.cases.words import NOTICES, WORKER_CHANGES
from foundation.records.models import Case, Notice
from worker.letters import TEMPLATES, compose
from worker.notices import send_waiting
from worker.providers import FileOutbox

ANSWER = date(2026, 12, 7)
WHY = "Nobody is left who can be asked."
DETAILS = {
    "confirmed": {"by": "2026-12-07", "received": "2026-11-16"},
    "moved": {"from": "corporate", "to": "statutory", "reason": "statutory_eligible", "by": "2026-12-07",
              "received": "2026-11-16", "ours": True},
    "late_taken": {"by": "2026-12-07", "received": "2026-11-16"},
    "late_declined": {"why": WHY},
    "interest_yes": {"by": "2026-12-07", "late": False, "received": "2026-11-16"},
    "interest_no": {"why": WHY, "by": None, "corporate": False},
    "request_taken": {"by": "2026-12-07", "stage": 2},
    "request_declined": {"why": WHY, "stage": 3},
    "court_waits": {"why": WHY},
    "passed_on": {"where": "the SEND Tribunal", "reason": "tribunal_appeal"},
    "extended": {"due": "stage_1_answer", "why": WHY, "from_day": "2026-11-30", "to_day": "2026-12-07"},
    "worker_answered": {"answer": "not_agreed", "why": WHY},
}  # fmt: skip
CASE = SimpleNamespace(
    reference="7KQ4-M2XH", kind="complaint", procedure="statutory", received_on=date(2026, 11, 16), flags={}
)
SUBMISSION = SimpleNamespace(name="Sam")


def a_clock(due_on, due="stage_1_answer", point_id=None):
    """A clock that runs."""
    return SimpleNamespace(due=due, due_on=due_on, point_id=point_id, met_on=None, ended_on=None)


@pytest.fixture
def written(council, moment):
    """The letter of a template, with other details or on another day."""

    def write(template, *, days_later=0, clocks=(), **different):
        given = SimpleNamespace(council=council, now=lambda: moment + timedelta(days=days_later))
        details = DETAILS[template] | different
        return compose(template, details, CASE, SUBMISSION, clocks, given)

    return write


def test_every_letter_holds_the_reference_the_ombudsman_and_whom_to_ring(written):
    assert set(DETAILS) == set(TEMPLATES)
    assert set(TEMPLATES) < set(NOTICES)
    for template in TEMPLATES:
        letter = written(template)
        for said in ("Sam,", "7KQ4-M2XH", "Local Government and Social Care Ombudsman at any time", "premature",
                     "01432 260800", "999", "Herefordshire Council"):  # fmt: skip
            assert said in letter.text, (template, said)
        assert set(letter.says) == {"ombudsman", "danger"}
        assert letter.subject == "About your message 7KQ4-M2XH"


def test_no_letter_says_ring_us_before_the_rule_file_has_the_number_of_the_complaints_team(council):
    for phone in (None, "01632 960000"):
        own = replace(council, telephones=replace(council.telephones, complaints_phone=phone))
        given = SimpleNamespace(council=own, now=lambda: datetime(2026, 11, 23, 10, tzinfo=UTC))
        case = SimpleNamespace(**vars(CASE) | {"flags": {"offer_advocate": True}})
        for template, details in DETAILS.items():
            text = compose(template, details, case, SUBMISSION, (), given).text
            ours = text.replace("If a child or anyone is in danger now", "").split("ring 999")[0]
            assert "{" not in text, template
            assert ("ring us on 01632 960000, and we find you one" in ours) is bool(phone), template
            assert ("on the phone, 01632 960000." in ours) is bool(phone), template
            assert phone or not re.search(r"\b(ring|phone)\b", ours), template


SAID = {
    "confirmed": ["the complaints procedure that the law has", "an answer by Monday 7 December 2026"],
    "moved": ["We used the wrong procedure at first. We are sorry", "Monday 16 November 2026, the day", "7 December"],
    "late_taken": ["more than a year ago", "We have decided to do so", "Monday 7 December 2026"],
    "late_declined": ["we have decided not to", WHY, "answer this letter, and say why"],
    "interest_yes": ["you may complain about this", "Monday 7 December 2026"],
    "interest_no": ["it is not open to you", WHY],
    "request_taken": ["You asked for stage 2", "Monday 7 December 2026"],
    "request_declined": ["You asked for stage 3", WHY],
    "court_waits": ["When the court case is over you may come back", WHY],
    "passed_on": ["This is for the SEND Tribunal", "If you want us to pass it on for you"],
    "worker_answered": ["decided not to change the worker now", WHY, "answer this letter", "make a complaint"],
    "extended": ["The day was Monday 30 November 2026. The new day is Monday 7 December 2026.", WHY],
}


def test_each_letter_says_what_was_decided(written):
    for template, parts in SAID.items():
        for said in parts:
            assert said in written(template).text, (template, said)


def test_every_answer_to_a_request_for_a_different_worker_has_its_words(written):
    texts = {written("worker_answered", answer=answer).text for answer in WORKER_CHANGES}
    assert len(texts) == len(WORKER_CHANGES)


def test_a_letter_that_names_a_day_promises_it_and_one_that_comes_too_late_does_not(written):
    for template in ("confirmed", "moved", "late_taken", "interest_yes"):
        assert written(template).names == ("stage_1_answer", ANSWER)
        late = written(template, days_later=30)
        assert late.names is None
        assert "You should have had an answer by Monday 7 December 2026. We are sorry." in late.text
    assert written("request_taken", stage=3).names == ("panel_meeting", ANSWER)
    assert written("extended").names == ("stage_1_answer", ANSWER)
    assert written("late_declined").names is None


def test_the_day_is_the_one_that_holds_when_the_letter_goes(written):
    clock = a_clock(date(2026, 12, 8))
    for template in ("confirmed", "extended"):
        letter = written(template, clocks=[clock])
        assert "Tuesday 8 December 2026" in letter.text
        assert letter.names == ("stage_1_answer", date(2026, 12, 8))


def test_a_letter_about_stage_2_or_a_panel_promises_what_runs(written):
    two = written("confirmed", clocks=[a_clock(date(2026, 12, 30), "stage_2_answer")])
    assert two.names == ("stage_2_answer", date(2026, 12, 30))
    for template in ("confirmed", "moved"):
        three = written(template, clocks=[a_clock(date(2027, 1, 7), "panel_meeting")])
        assert "look at it. They meet by Thursday 7 January 2027." in three.text
        assert "an answer by" not in three.text
        assert three.names == ("panel_meeting", date(2027, 1, 7))


def test_a_letter_about_a_point_names_the_day_of_that_point(written):
    point = uuid7()
    clocks = [a_clock(date(2026, 12, 1)), a_clock(date(2026, 12, 9), point_id=point)]
    assert written("moved", clocks=clocks, number=2, point=str(point)).names == ("stage_1_answer", date(2026, 12, 9))
    assert written("moved", clocks=clocks).names == ("stage_1_answer", date(2026, 12, 1))


def test_that_a_procedure_was_confirmed_is_not_said_once_it_has_been_moved_elsewhere(council, moment):
    given = SimpleNamespace(council=council, now=lambda: moment)
    moved = SimpleNamespace(**vars(CASE) | {"procedure": "out_of_scope"})
    assert compose("confirmed", DETAILS["confirmed"], moved, SUBMISSION, (), given) is None


def test_other_outcomes_are_said_too(written):
    assert "Another way is right for it" in written("moved", to="out_of_scope", by=None).text
    assert "point 2 of your complaint" in written("moved", number=2).text
    assert "sorry" not in written("moved", ours=False).text
    assert "by Monday 7 December 2026" in written("interest_yes", late=True).text
    assert "We still answer you, by the council’s own" in written("interest_no", corporate=True).text
    assert "to say by when you have an answer" in written("moved", by=None).text


def test_letters_are_in_short_sentences_of_short_words(written):
    for template in TEMPLATES:
        own = written(template, **({"why": "We cannot."} if "why" in DETAILS[template] else {})).text
        own = own.split("Your reference is")[0].split("\n\n", 1)[1]
        sentences = [sentence for sentence in re.split(r"[.:!?]\s", own) if sentence.strip()]
        words = re.findall(r"[A-Za-z’]+", own)
        assert max(len(re.findall(r"[A-Za-z’0-9]+", sentence)) for sentence in sentences) <= 28, template
        assert sum(map(len, words)) / len(words) < 4.9, template


def test_a_letter_goes_out_with_proof_of_what_it_held(everything, given, tmp_path, rows, lines):
    with everything.unit_of_work() as uow:
        reference = a_case(uow, submission={"email": "sam@example.com"}, due_on=ANSWER)
        case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
        row = {"id": uuid7(), "case_id": case_id, "template": "confirmed", "channel": "email", "attempts": 0}
        uow.keep(Notice, row | {"details": DETAILS["confirmed"], "made_at": given.now()})
    assert send_waiting(given, FileOutbox(tmp_path)) == 1
    [notice] = rows(Notice)
    assert notice.sent_at == given.now()
    assert "ombudsman" in notice.says
    assert notice.details["promises"] == {"due": "stage_1_answer", "on": str(ANSWER)}
    [line] = lines("letter_sent")
    assert line.details == {"channel": "email", "template": "confirmed"}
