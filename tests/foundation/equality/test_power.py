"""What a survey of this county can show at best."""

import pytest

from foundation.equality.figures import BadFigure
from foundation.equality.power import answers_for_power, chance_of_under, fewest_answers

# Share of the population; fewest answers for nobody to be "under"; answers that give 80% at half, at a quarter of it.
WORKED = [
    pytest.param(34828 / 187034, 20, 121, 51, id="disabled, of residents"),
    pytest.param(3198 / 23465, 25, 176, 71, id="not White British, of pupils"),
    pytest.param(16613 / 187032, 40, 273, 95, id="not White British, of residents"),
    pytest.param(9510 / 187032, 72, 510, 170, id="Other White"),
    pytest.param(2218 / 187032, 321, 2090, 740, id="Asian"),
    pytest.param(592 / 187032, 1210, 7820, 2790, id="Gypsy, Irish Traveller and Roma"),
    pytest.param(567 / 187032, 1264, 8160, 2910, id="Black"),
]


@pytest.mark.parametrize("r, fewest, at_half, at_quarter", WORKED)
def test_how_many_answers_it_takes(r, fewest, at_half, at_quarter):
    assert fewest_answers(r) == fewest
    for size, true in ((at_half, r / 2), (at_quarter, r / 4)):
        assert chance_of_under(size, r, true) >= 0.8
        assert chance_of_under(round(size * 0.8), r, true) < 0.8


@pytest.mark.parametrize("r, true", [(0.1862, 0.0931), (0.1363, 0.0341), (0.0508, 0.0254)])
def test_from_the_answers_for_power_on_the_chance_stays_above_it(r, true):
    size = answers_for_power(r, true)
    assert all(chance_of_under(larger, r, true) >= 0.8 for larger in range(size, size + 40))
    assert chance_of_under(size - 1, r, true) < 0.8


def test_a_group_that_is_as_heard_as_any_is_seldom_called_under():
    assert all(chance_of_under(size, 0.1862, 0.1862) <= 0.05 for size in range(20, 400, 7))


def test_the_true_share_must_be_the_lower_one():
    with pytest.raises(BadFigure, match=r"^true_share: "):
        answers_for_power(0.1, 0.1)


def test_of_a_group_too_small_for_any_survey_nothing_is_promised():
    assert fewest_answers(1e-6) is None
    assert answers_for_power(1e-6, 5e-7) is None
