"""`heard equality references`: the figures that shares are held against, for the operator."""

from datetime import datetime
from pathlib import Path

import click

from foundation.equality.references import POPULATIONS

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OF = click.option("--population", required=True, type=click.Choice(POPULATIONS), help="Who was counted.")


@click.group()
def references() -> None:
    """Figures of people that shares are held against: check a file, add it, list them.

    The equality officer uploads them at /equality/references, where the same is checked, and withdraws them there."""


@references.command()
@click.argument("file", metavar="FILE.csv", type=FILE)
@OF
def check(file: Path, population: str) -> None:
    """Say what is wrong in a file, row by row, or what it holds. Nothing is kept."""
    from heard.equality.reference_files import tell_check

    tell_check(file, population)


@references.command()
@click.argument("file", metavar="FILE.csv", type=FILE)
@OF
@click.option("--dated-on", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The day they were counted.")
@click.option("--description", required=True, help="Where the figures are from.")
@click.option("--approved-by", required=True, help="Who approved them; a post is best.")
@click.option("--place-holder", is_flag=True, help="The council must replace them; every figure will say so.")
def add(
    file: Path, population: str, dated_on: datetime, description: str, approved_by: str, place_holder: bool
) -> None:
    """Add a file of figures, checked whole. Reports made from now on use it."""
    from heard.equality.reference_files import add_file

    add_file(file, population, dated_on.date(), description, approved_by, place_holder=place_holder)


@references.command("list")
def show_all() -> None:
    """List them, the nearest to the people of the service first."""
    from heard.equality.reference_files import tell_all

    tell_all()


@references.command("place-holders")
def place_holders() -> None:
    """Add the figures that came with the council's folder, but those that are there."""
    from heard.equality.reference_files import add_place_holders

    add_place_holders()
