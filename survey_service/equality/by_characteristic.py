"""One characteristic of a year: all its groups beside the people we compare with, and who said and who did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from foundation.equality.release.year import Change, Characteristic, Disclosure, Year
from survey_service.equality import charts, overview, sentences, words
from survey_service.equality.charts import Row
from survey_service.equality.silence import in_short
from survey_service.equality.tables import NOT_TOLD, without_empty

HEAD = ("Group", "What we hear", "Share we would expect", "Times what we would expect", "The year before")
COMPLAINED, SURVEYED = "People who complained", "Families who answered the survey"


@dataclass(frozen=True)
class Portrait:
    """What the year says of it from one source: the finding, its lines, and a picture where there is one to draw."""

    characteristic: Characteristic
    source: str
    rung: str
    finding: str
    picture: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    holds: Sequence[str]
    disclosed: Sequence[tuple[str, str, str, str, str]]


def portraits(year: Year, code: str, areas: Mapping[str, str]) -> Sequence[Portrait]:
    """One for each source that tells of this characteristic; none where the year says nothing of it."""
    return [portrait(it, areas) for it in year.characteristics if it.code == code]


def portrait(it: Characteristic, areas: Mapping[str, str]) -> Portrait:
    """Its groups by how much we hear from them."""
    of = words.COUNTED[it.channel]
    found = sentences.finding(it, areas)
    rows = [
        Row(words.group(it.code, line.group, areas), in_short(line.complained, of), line.complained)
        for line in it.lines
    ]  # fmt: skip
    is_drawn = any(sentences.is_told(line.complained) for line in it.lines)
    holds = [said for line in it.lines if (said := sentences.holds(it, line, areas))]
    return Portrait(
        it, words.CHANNELS[it.channel], it.rung, found,
        charts.dot_plot(rows, found) if is_drawn else Markup(""), *without_empty(HEAD, _rows(it, areas)), holds,
        _disclosed(it),
    )  # fmt: skip


def _rows(it: Characteristic, areas: Mapping[str, str]) -> list[tuple[str, str, str, str, str]]:
    """Group, what we hear, the share we would expect, how many times that, and the year before."""
    of = words.COUNTED[it.channel]
    return [
        (
            words.group(it.code, line.group, areas), in_short(line.complained, of),
            NOT_TOLD if line.reference_share is None else words.percent(line.reference_share),
            words.ratio(line.complained) or NOT_TOLD,
            NOT_TOLD if line.change == Change.NOTHING_BEFORE else words.CHANGES[line.change],
        )
        for line in it.lines
    ]  # fmt: skip


def _disclosed(it: Characteristic) -> list[tuple[str, str, str, str, str]]:
    them: list[tuple[str, Disclosure]] = [(COMPLAINED, it.complained)]
    if it.answered:
        them.append((SURVEYED, it.answered))
    return [(name, *overview.disclosure(said)) for name, said in them] if it.channel == "survey" else []
