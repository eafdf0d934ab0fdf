"""A complaint that names a team does not go to that team."""

from types import SimpleNamespace

import pytest
from builders import a_submission
from hypothesis import given as for_any
from hypothesis import strategies as st

from worker.conflicts import keep_from_those_it_names, named_teams


@pytest.mark.parametrize(
    "said, teams",
    [
        ("The fostering team never rang.", {"fostering"}),
        ("THE FOSTERING TEAM!", {"fostering"}),
        ("the Fostering\n  Team’s manager", {"fostering"}),
        ("the fóstering tèam", {"fostering"}),
        ("ｆｏｓｔｅｒｉｎｇ ｔｅａｍ", {"fostering"}),
        ("your leaving-care service", {"leaving_care"}),
        ("MASH told us to wait", {"front_door"}),
        ("the Multi Agency Safeguarding Hub", {"front_door"}),
        ("the SEND team passed us to early help unit", {"send", "early_help"}),
        ("Children in care team and adoption team", {"children_in_care", "adoption"}),
        ("Fostering is hard and leaving care is harder.", set()),
        ("I asked early help for help", set()),
        ("They smash everything; mashed potato", set()),
        ("our teamwork with the profostering teams", set()),
        ("I told the complaints team last week", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_a_team_is_named_by_its_name_as_a_team_or_by_what_the_council_says_it_is_called(council, said, teams):
    assert set(named_teams(council, said)) == teams


def test_a_name_does_not_run_from_one_answer_into_the_next(council):
    assert named_teams(council, "This is about fostering", "Team work, please") == ()


@for_any(before=st.text(max_size=60), after=st.text(max_size=60))
def test_whatever_stands_around_a_name_it_is_found(council, before, after):
    assert "adoption" in named_teams(council, f"{before} adoption team {after}")


def routed(council, words, area="fostering", **different):
    told = SimpleNamespace(**a_submission(words=words, service_area=area, **different))
    return keep_from_those_it_names(council.routing(told.kind, area, told.topic), told, council)


def test_a_complaint_about_the_team_it_would_go_to_goes_to_the_complaints_team(council):
    guarded = routed(council, "The fostering team lost our papers.")
    assert (guarded.routing.team, guarded.teams) == ("complaints", ("fostering",))


def test_what_they_want_to_happen_counts_as_their_words(council):
    assert routed(council, "Lost papers.", outcome_wanted="Anyone but the fostering team").routing.team == "complaints"


def test_another_team_that_is_named_is_kept_for_later_and_changes_nothing_now(council):
    guarded = routed(council, "The adoption team was rude.")
    assert (guarded.routing.team, guarded.teams) == ("fostering", ("adoption",))


def test_the_subject_and_the_priority_stay_as_they_were(council):
    named, other = (routed(council, said, topic="home") for said in ("the fostering team", "somebody"))
    assert (named.routing.subject, named.routing.priority) == (other.routing.subject, other.routing.priority)


@pytest.mark.parametrize("kind", ["compliment", "comment", "meeting"])
def test_thanks_and_ideas_go_to_the_team_they_name(council, kind):
    guarded = routed(council, "The fostering team was kind.", kind=kind)
    assert (guarded.routing.team, guarded.teams) == ("fostering", ())


def test_the_rows_to_keep_name_the_team_and_that_the_words_told_so(council, moment):
    [row] = routed(council, "the fostering team").rows("case", moment)
    assert (row["case_id"], row["team"], row["account_id"], row["found_by"]) == ("case", "fostering", None, None)
    assert row["found_at"] == moment
