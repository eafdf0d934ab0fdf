"""`heard equality references` as an operator types it, and the figures that come with Herefordshire's folder."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import delete

from chaos.installation import Installation
from foundation.council import load_council
from foundation.equality.characteristics import CHARACTERISTICS
from foundation.equality.references import Found, Population, choose, people_by_part
from foundation.records import Records
from foundation.records.models import Reference, ReferenceCount
from foundation.runtime.settings import PROJECT
from foundation.runtime.written_files import Mistake
from heard.equality.reference_files import place_holders, read_file

pytestmark = pytest.mark.xdist_group("commands")

Typed = Callable[..., Result]
FOLDER = PROJECT / "councils" / "herefordshire"
PUPILS = FOLDER / "references" / "pupils_2022.csv"
SAID = ("--dated-on", "2022-01-20", "--description", "School census", "--approved-by", "Head of performance")


@pytest.fixture
def nothing_kept(prepared: Installation) -> None:
    """No figures of people."""
    records = Records(prepared.profile.database.url("postgres"), process="tests", connections=1)
    with records.unit_of_work() as uow:
        uow.session.execute(delete(ReferenceCount))
        uow.session.execute(delete(Reference))
    records.close()


@pytest.fixture(scope="module")
def carried_over() -> list[Population]:
    """What the council's folder lists, as it would be kept."""
    council, found = load_council(FOLDER), []
    for path, about in place_holders(FOLDER):
        _, counted = read_file(path, about.population, council)
        found.append(
            Population(path.stem, about.population, counted.year, about.dated_on, True, counted.sources, counted.counts)
        )
    return found


def of(populations: list[Population], code: str, at: int = 0) -> Found:
    """Whom a characteristic is held against, on its finest rung or a coarser one."""
    characteristic = CHARACTERISTICS[code]
    found = choose(populations, characteristic, characteristic.ladder[at])
    assert found is not None
    return found


# The totals as they were published.
RESIDENTS = [
    ("ethnic_group", 187_032, 0), ("disability", 187_034, 0), ("sex", 187_025, 0), ("religion", 174_053, 12_960),
    ("english", 182_150, 0), ("sexual_orientation", 144_376, 12_757), ("marital_status", 157_133, 0),
    ("unpaid_care", 178_599, 0), ("age_band", 187_039, 0),
]  # fmt: skip


@pytest.mark.parametrize("code, people, missing", RESIDENTS)
def test_carried_over_figures_of_residents_add_up(
    carried_over: list[Population], code: str, people: int, missing: int
) -> None:
    found = of([it for it in carried_over if it.id == "residents_2021"], code)
    assert (sum(found.groups.values()), found.against.n, found.missing) == (people, people, missing)
    assert found.against.place_holder


def test_carried_over_figures_group_as_they_were_published(carried_over: list[Population]) -> None:
    census = [it for it in carried_over if it.id == "residents_2021"]
    assert of(census, "ethnic_group", 3).groups == {
        "white_british": 170_419, "white_minority": 10_829, "mixed": 1_980, "asian_black_other": 3_804,
    }  # fmt: skip
    assert of(census, "age_band", 2).groups == {"under_18": 33_846, "adult": 153_193}
    assert of(carried_over, "age_band", 2).groups == {"under_18": 34_052, "adult": 155_838}
    assert of(carried_over, "ethnic_group", 4).groups == {"white_british": 20_267, "all_other": 3_198}
    assert of(carried_over, "ethnic_group", 4).missing == 120
    english = of(carried_over, "english", 2)
    assert (english.groups["other_language"], english.against.n, english.missing) == (2_115, 23_582, 3)
    assert of(census, "marital_status", 1).groups["divorced_or_dissolved"] == 16_074
    assert people_by_part(carried_over)["children_in_care"].n == 386


def test_a_list_of_place_holders_with_a_mistake_is_named_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "references").mkdir()
    listed = tmp_path / "references" / "place_holders.yaml"
    listed.write_text("- file: a.csv\n  population: martians\n  dated_on: 2022-01-20\n  description: x\n")
    with pytest.raises(Mistake, match="line 2: population: Must be one of"):
        list(place_holders(tmp_path))
    assert list(place_holders(PROJECT / "tests" / "second_council" / "eastmere")) == []


def test_place_holders_are_added_once_and_listed(typed: Typed, prepared: Installation, nothing_kept: None) -> None:
    added = typed(prepared, "equality", "references", "place-holders")
    assert added.exit_code == 0, added.output
    assert added.stdout.splitlines() == [
        "added residents_2021.csv", "added residents_2023.csv", "added pupils_2022.csv",
        "added children_in_care_2024.csv",
    ]  # fmt: skip
    assert "0 added" in typed(prepared, "equality", "references", "place-holders").stderr
    listed = typed(prepared, "equality", "references", "list")
    assert listed.stdout.splitlines()[1] == "pupils 1  2022-01-20  place-holder  ethnic_group_dfe, first_language"
    assert "4 files" in listed.stderr


def test_a_file_is_checked_and_added_once(
    typed: Typed, prepared: Installation, nothing_kept: None, tmp_path: Path
) -> None:
    command = ("equality", "references", "add", str(PUPILS), "--population", "pupils")
    checked = typed(prepared, "equality", "references", "check", str(PUPILS), "--population", "pupils")
    assert "ethnic_group_dfe  23,585 people  DfE school census, January 2022" in checked.stdout
    assert typed(prepared, *command, *SAID).exit_code == 0
    again = typed(prepared, *command, *SAID)
    assert again.exit_code == 1
    assert "pupils_2022.csv: this very file is there already" in again.stderr
    late = typed(prepared, *command, *SAID, "--dated-on", "2026-01-20")
    assert "--dated-on: the file is of 2022. Give the day in that year" in late.stderr
    wordless = typed(prepared, *command, *SAID, "--approved-by", " ")
    assert "--approved-by: give 1 to 200 characters of text" in wordless.stderr
    assert "1 files" in typed(prepared, "equality", "references", "list").stderr


def test_every_fault_of_a_file_is_told_and_nothing_is_added(
    typed: Typed, prepared: Installation, nothing_kept: None, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(
        PUPILS.read_text().replace(",36\n", ",0.36\n").replace("first_language,other", "first_language,else")
    )
    large = tmp_path / "large.csv"
    large.write_bytes(b"x" * 5_300_000)
    for path, said in (
        (wrong, "wrong.csv: Row 3, count: “0.36” is a share"),
        (wrong, "wrong.csv: Row 22, category_code: “else” is no code of first_language. Write one of"),
        (wrong, "wrong.csv: Row 21, category_code: first_language has no row for other. Add them"),
        (large, "large.csv: this is more than 5 MB; give counts, not people"),
    ):
        refused = typed(prepared, "equality", "references", "add", str(path), "--population", "pupils", *SAID)
        assert refused.exit_code == 1
        assert said in refused.stderr
    assert "0 files" in typed(prepared, "equality", "references", "list").stderr
