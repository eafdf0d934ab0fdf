"""What waits for the equality officer: the most pressing first, and nothing that is done."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

from released import HEARD, RELIGION, SHUT_OUT, UNDER, a_characteristic, a_line, a_year

from foundation.equality.release.year import Unknown
from survey_service.equality import silence, unknown
from survey_service.equality.actions import EVERYBODY, Action, Kind
from survey_service.equality.next_steps import MOST_GROUPS, next_steps
from survey_service.equality.reading import Pool

TODAY = date(2026, 11, 23)
KEY = "ethnic_group:all_other"
POOL = Pool("complainants", date(2026, 10, 1), date(2026, 12, 31), 40, is_held=False, is_warned=False)


def an_action(about, **different):
    """One that is open and not late."""
    action = Action(uuid4(), Kind.OUTREACH, about, "Tea", "Team", date(2027, 1, 1), "Chris", None, None, None)
    return replace(action, **different)


def steps(year=None, actions=(), *, agreed=True, pools=(POOL,), to_say_again=()):
    report = silence.report(year, {}, {}) if year else None
    found = next_steps(
        pools, agreed=agreed, to_say_again=to_say_again, report=report, plan=unknown.plan(year, actions, {}),
        actions=actions, today=TODAY,
    )  # fmt: skip
    return [(it.to_do, it.address) for it in found]


def year_of(*lines, **different):
    return a_year(characteristics=(a_characteristic("ethnic_group", *lines, **different),), unknown=())


def test_where_nothing_waits_nothing_is_to_be_done():
    assert steps() == []
    assert steps(year_of(HEARD)) == []


def test_what_holds_up_a_quarter_comes_first_then_the_questions_then_what_was_said_then_groups_then_plans():
    late = an_action(EVERYBODY, due_on=date(2026, 11, 22))
    year = replace(year_of(SHUT_OUT, HEARD), unknown=(Unknown("no_reference", "sex", None),))
    held, warned = replace(POOL, is_held=True), replace(POOL, is_warned=True)
    found = steps(year, [late], agreed=False, pools=(warned, held), to_say_again={"ethnic_group:white_british"})
    assert [address for _, address in found] == [
        "/equality/held", "/equality/held", "/equality/agreement", "/equality/judgements", "/equality/judgements",
        "/equality/actions", "/equality/unknown",
    ]  # fmt: skip
    assert found[3][0] == "Say it again, or change it (1)"


def test_what_is_to_be_said_again_is_not_asked_for_twice():
    assert ("Say whether you agree", "/equality/judgements") in steps(year_of(SHUT_OUT))
    found = steps(year_of(SHUT_OUT), to_say_again={KEY})
    assert ("Say whether you agree", "/equality/judgements") not in found


def test_a_quiet_group_waits_for_a_plan_until_an_open_action_is_about_it_its_characteristic_or_everybody():
    log = ("Log an action", f"/equality/actions/new?about={KEY}")
    for about in (KEY, "ethnic_group", EVERYBODY):
        assert log not in steps(year_of(SHUT_OUT), [an_action(about)]), about
        assert log in steps(year_of(SHUT_OUT), [an_action(about, ended_on=TODAY, result="Nobody came")]), about
    assert log in steps(year_of(SHUT_OUT), [an_action("ethnic_group:white_british"), an_action("sex")])


def test_groups_beside_residents_alone_ask_for_no_plan_and_of_many_groups_some_are_named():
    groups = ("white_irish", "white_roma", "asian_indian", "mixed_other", "asian_chinese", "black_african", "other_any")
    unheard = [a_line(group, complained=UNDER) for group in groups]
    assert steps(year_of(*unheard, against=RELIGION.against)) == []
    found = steps(year_of(*unheard))
    assert [to_do for to_do, _ in found] == ["Log an action"] * MOST_GROUPS + ["See all groups"]
