"""A file of people of one population in one year: checked whole, so that no part of a wrong one is ever kept."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from foundation.equality.references import (
    ALL_OPEN,
    GROUPINGS,
    OF_CHILDREN,
    OF_THE_GROWN,
    PARTS,
    POPULATIONS,
    SERVICE_POPULATION,
)

COLUMNS = ("area_code", "source", "year", "characteristic", "category_code", "category_label", "count")
FIRST_YEAR = 1991  # the first census with a question on ethnic group
LARGEST = 10_000_000  # no council's area has so many people
LONGEST_SOURCE = 200
LONGEST_SHOWN = 40
HIDDEN = frozenset({"c", "x", "z", ":", "..", "-", "*", "low"})  # DfE's marks for what is not published


@dataclass(frozen=True)
class Line:
    """One row of the file: its number as a spreadsheet counts, its cells by column, and whether it has too many."""

    row: int
    cells: Mapping[str, str]
    too_long: bool = False

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True)
class Fault:
    """What is wrong, in which row and column, and how to mend it."""

    row: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"Row {self.row}, {self.column}: {self.words}"


class BadReference(ValueError):
    """Nothing of this file can be used: every fault of it, in the order of its rows."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(faults, key=lambda it: (it.row, COLUMNS.index(it.column)))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Counted:
    """What a right file says: of which area and year, and for each characteristic its source and people by code."""

    area_code: str
    year: int
    sources: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]

    def may_be_shares(self) -> list[str]:
        """Characteristics whose groups add up to 100 people, as percentages do. A person must look at them."""
        return [
            name
            for name, people in self.counts.items()
            if name in GROUPINGS and 99 <= sum(people[code] for code in GROUPINGS[name].takes_in) <= 101
        ]


def check(lines: Sequence[Line], population: str, *, area_code: str | None, parts: Collection[str]) -> Counted:
    """What these rows say of a population, one of POPULATIONS. `parts` are the council's codes of its own parts.

    `area_code` is the council's; without one the rows must only agree with each other. Raises BadReference with
    every fault there is.
    """
    if population not in POPULATIONS:
        raise ValueError(population)
    if not lines:
        raise BadReference(
            [Fault(1, "count", "there are no rows below the names of the columns. Add one for each group")]
        )
    area_code = area_code or lines[0]["area_code"]
    known = codes_of(parts)
    dated = next((line for line in lines if _is_year(line["year"])), lines[0])
    faults = [fault for line in lines for fault in _of_row(line, dated, population, area_code, known)]
    faults += _of_sources(lines)
    faults += _of_doubles(lines)
    faults += _of_gaps(lines)
    if faults:
        raise BadReference(faults)
    names = list(dict.fromkeys(line["characteristic"] for line in lines))
    return Counted(
        area_code,
        int(dated["year"]),
        {line["characteristic"]: line["source"] for line in lines},
        {
            name: {it["category_code"]: _people(it["count"]) for it in lines if it["characteristic"] == name}
            for name in names
        },
    )


def fault_of_day(day: date, today: date, year: int | None = None) -> str:
    """What is wrong with the day on which people are said to be counted, if anything; `year` is that of the file."""
    if not date(FIRST_YEAR, 1, 1) <= day <= today:
        return f"Give a day from {FIRST_YEAR} to today"
    if year and abs(day.year - year) > 1:  # a school year and a financial one have two
        return f"The file is of {year}. Give the day in that year on which people were counted"
    return ""


def codes_of(parts: Collection[str]) -> Mapping[str, list[str]]:
    """Every characteristic that a file may hold, and its codes; `parts` are the council's codes of its own parts."""
    groupings = {name: [*it.takes_in, *sorted(it.not_known)] for name, it in GROUPINGS.items()}
    return groupings | {SERVICE_POPULATION: sorted({*parts, *PARTS, ALL_OPEN})}


def _of_row(
    line: Line, dated: Line, population: str, area_code: str, known: Mapping[str, list[str]]
) -> Iterator[Fault]:
    said = {
        "area_code": _area(line["area_code"], area_code),
        "source": _source(line["source"]),
        "year": _year(line["year"], dated),
        "characteristic": _characteristic(line["characteristic"], population),
        "category_code": _code(line["characteristic"], line["category_code"], known),
        "count": _too_long() if line.too_long else _count(line["count"]),
    }
    return (Fault(line.row, column, words) for column, words in said.items() if words)


def _area(code: str, area_code: str) -> str:
    if not code:
        return f"this is empty. Write the code of the area, like {area_code or 'E06000019'}"
    if code != area_code:
        return f"{quoted(code)} is another area than {area_code}. Leave rows of other areas out"
    return "" if code.isascii() and code.isalnum() else f"{quoted(code)} is no code of an area, like E06000019"


def _source(source: str) -> str:
    if not source:
        return "this is empty. Write who counted this and in which table"
    if len(source) > LONGEST_SOURCE:
        return f"this has more than {LONGEST_SOURCE} letters. Shorten it"
    return "" if source.isprintable() else "there are signs in it that cannot be shown. Type it again, on one line"


def _year(year: str, dated: Line) -> str:
    if not _is_year(year):
        return f"{quoted(year)} is no year. Write it with four digits, from {FIRST_YEAR} on"
    if year != dated["year"]:
        return f"this is {year}, and row {dated.row} is {dated['year']}. Put each year in a file of its own"
    return ""


def _is_year(year: str) -> bool:
    return year.isascii() and year.isdigit() and len(year) == 4 and int(year) >= FIRST_YEAR


def _characteristic(name: str, population: str) -> str:
    if name == SERVICE_POPULATION:
        return ""
    if name not in GROUPINGS:
        return f"{quoted(name)} is not known{_near(name, [*GROUPINGS, SERVICE_POPULATION])}"
    of = GROUPINGS[name].characteristic
    if population in OF_CHILDREN and of in OF_THE_GROWN:
        return f"{name} of children says nothing about grown-ups who answer, so it is never used. Leave these rows out"
    return ""


def _code(name: str, code: str, known: Mapping[str, list[str]]) -> str:
    if name not in known or code in known[name]:
        return ""  # that a characteristic is not known is said already
    return f"{quoted(code)} is no code of {name}{_near(code, known[name])}"


def _count(count: str) -> str:
    if not count:
        return "this is empty. Write how many people; 0 for nobody"
    if count.lower() in HIDDEN:
        return (
            f"{quoted(count)} stands for a number that was not published. Leave this characteristic out, or give it "
            "in larger groups"
        )
    if "%" in count:
        return f"{quoted(count)} is a share. Write how many people, not how many of a hundred"
    bare = count.replace(",", "").replace(" ", "").replace("\u00a0", "")
    if bare != count and bare.isascii() and bare.isdigit():
        return f"{quoted(count)} has signs between its digits. Write it as {bare[:LONGEST_SHOWN]}"
    return _number(count)


def _number(count: str) -> str:
    if count.isascii() and count.isdigit():
        too_many = len(count.lstrip("0")) > len(str(LARGEST)) or _people(count) > LARGEST
        return f"{quoted(count)} is more people than any council’s area has. Check it" if too_many else ""
    try:
        value = float(count)
    except ValueError:
        return f"{quoted(count)} is no number. Write how many people, in digits only"
    if value < 0:
        return f"{quoted(count)} is less than nobody. Write how many people"
    if 0 < value < 1:
        return f"{quoted(count)} is a share. Write how many people, not which part of all"
    return f"{quoted(count)} is not written as a whole number. Write how many people, in digits only"


def _people(count: str) -> int:
    """Digits as a number; zeros before them, however many, are passed over."""
    return int(count.lstrip("0") or 0)


def _too_long() -> str:
    return "this row has more cells than there are columns. A number over a thousand has no comma: 1,200 is 1200"


def _of_sources(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[str, Line] = {}
    for line in lines:
        if _source(line["source"]):
            continue  # told already
        of = first.setdefault(line["characteristic"], line)
        if line["source"] != of["source"]:
            yield Fault(
                line.row,
                "source",
                f"{quoted(line['source'])} is another source than in row {of.row}, {quoted(of['source'])}. All rows of "
                f"{quoted(line['characteristic'])} must be of one: two sources never count the same people",
            )


def _of_doubles(lines: Sequence[Line]) -> Iterator[Fault]:
    first: dict[tuple[str, str], int] = {}
    for line in lines:
        name, code = line["characteristic"], line["category_code"]
        same = PARTS.get(code, code) if name == SERVICE_POPULATION else code
        row = first.setdefault((name, same), line.row)
        if row != line.row:
            yield Fault(line.row, "category_code", f"{quoted(code)} stands in row {row} already. Leave one of them out")


def _of_gaps(lines: Sequence[Line]) -> Iterator[Fault]:
    by_name: dict[str, list[Line]] = {}
    for line in lines:
        by_name.setdefault(line["characteristic"], []).append(line)
    for name, rows in by_name.items():
        if name not in GROUPINGS:
            continue
        codes = {row["category_code"] for row in rows}
        if gaps := [code for code in GROUPINGS[name].takes_in if code not in codes]:
            listed = ", ".join(gaps[:10]) + (f" and {len(gaps) - 10} more" if len(gaps) > 10 else "")
            yield Fault(
                rows[0].row, "category_code", f"{name} has no row for {listed}. Add them, with 0 where there is nobody"
            )
        known = [row["count"] for row in rows if row["category_code"] not in GROUPINGS[name].not_known]
        if not gaps and all(count and not count.strip("0") for count in known):
            yield Fault(rows[0].row, "count", f"{name} counts nobody at all. Leave it out")


def _near(typed: str, known: Sequence[str]) -> str:
    by_small = {code.casefold(): code for code in known}
    if near := get_close_matches(typed.casefold(), by_small, n=1, cutoff=0.7):
        return f". Did you mean {by_small[near[0]]}?"
    listed = known if len(known) <= 25 else [*known[:24], "…"]
    return f". Write one of: {', '.join(listed)}"


def quoted(cell: str) -> str:
    """A cell as it can stand in one line, NUL and all."""
    short = cell if len(cell) <= LONGEST_SHOWN else f"{cell[: LONGEST_SHOWN - 1]}…"
    return f"“{''.join(sign if sign.isprintable() else chr(0xFFFD) for sign in short)}”"
