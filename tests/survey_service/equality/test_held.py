"""Answers that are more than the offers: somebody keeps or drops them, once, and who drops says so twice."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from released import held, keep_period

from foundation.records.models import EqualityPeriod
from foundation.staff.roles import Role

WRONG = (
    ({"decision": "", "reason": "So"}, "Choose to keep or to drop them"),
    ({"decision": "lend", "reason": "So"}, "Choose one from the list"),
    ({"decision": "keep", "reason": ""}, "Say why"),
    ({"decision": "keep", "reason": "\0"}, "remove the characters that are not text"),
)


@pytest.fixture
def quarter(everything):
    with everything.unit_of_work() as uow:
        return held(uow)


def test_what_is_held_is_kept_with_a_reason(officer, quarter, words_of, rows):
    told = words_of(officer.get("/equality/held"))
    assert "People who complained, 1 October 2026 to 31 December 2026 Held since" in told
    assert "At least 40 replies have come" in told
    page = f"/equality/held/{quarter}"
    assert officer.send(page, decision="keep", reason="Sent on within a family").status_code == 303
    told = words_of(officer.get("/equality/held"))
    assert "Chris decided on Monday 23 November 2026, 10:00 that these answers are kept: Sent on" in told
    (row,) = rows(EqualityPeriod)
    assert (row.decision, row.reason, row.state) == ("keep", "Sent on within a family", "open")


def test_who_drops_says_so_twice(officer, quarter, words_of, rows):
    page = f"/equality/held/{quarter}"
    answer = officer.send(page, decision="drop", reason="Two hundred in one night")
    assert answer.status_code == 400
    assert "Tick this to drop the answers" in words_of(answer)
    assert rows(EqualityPeriod)[0].decision is None
    assert officer.send(page, decision="drop", reason="Two hundred in one night", sure="y").status_code == 303
    assert rows(EqualityPeriod)[0].decision == "drop"


def test_a_quarter_whose_key_is_lost_is_decided_too_for_the_key_may_come_back(officer, quarter, everything, rows):
    with everything.unit_of_work() as uow:
        uow.session.get_one(EqualityPeriod, quarter).state = "lost"
    assert officer.send(f"/equality/held/{quarter}", decision="keep", reason="A class of 30").status_code == 303
    assert rows(EqualityPeriod)[0].decision == "keep"


def test_what_is_decided_is_decided_once(officer, quarter, words_of, rows):
    page = f"/equality/held/{quarter}"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', officer.get(page).text)[1]
    for decision in ("keep", "drop"):
        said = {"csrf_token": token, "decision": decision, "reason": "So", "sure": "y"}
        assert officer.client.post(page, data=said).status_code == 303
    assert "This was decided before" in words_of(officer.get("/equality/held"))
    assert rows(EqualityPeriod)[0].decision == "keep"
    assert 'name="decision"' not in officer.get(page).text


def test_what_cannot_be_decided_says_how_to_mend_it(officer, quarter, words_of, rows):
    for said, told in WRONG:
        answer = officer.send(f"/equality/held/{quarter}", **said)
        assert answer.status_code == 400
        assert told.lower() in words_of(answer).lower(), said
    assert rows(EqualityPeriod)[0].decision is None


def test_a_quarter_that_has_ended_is_no_longer_decided(officer, everything, words_of, rows):
    with everything.unit_of_work() as uow:
        ended = held(uow, state="closed", ended_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    page = f"/equality/held/{ended}"
    assert "there is nothing left to decide" in words_of(officer.get(page))
    assert 'name="decision"' not in officer.get(page).text
    officer.send(page, decision="keep", reason="So")
    assert rows(EqualityPeriod)[0].decision is None


def test_a_quarter_that_is_not_held_cannot_be_decided(officer, everything, words_of):
    with everything.unit_of_work() as uow:
        open_one = keep_period(uow)
    assert "Nothing is held" in words_of(officer.get("/equality/held"))
    for period_id in (open_one, uuid4()):
        assert officer.get(f"/equality/held/{period_id}").status_code == 404


def test_nobody_else_decides(signed_in_as, quarter):
    somebody = signed_in_as(Role.COMPLAINTS_MANAGER)
    for page in ("/equality/held", f"/equality/held/{quarter}"):
        assert somebody.get(page).status_code == 403
