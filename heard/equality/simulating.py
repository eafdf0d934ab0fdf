"""`heard equality simulate`: how often a report finds who is not heard, and how often it is wrong, as a page."""

from collections.abc import Iterator
from textwrap import fill

import click

from foundation.council import load_council
from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.intervals import wilson
from foundation.equality.references import Population
from foundation.equality.settings import SETTINGS
from foundation.equality.simulation import SAY, Scenario, Simulated, simulate
from foundation.runtime.settings import read_profile
from heard.equality.reference_files import place_holders, read_file

PROMISED, WIDTH = 0.05, 120
INTRODUCTION = f"""# How often the year's report is right

Made by `heard equality simulate --years {{years}} --seed {{seed}}`, settings of {SETTINGS.version}. The same command
gives the same page.

Each line is {{years}} made-up years of a county whose people are those of the council's place-holder figures. So many
people of the pool of complaints are asked about themselves; {SAY:.0%} of them answer each question. Every report tests
all characteristics that have a population as one family, and tells each on the finest grouping that decides something,
as the worker does. n stands in brackets; intervals are 95% (Wilson).
"""
WRONG = """
## When everybody is heard alike: how often is a group called “under” all the same?

“Unlike” is how many times as high the odds of those who did not say are to belong to any group but the largest. Up to
{k:g} is what the verdict allows for (K); {beyond:g} is beyond it, and there to show what happens then.

| answers asked for | unlike | reports with a wrong “under” | groups wrongly “under” | the worst group of all |
| --- | --- | --- | --- | --- |
"""
FOUND = """
## When one group is heard less than it should be: how often is it found?

| answers asked for | group | heard | found | other groups wrongly “under” |
| --- | --- | --- | --- | --- |
"""
PARTS = {0.5: "half", 0.25: "a quarter"}


def tell_simulation(years: int, seed: int) -> None:
    """Print the page; what is being reckoned goes to standard error."""
    populations = [*_populations()]
    click.echo(INTRODUCTION.format(years=f"{years}", seed=seed), nl=False)
    nobody_quiet, one_quiet = [], []
    for it in simulate(populations, years, seed):
        (one_quiet if it.scenario.quiet else nobody_quiet).append(it)
        click.echo(f"{it.size} answers: {_named(it.scenario)}", err=True)
    beyond = max(it.scenario.unlike for it in nobody_quiet)
    click.echo(WRONG.format(k=SETTINGS.k, beyond=beyond), nl=False)
    for it in nobody_quiet:
        click.echo(
            f"| {it.size} | {it.scenario.unlike:g} | {_rate(it.wrong_reports, it.reports)} "
            f"| {_rate(it.wrong_groups, it.groups)} | {_rate(it.worst, it.reports)} |"
        )
    click.echo(_conclusion(nobody_quiet))
    click.echo(FOUND, nl=False)
    for it in one_quiet:
        click.echo(
            f"| {it.size} | {_named(it.scenario)} | {PARTS[it.scenario.share_heard]} | {_rate(it.found, it.reports)} "
            f"| {_rate(it.wrong_groups, it.groups)} |"
        )


def _populations() -> Iterator[Population]:
    folder = read_profile().council_folder
    council = load_council(folder)
    for path, about in place_holders(folder):
        _, counted = read_file(path, about.population, council)
        yield Population(
            path.name, about.population, counted.year, about.dated_on, True, counted.sources, counted.counts
        )  # fmt: skip


def _conclusion(simulated: list[Simulated]) -> str:
    """Where the promise of 5% is kept and where it is not, in words."""
    within = [it for it in simulated if it.scenario.unlike <= SETTINGS.k]
    groups = max(it.wrong_groups / it.groups for it in within)
    worst = max(within, key=lambda it: it.worst / it.reports)
    kept = worst.worst / worst.reports <= PROMISED
    said = [
        f"As long as those who did not say are within K, {groups:.1%} of groups at most are wrongly “under”, and the "
        f"worst single group in {_rate(worst.worst, worst.reports)} of reports, at {worst.size} answers and unlike "
        f"{worst.scenario.unlike:g}: the promise of 5% is {'kept' if kept else 'not kept there'}."
    ]
    over = [it for it in simulated if it.wrong_reports / it.reports > PROMISED]
    said += [
        "Of whole reports more than 5% have a wrong “under” somewhere in these lines: "
        + "; ".join(f"{it.size} answers, unlike {it.scenario.unlike:g}" for it in over)
        + "."
    ] if over else ["Of whole reports too, in every line."]  # fmt: skip
    if any(it.scenario.unlike > 1 for it in over):
        said.append(
            "Where those who did not say are unlike, the answers of the others truly are lower than the population: "
            "what the tests find is there, and only K keeps it from being called “under”. K is one number for one "
            "group at a time and is not widened for a report of many. Beyond K nothing keeps it: whoever reads “under” "
            "must read what stands beside it, how unlike they would have to be."
        )
    if any(it.scenario.unlike == 1 for it in over):
        said.append(
            "Where they are alike, it is chance: the family of tests holds the share of false findings to 5% of many "
            "reports, and a line of few made-up years is above or below that."
        )
    return "\n" + "\n".join(fill(sentence, WIDTH) for sentence in said)


def _named(scenario: Scenario) -> str:
    if not scenario.quiet:
        return f"everybody heard alike, unlike {scenario.unlike:g}"
    characteristic, group = scenario.quiet
    return CHARACTERISTICS[characteristic].ladder[-1].words[group]


def _rate(k: int, n: int) -> str:
    sure = wilson(k, n)
    return f"{k / n:.1%} ({k} of {n}; {sure.lo:.1%} to {sure.hi:.1%})"
