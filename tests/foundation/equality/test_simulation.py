"""Made-up years: the same from the same seed; seldom wrong, and right about a group that is hardly heard."""

from datetime import date

import pytest

from foundation.equality.references import Population
from foundation.equality.simulation import Scenario, simulate

RESIDENTS = Population(
    "residents", "residents", 2021, date(2021, 3, 21), False,
    {"sex": "TS009", "disability": "TS038", "ethnic_group_2": "TS021"},
    {
        "sex": {"female": 95_177, "male": 91_848},
        "disability": {"disabled": 34_828, "not_disabled": 152_206},
        "ethnic_group_2": {"white_british": 170_419, "all_other": 16_613},
    },
)  # fmt: skip
ALIKE, DISABLED = Scenario(), Scenario(("disability", "disabled"), 0.25)


def simulated(scenario: Scenario, size: int, years: int = 60, seed: int = 7):
    [found] = simulate([RESIDENTS], years, seed, [scenario], [size])
    return found


def test_the_same_seed_gives_the_same_years_and_another_gives_others():
    assert simulated(ALIKE, 400, 20) == simulated(ALIKE, 400, 20)
    assert simulated(DISABLED, 60, 40) != simulated(DISABLED, 60, 40, seed=8)


def test_of_groups_that_are_heard_alike_few_are_called_under():
    found = simulated(ALIKE, 400)
    assert (found.reports, found.groups, found.found) == (60, 360, 0)
    assert found.wrong_groups / found.groups <= 0.05


def test_a_group_that_is_heard_a_quarter_of_its_share_is_found():
    found = simulated(DISABLED, 400)
    assert found.found == found.reports
    assert found.groups == 60 * 5


def test_those_who_do_not_say_far_beyond_what_is_allowed_for_lead_to_wrong_findings():
    """Of groups that hardly ever say, too few are counted: it must show what the method does not promise."""
    alike, unlike = simulated(ALIKE, 800), simulated(Scenario(unlike=10.0), 800)
    assert unlike.wrong_groups > alike.wrong_groups + 30


@pytest.mark.parametrize("unlike", [1.0, 2.0, 4.0])
def test_however_unlike_they_are_four_in_five_say(unlike):
    """Else a scenario would not be the one that is named: with fewer answers nothing at all would be found."""
    found = simulated(Scenario(("disability", "disabled"), 0.0, unlike), 200, 20)
    assert found.found == 20
