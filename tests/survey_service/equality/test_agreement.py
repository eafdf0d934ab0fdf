"""The equality officer agrees with the questions as they are asked now, and says where the assessment is filed."""

import re

import pytest

from foundation.records.models import Agreement
from foundation.staff.roles import Role
from foundation.surveys import voluntary

PAGE = "/equality/agreement"
NOBODY = "Nobody has agreed with the questions that are asked now"


def test_the_page_shows_every_question_of_every_age(officer, words_of):
    told = words_of(officer.get(PAGE))
    asked = voluntary.voluntary()
    for band in voluntary.AGE_QUESTIONS:
        for question in asked.asked_of(band):
            assert question.words[band] in told


def test_who_agrees_is_written_down_once_and_the_overview_no_longer_asks_for_it(officer, words_of, rows):
    assert NOBODY in words_of(officer.get("/equality"))
    page = officer.get(PAGE).text
    hidden = {name: re.search(rf'name="{name}"[^>]*value="([^"]+)"', page)[1] for name in ("form_id", "version")}
    for _ in range(2):
        sent = officer.send(PAGE, assessment="EIA 2026/14, equality folder 😀", agrees="y", **hidden)
        assert sent.status_code == 303
    [kept] = rows(Agreement)
    assert (kept.version, kept.assessment) == (voluntary.voluntary().version, "EIA 2026/14, equality folder 😀")
    told = words_of(officer.get(PAGE))
    assert "Chris agreed with version 2 on Monday 23 November 2026, 10:00" in told
    assert "EIA 2026/14" in told
    assert NOBODY not in words_of(officer.get("/equality"))


@pytest.mark.parametrize(
    "said, told",
    [
        ({"assessment": "", "agrees": "y"}, "Say where the impact assessment is filed"),
        ({"assessment": "x\0", "agrees": "y"}, "typing the words again helps"),
        ({"assessment": "EIA"}, "Tick this if you agree"),
        ({"assessment": "EIA", "agrees": "y", "version": "1"}, "The questions have changed since you opened this page"),
        ({"assessment": "EIA", "agrees": "y", "form_id": "x"}, "This page was open for a long time"),
    ],
)
def test_what_is_missing_or_stale_is_told_and_nothing_is_written_down(officer, words_of, rows, said, told):
    answer = officer.send(PAGE, **said)
    assert answer.status_code == 400
    assert told in words_of(answer)
    assert rows(Agreement) == []


@pytest.mark.parametrize("role", [Role.COMPLAINTS_MANAGER, Role.PRACTITIONER])
def test_nobody_else_agrees(signed_in_as, rows, role):
    assert signed_in_as(role).get(PAGE).status_code == 403
    assert rows(Agreement) == []
