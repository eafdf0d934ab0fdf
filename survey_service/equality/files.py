"""Releases as tables for a file: every figure in a cell of its own, with its n, its interval and whom it is beside."""

from collections.abc import Iterator, Mapping, Sequence

from foundation.equality.release.against import Against
from foundation.equality.release.counts import Counts
from foundation.equality.release.demand import Demand
from foundation.equality.release.year import Characteristic, Disclosure, Heard, Line, Year
from foundation.equality.settings import SETTINGS
from survey_service.equality import actions, parts, tables, unknown, words
from survey_service.equality.history import KINDS, Released, of_whom
from survey_service.equality.judging import Said
from survey_service.equality.remarks import officer_says, planned
from survey_service.equality.version import Version
from survey_service.exports import Cell, Sheet

Row = Sequence[Cell]
GROUP = ("Characteristic", "Grouped by", "Told by", "Group")
HEARD = (
    *GROUP, "Who", "What is said", "Because", "In words", "Answers of the group", "n", "Share, %", "From, %", "To, %",
    "Times what one would expect", "From", "To", "Asked and did not say", "Whatever those are: from, %", "To, %",
    "Expected share, %", "Compared with", "Year", "Source", "People in it", "Of whom not known",
    "Beside the year before",
)  # fmt: skip
SURE = "From and to: 95% intervals. Shares: Wilson. Differences: Newcombe. Rates: Byar."
COMPLAINED, SURVEYED = "Complained", "Answered the survey of families"


def of_version(version: Version, areas: Mapping[str, str]) -> list[Sheet]:
    """All that a version tells: what each of its releases holds, then what is not known and what is done about it."""
    plan = unknown.plan(version.year.content if version.year else None, version.actions, areas)
    gaps = [(gap.said, " ".join(map(planned, gap.plan)) or None) for gap in plan.gaps]
    named = actions.about_in_words(areas)
    done = [(named.get(it.about, it.about), planned(it)) for it in version.actions]
    return [
        *of_releases(version.releases, version.said, areas),
        Sheet("Not known", ("What we do not know", "The plan to find out"), gaps),
        Sheet("What is done", ("About", "What"), done),
    ]


def of_releases(
    releases: Sequence[Released], said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]
) -> list[Sheet]:
    """What these releases are, then what each holds. `said` are judgements by group."""
    head = ("Release", "Kind", "For", "Of", "Days", "Made on", "Settings", "Owner of the settings")
    about = [
        (it.number, KINDS[it.kind], it.profile, of_whom(it), words.span(it.begins_on, it.ends_on),
         it.made_on.isoformat(), it.settings_version, SETTINGS.owner)
        for it in releases
    ]  # fmt: skip
    found = [sheet for it in releases for sheet in _of(it, said, areas)]
    return [Sheet("Releases", head, about, [words.WHAT_C_MEANS, SURE]), *found]


def _of(it: Released, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]) -> Iterator[Sheet]:
    notes = [f"Release {it.number}, {words.span(it.begins_on, it.ends_on)}, settings {it.settings_version}.",
             words.WHAT_C_MEANS]  # fmt: skip
    if isinstance(it.content, Year):
        found = _of_year(it.content, said, areas)
    elif isinstance(it.content, Counts):
        found = _of_counts(it.content, areas)
    else:
        found = _of_demand(it.content, areas)
    for name, head, rows in found:
        yield Sheet(f"{it.number} {name}", head, list(rows), notes)


Tables = Iterator[tuple[str, Sequence[str], Iterator[Row]]]


def _of_year(year: Year, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]) -> Tables:
    yield "Heard", HEARD, (row for it, line in _lines(year) for row in _heard_rows(it, line, areas))
    head = (*GROUP, "What the program says", "Beside it", "What the equality officer says")
    yield "Content or shut out", head, (
        [*_group(it, line, areas), words.OUTCOMES[line.outcome], " ".join(words.FLAGS[one] for one in line.flags),
         officer_says(said.get(line.key(it.code), ()))]
        for it, line in _lines(year) if line.outcome
    )  # fmt: skip
    head = (*GROUP, "How many", "What is said", "Yes", "n", "Share, %", "From, %", "To, %")
    yield "Opinions", head, (row for it, line in _lines(year) for row in _opinion_rows(it, line, areas))
    head = (*GROUP, "Had a problem", "Did not raise it", "Share, %", "From, %", "To, %", "More than others, points",
            "From", "To", "Why not", "How many")  # fmt: skip
    yield "Not raised", head, (row for it, line in _lines(year) for row in _unvoiced_rows(it, line, areas))
    head = (*GROUP[:3], "Who", "Said", "%", "Did not want to say", "%", "Did not answer", "%", "Were not asked")
    yield "Who said", head, (row for it in year.characteristics for row in _disclosure_rows(it))


def _lines(year: Year) -> Iterator[tuple[Characteristic, Line]]:
    return ((it, line) for it in year.characteristics for line in it.lines)


def _group(it: Characteristic, line: Line, areas: Mapping[str, str]) -> list[Cell]:
    return [words.characteristic(it.code), it.rung, it.channel, words.group(it.code, line.group, areas)]


def _heard_rows(it: Characteristic, line: Line, areas: Mapping[str, str]) -> Iterator[Row]:
    expected = None if line.reference_share is None else _percent(line.reference_share)
    for who, heard in ((COMPLAINED, line.complained), (SURVEYED, line.answered)):
        if heard is not None:
            change = words.CHANGES[line.change] if who == COMPLAINED else None
            yield [*_group(it, line, areas), who, *_said(heard), expected, *_against(it.against), change]


def _said(heard: Heard) -> list[Cell]:
    if heard.withheld:
        return [words.verdict(heard), *[None] * 13]
    told: list[Cell] = [words.verdict(heard), words.REASONS[heard.reason], words.in_a_band(heard) or None]
    if (of := heard.figures) is None:
        return [*told, *[None] * 11]
    shares = map(_percent, (of.share, of.lo, of.hi))
    ratios = (round(ratio, 3) for ratio in (of.ratio, of.ratio_lo, of.ratio_hi))
    worst = map(_percent, (of.worst_lo, of.worst_hi))
    return [*told, of.x, of.substantive, *shares, *ratios, of.asked - of.substantive, *worst]


def _against(it: Against | None) -> list[Cell]:
    if it is None:
        return [None] * 5
    warnings = [words.WARNING_RESIDENTS] * it.poor + [words.PLACE_HOLDER] * it.place_holder
    of = words.POPULATIONS.get(it.population, it.population)
    return [" ".join([f"{of}.", *warnings]), it.year, it.source, it.n, it.missing]


def _opinion_rows(it: Characteristic, line: Line, areas: Mapping[str, str]) -> Iterator[Row]:
    for one in line.opinions:
        figures = [None if share is None else _percent(share) for share in (one.lo, one.hi)]
        share = _percent(one.k / one.n) if one.k is not None and one.n else None
        asked = words.OPINIONS.get(one.code, one.code)
        state = "cannot be told" if one.withheld else words.STATES[one.state]
        yield [*_group(it, line, areas), asked, state, _shown(one.k), _shown(one.n), share, *figures]


def _unvoiced_rows(it: Characteristic, line: Line, areas: Mapping[str, str]) -> Iterator[Row]:
    if (of := line.unvoiced) is None:
        return
    more = [None if one is None else _percent(one) for one in (of.more_than_rest, of.more_lo, of.more_hi)]
    figures = [of.had_problem, of.unraised, *map(_percent, (of.share, of.lo, of.hi)), *more]
    for code, n in of.why_not.items() or [("", 0)]:
        yield [*_group(it, line, areas), *figures, words.WHY_NOT.get(code, code), _shown(n) if code else None]


def _disclosure_rows(it: Characteristic) -> Iterator[Row]:
    for who, of in ((COMPLAINED, it.complained), (SURVEYED, it.answered)):
        if of is not None:
            yield [words.characteristic(it.code), it.rung, it.channel, who, *_disclosed(of)]


def _disclosed(of: Disclosure) -> list[Cell]:
    pairs = ((of.substantive, of.share), (of.prefer_not, of.prefer_not_share), (of.unanswered, of.unanswered_share))
    cells = [cell for n, share in pairs for cell in (_shown(n), None if share is None else _percent(share))]
    return [*cells, _shown(of.not_asked)]


def _of_counts(counts: Counts, areas: Mapping[str, str]) -> Tables:
    steps: list[Row] = [(words.STEPS.get(step.code, step.code), _shown(step.n)) for step in counts.funnel]
    answers: list[Row] = [("Answers", _shown(counts.answers)), ("No thanks to all questions", _shown(counts.declined))]
    yield "Answered", ("Step", "How many"), iter([*steps, *answers])
    yield (
        "Counts",
        ("Characteristic", "Grouped by", "Group", "Said", "How many"),
        ((tables.caption(it), it.rung, *cell) for it in counts.tables for cell in tables.cells(it, areas)),
    )
    yield (
        "Not shown",
        ("Table", "Why"),
        ((tables.caption(it), words.WITHHELD.get(it.why, it.why)) for it in counts.withheld),
    )


def _of_demand(demand: Demand, areas: Mapping[str, str]) -> Tables:
    head = ("Month", "Complaints", "Compliments", "Complaints for every 100", "Of", "Year", "Source", "People in it",
            "Of whom not known")  # fmt: skip
    yield "By month", head, (
        (f"{it.month:%Y-%m}", it.complaints, it.compliments, None if it.per_100 is None else round(it.per_100, 3),
         *_against(demand.open_children))
        for it in demand.months
    )  # fmt: skip
    head = ("Part of the service", "Complaints", "Compliments", "People", "Complaints for every 100 people")
    yield (
        "By part",
        head,
        (
            (areas.get(it.code, it.code), _shown(it.complaints), _shown(it.compliments), it.people, parts.per_100(it))
            for it in demand.areas
        ),
    )
    head = ("How many", "Before", "n", "After", "n", "Difference, points", "From", "To", "What is said")
    yield "Two surveys", head, (
        (words.OPINIONS.get(it.code, it.code), *it.before, *it.after, *map(_percent, (it.difference, it.lo, it.hi)),
         it.direction)
        for it in demand.compared
    )  # fmt: skip


def _shown(n: int | None) -> Cell:
    return words.HIDDEN if n is None else n


def _percent(share: float) -> float:
    return round(100 * share, 1)
