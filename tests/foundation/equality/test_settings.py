"""The settings: the values agreed, each with its words and its source."""

import re
from dataclasses import fields
from inspect import getsource

from foundation.equality import intersections
from foundation.equality.settings import SETTINGS


def test_the_settings_are_those_that_were_agreed():
    agreed = {
        "conf": 0.95, "alpha": 0.05, "k": 2, "a_min": 20, "d_min": 0.5, "ratio_low": 0.8, "ratio_high": 1.25,
        "theta": 0.60, "n_state": 10, "mr_screen": 3.267, "limit": 2.66, "t_officer": 5, "t_public": 10,
    }  # fmt: skip
    assert {name: getattr(SETTINGS, name) for name in agreed} == agreed


def test_every_setting_is_explained_with_its_source():
    explained = list(SETTINGS.explained())
    assert {one.name for one in explained} == {one.name for one in fields(SETTINGS)} - {"version", "owner"}
    assert all(one.words.endswith(".") and one.source for one in explained)


def test_only_the_settings_for_crossing_two_questions_are_of_no_report():
    crossing = set(re.findall(r"settings\.(\w+)", getsource(intersections)))
    assert {one.name for one in SETTINGS.explained() if not one.of_reports} == crossing
