"""A version of the report in parts: sentences first, a picture, then tables.

A page, a printed sheet and a PDF show the same parts. They hold nothing but what the releases of that version hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foundation.equality.release.counts import Counts
from foundation.equality.release.counts import Table as CountTable
from foundation.equality.release.demand import Demand
from foundation.equality.release.year import Characteristic, Year
from foundation.equality.settings import SETTINGS
from foundation.equality.silence import Outcome
from survey_service.equality import (
    actions,
    by_characteristic,
    charts,
    demand,
    overview,
    parts,
    sentences,
    silence,
    tables,
    unknown,
    words,
)
from survey_service.equality.actions import Action
from survey_service.equality.history import Released, of_what, of_whom
from survey_service.equality.judging import Said
from survey_service.equality.remarks import in_short, of_the_officer, officer_says, planned
from survey_service.equality.silence import Group, Report
from survey_service.equality.version import Version

DISCLOSED_HEAD = ("Who", "Said", "Did not want to say", "Did not answer", "Were not asked")
DEMAND_HEAD = ("Month", "Complaints", "Compliments", "Complaints for every 100 children")
PARTS_HEAD = ("Part of the service", "Complaints", "Compliments", "People", "Complaints for every 100 people")
SIGNS_HEAD = ("It means", "Sign", "Is it there?", "Figures")
FUNNEL_HEAD = ("Step", "How many", "Share of the step before")
OUTCOMES_HEAD = ("Group", "What the program says", "What the equality officer says")
UNCLEAR = "Not enough evidence to say whether they are content or shut out"
METHOD = (
    "The questions are voluntary. They are never on the complaint form, and nobody can join an answer to a complaint.",
    "We compare the share of each group among those who answered with its share among the people we work with, or the "
    "nearest figures that there are. Each figure names the people it is compared with.",
    "“Likely” is where the true share lies in 19 of 20 cases. With few answers it is wide, and we say “cannot tell”.",
    "People who did not say are not left out: we say “less” or “more” only where their answers could hardly change it.",
    "That a group is quiet is never taken to mean that it is content. That needs three findings: they are pleased, "
    "they know how to complain, and they feel able to.",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """Rows of words and numbers under their heads; a page unfolds one that is long and seldom read."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    is_folded: bool = False


@dataclass(frozen=True)
class Part:
    """One heading, what is said under it, single points, a picture with its title, what else to know, and tables."""

    heading: str
    said: Sequence[str] = ()
    points: Sequence[str] = ()
    picture: Markup | None = None
    title: str = ""
    notes: Sequence[str] = ()
    tables: Sequence[Table] = ()


def tell(version: Version, areas: Mapping[str, str]) -> list[Part]:
    """All parts of a version, what matters most first."""
    year = version.year.content if version.year else None
    first = _of_year(year, version.said, areas) if year else [Part("Who is heard", ["No year is released yet."])]
    plan = unknown.plan(year, version.actions, areas)
    return [
        *first,
        _unknown(plan),
        _done(plan, version.actions, areas),
        *([_of_demand(version.demand.content, areas)] if version.demand else []),
        *(_of_counts(name, one, areas) for name, one in version.counts),
        _method(version.releases),
    ]


def of_release(it: Released, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]) -> list[Part]:
    """All parts of one release. `said` are judgements by group."""
    if isinstance(it.content, Year):
        found = [*_of_year(it.content, said, areas), _unknown(unknown.plan(it.content, [], areas))]
    elif isinstance(it.content, Counts):
        crossed = [_table(one, areas) for one in it.content.tables if one.opinion]
        found = [
            _of_counts(of_whom(it), it, areas),
            *(Part(one.caption, tables=[one]) for one in crossed),
        ]
    else:
        found = [_of_demand(it.content, areas)]
    return [*found, _method([it])]


def _of_year(year: Year, said: Mapping[str, Sequence[Said]], areas: Mapping[str, str]) -> list[Part]:
    report = silence.report(year, said, areas)
    told = [it for it in year.characteristics if it.against and it.lines]
    portraits = [by_characteristic.portrait(it, areas) for it in told]
    return [_in_short(year, report), _outcomes(report), *map(_characteristic, portraits), *_untold(year, told)]


def _untold(year: Year, told: Sequence[Characteristic]) -> list[Part]:
    """The names of those that nothing can be said of; why stands with what is not known."""
    seen = {it.code for it in told}
    names = dict.fromkeys(words.characteristic(it.code) for it in year.characteristics if it.code not in seen)
    return [Part("Of these nothing can be said", [f"{'; '.join(names)}. The reasons stand below."])] if names else []


def _in_short(year: Year, report: Report) -> Part:
    unclear, of = overview.cannot_tell(year)
    unheard = overview.unheard(report)
    points = [_needs_attention(it) for it in report.needs_attention]
    points += [it.not_raised for it in report.not_raised]
    points += [it.heard for it in unheard]
    notes = [words.WARNING_RESIDENTS] if any(map(overview.is_beside_residents, unheard)) else []
    families = f", and {year.family_answers:,} families in a survey." if year.family_answers is not None else "."
    return Part(
        f"In short: {words.span(year.begins_on, year.ends_on)}",
        [] if points else ["No group is shown to be heard less than expected, or to be shut out."],
        points,
        notes=[
            *notes,
            f"Of {unclear} of {of} groups we cannot tell whether we hear from them as much as we would expect.",
            f"{year.complainant_answers:,} people who complained answered the voluntary questions{families}",
        ],
    )


def _outcomes(report: Report) -> Part:
    told = [it for found in report.by_outcome.values() for it in found]
    unclear = report.by_outcome.get(Outcome.NOT_ENOUGH_EVIDENCE, [])
    groups = [it for it in told if it not in unclear]
    said = ["That a group is quiet does not show that all is well. So we ask three things beside it: are they pleased, "
            "do they know how to complain, and do they feel able to?"]  # fmt: skip
    if not groups:
        said.append("Of no group can this be said yet.")
    officers = [f"{it.name}. {officer_says(it.said)}" for it in told if it.said]
    shown = [_outcome_table(groups)] if groups else []
    shown += [_listed(UNCLEAR, unclear)] if unclear else []
    shown += [_listed(words.TOO_SMALL, report.too_small)] if report.too_small else []
    return Part("Content, or shut out?", said, officers, tables=shown)


def _outcome_table(groups: Sequence[Group]) -> Table:
    """What the program says of each, and what the officer does, if anything is said of any."""
    rows = [(it.name, f"{_outcome(it)}. {_flags(it)}".rstrip()) for it in groups]
    if not any(it.said for it in groups):
        return Table("What is said of each group", OUTCOMES_HEAD[:2], rows)
    officers = [in_short(it.said[-1]) if it.said else tables.NOT_TOLD for it in groups]
    return Table(
        "What is said of each group", OUTCOMES_HEAD, [(*row, it) for row, it in zip(rows, officers, strict=True)]
    )


def _listed(caption: str, groups: Sequence[Group]) -> Table:
    """The groups of each characteristic, of all of which the same is said."""
    named = silence.by_characteristic(groups)
    rows = [(of, "; ".join(it.alone for it in them)) for of, them in named.items()]
    return Table(caption, ("About", "Groups"), rows)


def _characteristic(it: by_characteristic.Portrait) -> Part:
    against = it.characteristic.against
    notes = [f"This is {it.source}."]
    if against:
        notes.append(f"Compared with {words.compared_with(against)}.")
        notes += [words.WARNING_RESIDENTS] if against.poor else []
        notes += [words.PLACE_HOLDER] if against.place_holder else []
    shown = [Table("What we hear from each group", it.head, it.rows)]
    if any(cell != words.HIDDEN for line in it.disclosed for cell in line[1:]):
        shown.append(Table("Who said and who did not", DISCLOSED_HEAD, it.disclosed, is_folded=True))
    finding = [] if it.picture else [it.finding]
    return Part(
        sentences.named(it.characteristic),
        finding,
        picture=it.picture,
        title=it.finding,
        notes=[*notes, *it.holds],
        tables=shown,
    )


def _unknown(plan: unknown.Plan) -> Part:
    """A line for each thing that somebody is to find out, and one for each cause of all others."""
    gaps = [f"{gap.said} {' '.join(map(planned, gap.plan))}" for gap in plan.gaps if gap.plan]
    for why, found in plan.by_cause.items():
        if others := [gap.named for gap in found if not gap.plan]:
            named = "; ".join(filter(None, others))
            gaps.append(f"{why}: {named}." if named else f"{why}.")
    return Part("What we do not know", [] if gaps else ["Nothing is named."], gaps)


def _done(plan: unknown.Plan, logged: Sequence[Action], areas: Mapping[str, str]) -> Part:
    """What is done to hear from people, but what stands with something that is not known."""
    named, placed = actions.about_in_words(areas), {it.id for gap in plan.gaps for it in gap.plan}
    rest = [f"{named.get(it.about, it.about)}. {planned(it)}" for it in logged if it.id not in placed]
    return Part("What is done to hear from people", [] if rest else ["Nothing is logged."], rest)


def _of_demand(found: Demand, areas: Mapping[str, str]) -> Part:
    said = [words.READINGS[found.reading], demand.NUMBER_ALONE]
    if found.open_children:
        said.append(f"For every 100 of {words.compared_with(found.open_children)}.")
        said += [words.PLACE_HOLDER] if found.open_children.place_holder else []
    limits, what = (found.rates, demand.RATES) if found.rates else (found.counts, demand.COUNTS)
    title = demand.finding(found, limits, what)
    picture = charts.by_month(demand.points(found, what), limits, title) if limits else None
    signs = [(it.means, it.what, it.is_there, it.figures or "–") for it in demand.signs(found)]
    shown = (
        Table("What would make a rise good or bad", SIGNS_HEAD, signs),
        Table("Complaints and compliments by month", DEMAND_HEAD, demand.by_month(found), is_folded=True),
        Table("By part of the service", PARTS_HEAD, parts.rows(found, areas)),
    )
    return Part("Complaints and compliments", said, picture=picture, title=title, tables=shown)


def _of_counts(name: str, it: Released, areas: Mapping[str, str]) -> Part:
    steps = overview.funnel(it.content)
    title = overview.funnel_in_words(steps)
    rows = [(one.name, words.number(one.step.n), one.share or "–") for one in steps]
    left_out = [
        f"{tables.caption(one)} is not shown, because {words.WITHHELD.get(one.why, one.why)}."
        for one in it.content.withheld
    ]
    return Part(
        f"How many answered: {name[0].lower()}{name[1:]}", [f"{words.span(it.begins_on, it.ends_on)}.", *left_out],
        picture=charts.funnel([(one.name, one.step) for one in steps], title), title=title,
        tables=[
            Table("From being asked to answering", FUNNEL_HEAD, rows),
            *(_table(one, areas) for one in it.content.tables if not one.opinion),
        ],
    )  # fmt: skip


def _table(it: CountTable, areas: Mapping[str, str]) -> Table:
    return Table(tables.caption(it), ("Group", *tables.columns(it)), tables.rows(it, areas), is_folded=True)


def _method(releases: Sequence[Released]) -> Part:
    made = [
        f"Release {it.number}: {of_what(it)}, {words.span(it.begins_on, it.ends_on)}, made on "
        f"{words.day(it.made_on)} with settings of version {it.settings_version}."
        for it in releases
    ]
    owner = f"{SETTINGS.owner[0].upper()}{SETTINGS.owner[1:]} answers for the settings."
    return Part("How this was worked out", [*METHOD, words.WHAT_C_MEANS, owner], made)


def _outcome(it: Group) -> str:
    return words.OUTCOMES[it.line.outcome] if it.line.outcome else ""


def _needs_attention(it: Group) -> str:
    """What the program says of a group that is not content, and the officer's last word to it."""
    why = words.EXPLAINED[it.line.outcome] if it.line.outcome else ""
    officer = f" {of_the_officer(it.said[-1])}" if it.said else ""
    return f"{it.name}. {_outcome(it)}: {why[:1].lower()}{why[1:]}{officer}"


def _flags(it: Group) -> str:
    return " ".join(words.FLAGS[flag] for flag in it.line.flags)
