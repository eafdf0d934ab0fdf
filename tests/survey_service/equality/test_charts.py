"""Pictures: what is drawn is what may be told, nothing rests on colour alone, and all of it lies in the picture."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from released import AS_EXPECTED, CANNOT_TELL, FEW, OVER, SAID, UNDER, WITHHELD, a_demand

from foundation.equality.release.counts import Step
from foundation.equality.release.demand import Limits
from foundation.equality.release.year import Band, Heard
from foundation.equality.verdicts import Reason, Verdict
from survey_service.equality import charts, demand
from survey_service.equality.charts import Row

DOT, BAR, SQUARE = "<circle", 'rx="5"', 'width="12" height="12"'
SHOWN_SQUARE = Heard(Verdict.AS_EXPECTED, Reason.WITHIN_MARGIN, None, FEW)
UNCLEAR = Heard(Verdict.CANNOT_TELL, Reason.IMPRECISE, None, FEW)


def drawn(*heard):
    return str(charts.dot_plot([Row(f"Group {at}", "told", it) for at, it in enumerate(heard)], "What it says"))


@pytest.mark.parametrize(
    "heard, mark, filled",
    [
        (UNDER, DOT, charts.MARK),
        (UNCLEAR, DOT, "#ffffff"),
        (SHOWN_SQUARE, SQUARE, charts.INK),
        (OVER, BAR, charts.MARK),
    ],
)
def test_a_mark_says_what_is_found_by_its_shape_and_whether_it_is_full(heard, mark, filled):
    found = re.findall(rf"<(?:circle|rect)[^>]*{'' if mark == DOT else mark}[^>]*>", drawn(heard))
    marks = [it for it in found if "24" not in re.findall(r'y="(\d+)"', it)]
    assert len(marks) == 1
    assert f'fill="{filled}"' in marks[0]
    assert (DOT in marks[0]) == (mark == DOT)


def test_a_group_of_which_only_words_are_told_is_named_and_has_no_mark():
    for heard in (CANNOT_TELL, WITHHELD, Heard(Verdict.UNDER, Reason.HOLDS_TO_K, Band.UNDER_HALF, FEW, withheld=True)):
        picture = drawn(heard)
        assert "Group 0" in picture
        assert not any(mark in picture for mark in (DOT, BAR, SQUARE))


def test_groups_stand_by_how_much_we_hear_from_them_and_those_without_figures_last():
    picture = drawn(CANNOT_TELL, OVER, AS_EXPECTED, UNDER)
    assert re.findall(r"Group \d", picture) == ["Group 3", "Group 2", "Group 1", "Group 0"]


def test_an_interval_that_goes_on_beyond_the_picture_has_no_end_there():
    ends = r'<path d="M[\d.]+ [\d.]+v10"'
    assert len(re.findall(ends, drawn(UNDER))) == 1  # from 0.11, which is less than a quarter, to 0.59
    wide = Heard(Verdict.CANNOT_TELL, Reason.IMPRECISE, None, replace(FEW, ratio_lo=0.5))
    assert len(re.findall(ends, drawn(wide))) == 2


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.sampled_from(Verdict))
def test_every_mark_lies_in_the_picture_whatever_the_ratio(ratio, more, verdict):
    figures = replace(FEW, ratio=ratio, ratio_lo=ratio / 2, ratio_hi=ratio + more)
    picture = drawn(Heard(verdict, Reason.IMPRECISE, None, figures))
    high = float(re.search(r'viewBox="0 0 360 ([\d.]+)"', picture)[1])
    across = [float(x) for x in re.findall(r'(?:cx|x)="([-\d.]+)"|[MH]([-\d.]+)', picture) for x in x if x]
    down = [float(y) for y in re.findall(r'(?:cy|y)="([-\d.]+)"', picture)]
    assert all(0 <= x <= charts.WIDE for x in across)
    assert all(0 <= y <= high for y in down)


def test_what_is_written_in_a_picture_cannot_break_out_of_it():
    picture = str(charts.dot_plot([Row("<script>1</script>", '"&', UNDER)], '"><script>'))
    assert "<script" not in picture
    assert "&#34;&gt;&lt;script&gt;" in picture


def test_an_opinion_without_figures_is_not_drawn_and_without_any_there_is_no_picture():
    picture = str(charts.likely([(it.code, it) for it in SAID], "What they said"))
    assert picture.count(DOT) == 2
    assert "feels_able" not in picture
    assert charts.likely([("feels_able", SAID[2])], "What they said") == ""


def test_a_step_of_the_funnel_whose_count_is_hidden_has_a_name_and_no_bar():
    steps = [("Asked", Step("invited", 320)), ("Reached", Step("delivered", None)), ("Sent", Step("submitted", 80))]
    picture = str(charts.funnel(steps, "Who answers"))
    bars = [float(wide) for wide in re.findall(r'<rect [^>]*width="([\d.]+)"', picture)]
    assert bars == pytest.approx([332, 83])
    assert "Reached<" in picture
    assert charts.funnel(steps[1:2], "Who answers") == ""


def test_a_month_that_stands_out_is_a_square_and_the_others_are_dots():
    it = a_demand()
    picture = str(charts.by_month(demand.points(it, demand.COUNTS), it.counts, "Complaints"))
    assert (picture.count(SQUARE), picture.count(DOT)) == (11, 13)  # 14 to 24 stand out


def test_months_without_a_complaint_are_drawn_too():
    nothing = Limits(0.0, 0.0, 0.0, True, {})
    assert str(charts.by_month([("Apr 2026", 0.0)], nothing, "None")).count(DOT) == 1
