"""`heard equality`: what keeps the silence report going, and its statistics on an analyst's own figures."""

from pathlib import Path

import click

from foundation.contracts.equality import POOLS
from foundation.equality.settings import SETTINGS
from heard.equality.referring import references

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def equality() -> None:
    """Who is heard and who is not.

    For who runs Heard: close, keys, rebuild, attack, and references for the figures of people that shares are held
    against.

    On an analyst's own figures, without a database: coverage for shares against a population, disclose for a table
    that is safe to publish, compute for single figures. How far the report can be trusted: simulate."""


@equality.command()
def compute() -> None:
    """Reckon one figure for each line of JSON.

    Reads one JSON object a line from standard input and writes one a line:

    \b
    {"kind": "wilson", "given": {"x": 7, "n": 120}}
    {"lo": 0.02854, "hi": 0.11553}

    A line that cannot be reckoned is answered by {"error": "line 3: x: …"}, the others go on, and the exit code
    is 1. An unknown kind is answered with the list of kinds."""
    from heard.equality.lines import answer_lines

    if not answer_lines():
        raise click.exceptions.Exit(1)


@equality.command()
@click.argument("answers", metavar="FILE.csv", type=FILE)
@click.option("--reference", required=True, type=FILE, metavar="FILE.csv", help="The population to compare with.")
def coverage(answers: Path, reference: Path) -> None:
    """Say which groups are heard less, more, or as much as expected.

    FILE.csv has the columns characteristic, category_code and count. Count those who did not say under the codes
    prefer_not_to_say and unanswered, those who were not asked under not_asked. A group of the reference that is not
    in it counts as nobody.

    The reference has the columns area_code, source, year, characteristic, category_code and count, and counts of
    people, not shares. People whom it lacks are under not_answered. All groups of the file are tested as one
    report."""
    from heard.equality.covering import tell_coverage

    tell_coverage(answers, reference)


@equality.command()
@click.argument("table", metavar="FILE.csv", type=FILE)
@click.option(
    "--profile",
    type=click.Choice(["officer", "public"]),
    default="public",
    show_default=True,
    help=f"Hide counts below {SETTINGS.t_officer} (officer) or {SETTINGS.t_public} (public).",
)
@click.option(
    "--zeros",
    type=click.Choice(["show", "sensitive"]),
    default="show",
    show_default=True,
    help="Hide zeros too, for columns of opinions or outcomes: “none of 12” tells on all 12.",
)
@click.option("--attack", is_flag=True, help="Say what a reader can work out about each hidden count.")
def disclose(table: Path, profile: str, zeros: str, attack: bool) -> None:
    """Hide small counts in a table, and as few others as keep them hidden.

    FILE.csv is a table of counts: names of columns in the first row, names of rows in the first column, with or
    without a last row and column called Total. The table with c for what is hidden goes to standard output, remarks
    go to standard error.

    With --attack no table is printed, but for each hidden count from what to what it must lie, and what those know
    besides who stand in one. A table that has c in it is taken as published somewhere, with its totals, and attacked
    as it is; of any other it is told what would be hidden."""
    from heard.equality.disclosing import tell_attack, tell_disclosure

    if attack:
        tell_attack(table, profile, zeros)
    else:
        tell_disclosure(table, profile, zeros)


@equality.command()
def keys() -> None:
    """List the keys that answers to surveys and about oneself are sealed to. It shows no key.

    One line for each: its id, what it is for, what becomes of it, and whether its private half is in the key folder.
    Answers that were sealed to a key without its private half are never opened."""
    from heard.equality.sealing_keys import tell_keys

    tell_keys()


@equality.command()
@click.option("--pool", "pools", multiple=True, type=click.Choice(POOLS), help="Only this pool; both unless told.")
def close(pools: tuple[str, ...]) -> None:
    """Close the periods of answers about oneself whose time has come.

    The worker does this by itself within ten minutes; type it to be told why a period has not closed. It runs where
    the key folder is, which is where consume runs.

    One line for each period: closed, runs on because fewer than fifty answered, or what it waits for. The exit code is
    1 where one that is due waits."""
    from heard.equality.closing import tell_closed

    if not tell_closed(pools):
        raise click.exceptions.Exit(1)


@equality.command()
def rebuild() -> None:
    """Make every release again from what it was made from, and compare.

    One line for each, oldest first: the same, or what is different. The exit code is 1 where anything is. It also
    checks that the counts of each question add up to the answers that were counted. Nothing is changed, and no count
    is shown. It runs where consume runs; some releases take a minute."""
    from heard.equality.rebuilding import tell_rebuilt

    if not tell_rebuilt():
        raise click.exceptions.Exit(1)


@equality.command()
def attack() -> None:
    """Read all releases as their readers do, and try to work out the small counts behind them.

    One line for the equality officer, who reads both versions, and one for everybody. The exit code is 1 where of any
    small count nobody, or a few, can be ruled out; the line then names its question, and no count. Nothing is changed.
    It runs where consume runs and takes a minute or more."""
    from heard.equality.attacking import tell_attacked

    if not tell_attacked():
        raise click.exceptions.Exit(1)


@equality.command()
@click.option("--years", default=200, show_default=True, type=click.IntRange(10, 10_000), help="Reports for each line.")
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same page.")
def simulate(years: int, seed: int) -> None:
    """Try the year's report on many made-up years, and say how often it is right.

    In each year it is known who was heard. The page says how often a group is called less heard than it is, and how
    often one that is heard half or a quarter as much is found, by how many people were asked. 200 years take some
    minutes. The page kept in docs/equality-simulation.md is made by it."""
    from heard.equality.simulating import tell_simulation

    tell_simulation(years, seed)


equality.add_command(references)
