"""What waits for the equality officer, the most pressing first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from survey_service.equality import overview
from survey_service.equality.actions import EVERYBODY, Action
from survey_service.equality.reading import Pool
from survey_service.equality.silence import Group, Report
from survey_service.equality.unknown import Plan

MOST_GROUPS = 5  # each with a line of its own


@dataclass(frozen=True)
class NextStep:
    """What is so, what to do about it, the address where that is done, and about whom it is, if about one group."""

    said: str
    to_do: str
    address: str
    about: str = ""


def next_steps(
    pools: Sequence[Pool],
    *,
    agreed: bool,
    to_say_again: Collection[str],
    report: Report | None,
    plan: Plan,
    actions: Sequence[Action],
    today: date,
) -> list[NextStep]:
    """All of them; none where nothing waits. `to_say_again` are the names of what was said to an older release."""
    found = [
        NextStep("More replies came than the link was shown.", "Decide what becomes of them", "/equality/held")
        for it in pools
        if it.is_held
    ][:1]
    found += [
        NextStep(
            "Far more replies came than in the quarters before.", "See whether they must be dropped", "/equality/held"
        )
        for it in pools
        if it.is_warned
    ][:1]
    if not agreed:
        found.append(
            NextStep(
                "Nobody has agreed with the questions that are asked now.", "Read them, and agree",
                "/equality/agreement",
            )
        )  # fmt: skip
    if to_say_again:
        found.append(
            NextStep(
                "The report of this year was made again. What you said to an older release does not stand in the new "
                "one.",
                f"Say it again, or change it ({len(to_say_again)})", "/equality/judgements",
            )
        )  # fmt: skip
    if report:
        found += _of_groups(report, to_say_again, actions)
    if late := sum(it.is_overdue(today) for it in actions):
        said = "One action is late." if late == 1 else f"{late} actions are late."
        found.append(NextStep(said, "Say what came of it", "/equality/actions"))
    if plan.without:
        things = "one thing" if plan.without == 1 else f"{plan.without} things"
        said = f"For {things} that we do not know nobody has planned how to find out."
        found.append(NextStep(said, "Plan it", "/equality/unknown"))
    return found


def _of_groups(report: Report, to_say_again: Collection[str], actions: Sequence[Action]) -> Iterator[NextStep]:
    pressing = report.needs_attention
    if unjudged := sum(not it.said and it.key not in to_say_again for it in pressing):
        groups = "one group" if unjudged == 1 else f"{unjudged} groups"
        said = f"Of {groups} above you have not said whether the program is right."
        yield NextStep(said, "Say whether you agree", "/equality/judgements")
    planned = {it.about for it in actions if it.ended_on is None}
    quiet = [it for it in overview.unheard(report) if it not in pressing and not overview.is_beside_residents(it)]
    without = [it for it in (*pressing, *quiet) if not _names(it) & planned]
    for it in without[:MOST_GROUPS]:
        said = f"Nobody has planned how to hear from this group: {it.name}."
        yield NextStep(said, "Log an action", f"/equality/actions/new?about={it.key}", it.name)
    if more := without[MOST_GROUPS:]:
        yield NextStep(f"The same is so of {len(more)} more.", "See all groups", "/equality/silence")


def _names(it: Group) -> set[str]:
    """What an action is about that is for this group too."""
    return {it.key, it.characteristic.code, EVERYBODY}
