"""Content, or shut out? Every row of the table, and the six made-up groups from their counts on."""

from itertools import product

import pytest

from foundation.equality.figures import BadFigure
from foundation.equality.silence import Outcome, content_or_shut_out
from foundation.equality.testing import midp_binomial
from foundation.equality.verdicts import Verdict, judge

ANSWERS = {"high": (36, 40), "low": (4, 40), "unclear": (24, 40)}

# A group; its share; complainants (x, answers, did not say) and verdict; respondents likewise;
# satisfied, knows how, feels able; outcome and flags.
WORKED = [
    pytest.param(3198 / 23465, (6, 150, 20), "under", (20, 160, 15), "cannot_tell",
                 (9, 20), (5, 20), (4, 19), "shut_out", [], id="not White British"),
    pytest.param(0.20, (12, 150, 10), "under", (45, 190, 12), "cannot_tell",
                 (42, 45), (43, 45), (40, 44), "content", ["reach_unknown"], id="foster carers"),
    pytest.param(0.49, (45, 150, 12), "under", (88, 180, 14), "as_expected",
                 (25, 86), (74, 86), (70, 85), "resigned", [], id="fathers"),
    pytest.param(567 / 187032, (0, 150, 20), "cannot_tell", (2, 160, 15), "cannot_tell",
                 (2, 2), (1, 2), (1, 2), "not_enough_evidence", [], id="Black"),
    pytest.param(0.25, (3, 140, 8), "under", (40, 150, 5), "cannot_tell",
                 (36, 40), (11, 40), (26, 39), "quiet_unprotected", [], id="aged 11 to 15"),
    pytest.param(34828 / 187034, (60, 150, 14), "over", (44, 180, 16), "cannot_tell",
                 (12, 43), (37, 43), (33, 43), "heard_unhappy", [], id="disabled"),
]  # fmt: skip


@pytest.mark.parametrize("r, complained, c, surveyed, s, satisfied, knows, able, outcome, flags", WORKED)
def test_from_the_counts_of_a_group_to_its_outcome(
    r, complained, c, surveyed, s, satisfied, knows, able, outcome, flags
):
    def verdict(x: int, substantive: int, non_disclosed: int) -> Verdict:
        return judge(x, substantive, non_disclosed, r, midp_binomial(x, substantive, r)).verdict

    assert (verdict(*complained), verdict(*surveyed)) == (c, s)
    found = content_or_shut_out(verdict(*complained), verdict(*surveyed), satisfied, knows, able)
    assert (found.outcome, list(found.flags)) == (outcome, flags)


def outcome_of(c: str, access: str, satisfaction: str, survey: str = "as_expected"):
    answers = ANSWERS[access]
    found = content_or_shut_out(Verdict(c), Verdict(survey), ANSWERS[satisfaction], answers, answers)
    assert (found.access, found.satisfaction) == (access, satisfaction)
    return found


TABLE = {
    ("under", "low", "low"): "shut_out",
    ("under", "low", "unclear"): "shut_out",
    ("under", "low", "high"): "quiet_unprotected",
    ("under", "high", "high"): "content",
    ("under", "high", "low"): "resigned",
    ("under", "high", "unclear"): "not_enough_evidence",
    ("under", "unclear", "high"): "not_enough_evidence",
    ("under", "unclear", "low"): "not_enough_evidence",
    ("under", "unclear", "unclear"): "not_enough_evidence",
    ("heard", "low", "low"): "barrier_reported",
    ("heard", "low", "unclear"): "barrier_reported",
    ("heard", "low", "high"): "barrier_reported",
    ("heard", "high", "low"): "heard_unhappy",
    ("heard", "unclear", "low"): "heard_unhappy",
    ("heard", "high", "high"): "heard_content",
    ("heard", "high", "unclear"): "heard",
    ("heard", "unclear", "high"): "heard",
    ("heard", "unclear", "unclear"): "heard",
    ("cannot_tell", "low", "low"): "barrier_reported",
    ("cannot_tell", "low", "unclear"): "barrier_reported",
    ("cannot_tell", "low", "high"): "barrier_reported",
}


@pytest.mark.parametrize("c, access, satisfaction", [*product(Verdict, ANSWERS, ANSWERS)])
def test_every_row_of_the_table(c, access, satisfaction):
    row = "heard" if c in ("as_expected", "over") else c
    expected = TABLE.get((row, access, satisfaction), "not_enough_evidence")
    assert outcome_of(c, access, satisfaction).outcome == expected


def test_one_low_answer_is_low_access_and_only_two_high_ones_are_high():
    def access(knows: str, able: str) -> str:
        found = content_or_shut_out(
            Verdict.UNDER, Verdict.OVER, ANSWERS["high"], ANSWERS[knows], ANSWERS[able]
        )  # fmt: skip
        return found.access

    assert access("low", "high") == access("high", "low") == "low"
    assert access("high", "unclear") == access("unclear", "high") == "unclear"
    assert access("high", "high") == "high"


def test_nine_answers_are_unclear_however_they_fall():
    found = content_or_shut_out(Verdict.UNDER, Verdict.OVER, (9, 9), (0, 9), (10, 10))
    assert (found.satisfaction, found.know, found.able) == ("unclear", "unclear", "high")


@pytest.mark.parametrize("access, satisfaction", [*product(ANSWERS, ANSWERS)])
def test_who_is_silent_in_both_channels_is_never_called_content(access, satisfaction):
    found = outcome_of("under", access, satisfaction, survey="under")
    assert found.outcome != Outcome.CONTENT
    assert found.flags == ("not_reached",)


def test_those_shut_out_stay_so_when_the_survey_hardly_reached_them():
    assert outcome_of("under", "low", "low", survey="under").outcome == "shut_out"
    assert outcome_of("cannot_tell", "low", "low", survey="under").flags == ("not_reached",)
    assert outcome_of("over", "low", "low", survey="under").flags == ()


@pytest.mark.parametrize("satisfied, field", [((5, 4), "satisfied"), ((-1, 4), "satisfied")])
def test_answers_that_cannot_be_are_refused_by_name(satisfied, field):
    with pytest.raises(BadFigure) as refused:
        content_or_shut_out(Verdict.UNDER, Verdict.UNDER, satisfied, (1, 2), (1, 2))
    assert refused.value.field == field
