"""How many complain, month by month and by part of the service: beside the rate, thanks, and what people served say."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.equality.asked import Sample
from foundation.equality.reading import chart, compare, has_risen, read
from foundation.equality.references import ALL_OPEN
from foundation.equality.register import Known
from foundation.equality.release.against import Against
from foundation.equality.release.demand import Area, Demand, Month
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.structure import cell, summed
from foundation.equality.suppression import Fixed, TooFewToPublish, suppress
from foundation.equality.tables import Cell, Zeros

COMPLAINTS, COMPLIMENTS = "complaints", "compliments"


@dataclass(frozen=True)
class Recorded:
    """Complaints and compliments of each month, the first day of which names it, and of a municipal year by part.

    The year's counts by part are given once and for ever: two of them that differ a little could be subtracted.
    """

    months: Sequence[tuple[date, int, int]]
    year: int
    complaints: Mapping[str, int]
    compliments: Mapping[str, int]


@dataclass(frozen=True)
class DemandReport:
    """Both versions, and what each adds to the release register."""

    officer: Demand
    public: Demand
    known_officer: tuple[Known, ...]
    known_public: tuple[Known, ...]


def demand_report(
    recorded: Recorded,
    people: Mapping[str, Against],
    surveys: tuple[Sample, Sample] | None,
    begins_on: date,
    ends_on: date,
    settings: Settings = SETTINGS,
) -> DemandReport:
    """The report of these months; `people` are those whom each part works with, and all children open to the service.

    Small counts of a part are hidden, from everybody wherever from the officer. `surveys` are two that do not overlap.
    Raises BadFigure.
    """
    for_officer = _hidden(recorded, settings.t_officer, settings)
    for_everybody = for_officer | _hidden(recorded, settings.t_public, settings)
    of_all = people.get(ALL_OPEN)
    compared = tuple(compare(*surveys, settings)) if surveys else ()
    complaints = [n for _, n, _ in recorded.months]
    counts = chart(complaints, settings)
    per_100 = [100 * n / of_all.n for n in complaints] if of_all and of_all.n else []
    rates = chart(per_100, settings)
    risen = has_risen(per_100, rates) if rates else None if counts and has_risen(complaints, counts) else False
    months = tuple(
        Month(month, n, thanks, per_100[at] if per_100 else None)
        for at, (month, n, thanks) in enumerate(recorded.months)
    )

    def version(hidden: frozenset[Cell], t: int) -> Demand:
        areas = tuple(
            _area(recorded, row, code, people.get(code), hidden, t) for row, code in enumerate(_codes(recorded))
        )
        reading = read(risen, compared)
        return Demand(
            begins_on, ends_on, months, of_all, counts, rates, areas, compared, reading, areas_year=recorded.year
        )  # fmt: skip

    return DemandReport(
        version(for_officer, settings.t_officer), version(for_everybody, settings.t_public),
        _known(recorded, for_officer), _known(recorded, for_everybody),
    )  # fmt: skip


def _codes(recorded: Recorded) -> list[str]:
    return list(dict.fromkeys((*recorded.complaints, *recorded.compliments)))


def _table(recorded: Recorded) -> list[list[int]]:
    return [[of.get(code, 0) for of in (recorded.complaints, recorded.compliments)] for code in _codes(recorded)]


def _hidden(recorded: Recorded, t: int, settings: Settings) -> frozenset[Cell]:
    """Cells of the table of parts by complaints and compliments, hidden in it with its totals."""
    table = _table(recorded)
    every = frozenset((row, column) for row in range(len(table)) for column in range(2))
    if not table:
        return every
    # All complaints and all compliments are known from the months.
    totals = Fixed(known=[(len(table), column) for column in range(2)])
    try:
        return frozenset(suppress(table, t, Zeros.SHOW, settings, totals).hidden)
    except TooFewToPublish:
        return every


def _area(recorded: Recorded, row: int, code: str, people: Against | None, hidden: frozenset[Cell], t: int) -> Area:
    complaints, compliments = (
        None if (row, column) in hidden else of.get(code, 0)
        for column, of in enumerate((recorded.complaints, recorded.compliments))
    )  # fmt: skip
    known = people if people and people.n >= t else None
    rate = 100 * complaints / known.n if known and complaints is not None else None
    return Area(code, complaints, compliments, known.n if known else None, rate, known)


def _known(recorded: Recorded, hidden: frozenset[Cell]) -> tuple[Known, ...]:
    table = _table(recorded)
    found = []
    for row, code in enumerate(_codes(recorded)):
        for column, name in enumerate((COMPLAINTS, COMPLIMENTS)):
            if (row, column) not in hidden:
                n = table[row][column]
                found.append(Known(summed(cell(f"{name}:{recorded.year}", "service_area", code)), n, n))
    return tuple(found)
