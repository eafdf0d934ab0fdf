"""More answers than expected, held or warned of: somebody keeps or drops them, and who drops says so twice."""

import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from released import a_year, counts, held, keep_period, warned

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
    assert "People who complained, 1 October 2026 to 31 December 2026 More replies came than the link was shown" in told
    assert "up to 20 more. Somebody has replied more than once" in told
    assert "At least 40 replies have come. Held since Friday 20 November 2026, 09:00" in told
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
        ended = held(uow, state="lost", ended_at=datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    page = f"/equality/held/{ended}"
    assert "there is nothing left to decide" in words_of(officer.get(page))
    assert 'name="decision"' not in officer.get(page).text
    officer.send(page, decision="keep", reason="So")
    assert rows(EqualityPeriod)[0].decision is None


def test_what_was_kept_is_decided_again_when_more_comes_and_the_officer_reads_what_was_said_before(
    officer, everything, words_of, rows
):
    before = datetime(2026, 11, 19, 9, 0, tzinfo=UTC)
    with everything.unit_of_work() as uow:
        again = held(uow, excess=1_040, decision="keep", reason="A class of 30", decided_at=before)
    told = words_of(officer.get("/equality/held"))
    assert "up to 1,040 more" in told
    assert "that these answers are kept: A class of 30 That was said of what had come until then." in told
    assert "Keep or drop them" in told
    page = f"/equality/held/{again}"
    assert officer.send(page, decision="drop", reason="Not so many", sure="y").status_code == 303
    assert (rows(EqualityPeriod)[0].decision, rows(EqualityPeriod)[0].reason) == ("drop", "Not so many")
    officer.send(page, decision="keep", reason="So")
    assert rows(EqualityPeriod)[0].decision == "drop", "to drop is said for good"


@pytest.mark.parametrize("warned_on, counted_from", [(20, "14 January 2027"), (None, "22 January 2027")])
def test_what_is_warned_of_says_from_when_on_it_is_counted_and_can_be_dropped_before(
    warned_on, counted_from, officer, everything, words_of, rows
):
    moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC) if warned_on else datetime(2027, 1, 8, 9, 0, tzinfo=UTC)
    with everything.unit_of_work() as uow:
        found = warned(uow, warned_at=moment)
    front = words_of(officer.get("/equality"))
    assert "Far more of those who were shown the link replied than in the quarters before. See what that" in front
    assert "Far more replies came than in the quarters before. See whether they must be dropped" in front
    told = words_of(officer.get("/equality/held"))
    assert "It can also be that somebody made replies up." in told
    assert f"They are counted all the same, from {counted_from} on, unless somebody drops them." in told
    assert "More replies came than the link was shown, in this quarter" not in told
    page = f"/equality/held/{found}"
    assert officer.send(page, decision="drop", reason="Four hundred in one night", sure="y").status_code == 303
    assert rows(EqualityPeriod)[0].decision == "drop"
    assert "See what that can mean" not in words_of(officer.get("/equality"))


def test_what_was_counted_though_it_was_warned_of_stands_beside_its_figures(officer, everything, words_of, release):
    span = {"begins_on": date(2025, 4, 1), "ends_on": date(2025, 6, 30)}
    ended = {"state": "closed", "ended_at": datetime(2025, 7, 30, 9, 0, tzinfo=UTC)}
    said = "far more replies came than in the quarters before. Some may be made up."
    with everything.unit_of_work() as uow:
        found = warned(uow, **span, **ended)
        warned(uow, pool="other_feedback", **span, **ended)
        warned(uow, begins_on=date(2024, 4, 1), ends_on=date(2024, 6, 30), **ended)
    assert said not in words_of(officer.get("/equality"))
    release(counts(), about="complainants")
    front = words_of(officer.get("/equality"))
    assert f"People who complained, 1 April 2025 to 30 June 2025: {said}" in front
    release(a_year(periods=(str(found),)), 2)
    release(counts(begins_on=date(2025, 7, 1), ends_on=date(2025, 9, 30)), 3, about="complainants")
    assert words_of(officer.get("/equality")).count(said) == 1
    assert "they were counted. The figures of this quarter may hold" in words_of(officer.get("/equality/held"))
    assert 'name="decision"' not in officer.get(f"/equality/held/{found}").text


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
