"""The report of one municipal year: who is heard and who is silent, whether content or shut out, and what is unknown.

Verdicts turn on all counts of the year. What goes out of them are words: figures stand only where the tables that were
published already tell them, and each word is held against all that its reader knows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from foundation.equality.asked import Sample, ask
from foundation.equality.characteristics import CHARACTERISTICS, NOT_ASKED, PREFER_NOT, RELATIONSHIP, UNANSWERED
from foundation.equality.counted import Counted
from foundation.equality.gate import EarlierKnown, release_counts
from foundation.equality.lines import Before, Teller
from foundation.equality.opinions import OPINIONS
from foundation.equality.proposals import Question
from foundation.equality.references import Population
from foundation.equality.register import Known, Sum
from foundation.equality.release.kinds import Kind
from foundation.equality.release.year import Year
from foundation.equality.rungs import RECORDS, SURVEY, Chosen, Subject, choose_rungs, subject_of
from foundation.equality.said import OF_SILENCE
from foundation.equality.settings import SETTINGS, Settings
from foundation.equality.structure import cell, declined_cell, released, structure, summed
from foundation.equality.told import Told
from foundation.equality.unknown import unknown_of


@dataclass(frozen=True)
class Evidence:
    """What a year's report is made from, all of it of that year and of no other.

    `year` is that in which the municipal year begins. `periods` are the closed ones of those who complained, `sample`
    the newest survey of people served; `records` what complaints say anyway, by counted_complaints.
    """

    year: int
    periods: tuple[Counted, ...]
    sample: Sample | None
    records: Counted | None
    populations: tuple[Population, ...]

    def all_counted(self) -> Iterator[Counted]:
        """Everything whose finest counts stand in the release register."""
        yield from self.periods
        if self.sample:
            yield self.sample.pooled
        if self.records:
            yield self.records


NOT_SAID = "not_said"
# The words of triage in those of the survey, where they differ; all others that the survey lacks are “other”.
RELATIONSHIPS = {
    "child": "self", "adoptive_parent": "adopter", "former_looked_after_adult": "care_leaver",
    "grandparent": "other_family", "sibling": "other_family", "other_relative": "other_family",
    "birth_relative": "other_family", NOT_SAID: UNANSWERED,
}  # fmt: skip


def counted_complaints(year: int, by_relationship: Mapping[str, int]) -> Counted:
    """What complaints of a municipal year say of who complained, by the words of triage or not_said.

    They are complaints and not people: who complained twice is counted twice.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for code, n in by_relationship.items():
        mapped = RELATIONSHIPS.get(code, code)
        known = mapped in RELATIONSHIP.answers or mapped == UNANSWERED
        counts[RELATIONSHIP.code, mapped if known else "other"] += n
    ends_on = date(year + 1, 3, 31)
    return Counted(f"complaints:{year}", date(year, 4, 1), ends_on, sum(counts.values()), 0, counts)


@dataclass(frozen=True)
class YearReport:
    """Both versions, and what each adds to the release register."""

    officer: Year
    public: Year
    known_officer: tuple[Known, ...]
    known_public: tuple[Known, ...]


def year_report(
    this: Evidence, before: Evidence | None, earlier: EarlierKnown, settings: Settings = SETTINGS
) -> YearReport:
    """The report for the officer and for everybody; `before` is the year before, `earlier` all that was told so far.

    All groups of all questions, on every rung that was tried, are one family of Benjamini and Hochberg. Everybody is
    told no more than the officer. Raises BadFigure, and DoesNotAddUp where counts contradict what was published.
    """
    gated = release_counts(this.records, Kind.PERIOD, "", (), earlier, settings) if this.records else None
    officer_known = (*earlier.officer, *earlier.public, *(gated.known_officer if gated else ()))
    public_known = (*earlier.public, *(gated.known_public if gated else ()))
    years = [this, before] if before else [this]
    built = [line for year in years for one in year.all_counted() for line in structure(one)]
    # In records nobody is not asked, and nobody prefers not to say.
    of_records = [year.records.code for year in years if year.records]
    nobody = [cell(code, RELATIONSHIP.code, state) for code in of_records for state in (PREFER_NOT, NOT_ASKED)]
    built += [Known(summed(one), 0, 0) for one in nobody]
    built += [Known(summed(declined_cell(one.code)), 0, None) for year in years for one in year.all_counted()]
    chosen = choose_rungs([*_subjects(this)], this.sample, settings)
    last_year = Before(before.periods, before.records, before.populations) if before else None
    by_both = (*officer_known, *(gated.known_public if gated else ()))
    officer = Told(by_both, built, settings.t_officer, settings, _small(years, settings.t_officer))
    for_officer = _version(this, last_year, chosen, officer, None)
    public = Told(public_known, built, settings.t_public, settings, _small(years, settings.t_public), officer)
    for_public = _version(this, last_year, chosen, public, for_officer)
    return YearReport(
        for_officer, for_public,
        (*(gated.known_officer if gated else ()), *officer.lines),
        (*(gated.known_public if gated else ()), *public.lines),
    )  # fmt: skip


def _small(years: Sequence[Evidence], t: int) -> Iterator[Sum]:
    """Every small count, whatever is told: of each characteristic on every rung, over all periods of a year and in each
    of them, who did not say among them; and, of people served, by opinion.
    """
    for year in years:
        each = [[one] for one in year.all_counted()]
        for sources in (year.periods, *each) if len(year.periods) > 1 else each:
            for it in CHARACTERISTICS.values():
                for rung in (*it.ladder, *((it.of_records,) if it.of_records else ())):
                    yield from (summed(*cells) for cells in ask(sources, it, rung).small(t))
        for one in year.all_counted():
            crossed = {(name, opinion) for name, _, opinion, _ in one.crossed}
            for it in released(one):
                yield from Question(one, it).small(t)
                for opinion in OF_SILENCE:
                    if (it.code, opinion) in crossed:
                        yield from Question(one, it, opinion, OPINIONS[opinion]).small(t)


def _subjects(this: Evidence) -> Iterator[Subject]:
    """Every characteristic of the survey, and before it the same as the records of complaints have it."""
    for code, it in CHARACTERISTICS.items():
        if this.records and this.records.of(code):
            yield subject_of(it, RECORDS, [this.records], this.populations)
        yield subject_of(it, SURVEY, this.periods, this.populations)


def _version(this: Evidence, before: Before | None, chosen: Sequence[Chosen], told: Told, most: Year | None) -> Year:
    """All characteristics, in the order in which they are published: what comes later is withheld first."""
    capped = {(it.code, it.channel): it for it in most.characteristics} if most else {}
    answers = sum(counted.answers for counted in this.periods)
    sample = this.sample.pooled if this.sample else None
    with_outcomes = _with_outcomes(chosen)
    characteristics = tuple(
        Teller(told, one, this.sample, before).characteristic(
            capped.get((one.subject.characteristic.code, one.subject.channel)), has_outcomes=one in with_outcomes
        )
        for one in chosen
    )
    return Year(
        this.year, date(this.year, 4, 1), date(this.year + 1, 3, 31), tuple(it.code for it in this.periods),
        sample.code if sample else None, answers, sample.answers if sample and sample.answers >= told.t else None,
        characteristics, tuple(unknown_of(characteristics, answers, has_sample=sample is not None)),
    )  # fmt: skip


def _with_outcomes(chosen: Sequence[Chosen]) -> list[Chosen]:
    """Of a characteristic in two channels the records lead, if they can be held against anything."""
    found: dict[str, Chosen] = {}
    for one in chosen:
        code = one.subject.characteristic.code
        if code not in found or not found[code].complained.found:
            found[code] = one
    return list(found.values())
