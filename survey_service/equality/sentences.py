"""What is said of one group, in sentences for people who know no statistics."""

from collections.abc import Mapping

from foundation.equality.release.against import Against
from foundation.equality.release.year import Characteristic, Figures, Heard, Line, Unknown, Unvoiced
from foundation.equality.verdicts import Verdict
from survey_service.equality import words
from survey_service.equality.people import people

NOTHING_TOLD = "How much we hear from {} cannot be told without telling too much of a few people."
HEARD: Mapping[str, str] = {
    Verdict.UNDER: "We hear less from {} than we would expect",
    Verdict.OVER: "We hear more from {} than we would expect",
    Verdict.AS_EXPECTED: "We hear from {} about as much as we would expect",
    Verdict.CANNOT_TELL: "We cannot tell whether we hear from {} as much as we would expect",
}


def named(characteristic: Characteristic) -> str:
    """Its name, and that it is by the records where it is: people who complained may have said it themselves too."""
    by_records = ", by the records of complaints" if characteristic.channel == "records" else ""
    return f"{words.characteristic(characteristic.code)}{by_records}"


def how_heard(characteristic: Characteristic, line: Line, areas: Mapping[str, str]) -> str:
    """How much we hear from a group, by how much less or more, and beside whom."""
    who = people(characteristic.code, line.group, areas)
    heard = line.complained
    if heard.withheld:
        return NOTHING_TOLD.format(who)
    said = HEARD[heard.verdict].format(who)
    if heard.verdict == Verdict.CANNOT_TELL:
        said += f", because {words.REASONS[heard.reason]}"
    if how_much := words.how_much(heard, words.COUNTED[characteristic.channel]):
        said += f"; what we see is {how_much}" if _is_unclear_band(heard) else f": {how_much}"
    return f"{said}. {_beside(characteristic.against, line)}".rstrip()


def holds(characteristic: Characteristic, line: Line, areas: Mapping[str, str]) -> str:
    """What those who did not say could change; nothing where no figures are told or all said."""
    figures, verdict = line.complained.figures, line.complained.verdict
    if line.complained.withheld or figures is None or figures.asked == figures.substantive:
        return ""
    silent, who = figures.asked - figures.substantive, people(characteristic.code, line.group, areas)
    worst = (
        f"{silent:,} of {figures.asked:,} who were asked did not say. Whatever they would have said, the true share of "
        f"{who} is likely {words.between(figures.worst_lo, figures.worst_hi)}."
    )
    return f"{worst} {_tipping(figures, verdict)}".rstrip()


def not_raised(characteristic: Characteristic, line: Line, areas: Mapping[str, str]) -> str:
    """How many with a problem did not raise it, beside all others; nothing where it is not told."""
    if line.unvoiced is None:
        return ""
    it, who = line.unvoiced, people(characteristic.code, line.group, areas)
    said = (
        f"Of {it.had_problem:,} {who} who had a problem, {it.unraised:,} did not raise it: {words.percent(it.share)} "
        f"(likely {words.between(it.lo, it.hi)})."
    )
    return f"{said} {_beside_the_rest(it)}".rstrip()


def why_not(unvoiced: Unvoiced) -> list[tuple[str, str]]:
    """The reasons that were given, the commonest first, with how many gave each; c where that is hidden."""
    ordered = sorted(unvoiced.why_not.items(), key=lambda it: (it[1] is None, -(it[1] or 0)))
    return [(_begun(words.WHY_NOT.get(code, code)), words.number(n)) for code, n in ordered]


def unknown(it: Unknown, areas: Mapping[str, str]) -> str:
    """One thing that the report cannot say, and why."""
    why = words.UNKNOWN.get(it.code, it.code)
    if it.characteristic is None:
        return f"{why}."
    return f"{about(it, areas)}: {why[0].lower()}{why[1:]}."


def about(it: Unknown, areas: Mapping[str, str]) -> str:
    """The characteristic, and the group if it is of one; nothing where it is of the whole report."""
    if it.characteristic is None:
        return ""
    of = words.characteristic(it.characteristic)
    return of if it.group is None else f"{of}, {words.group(it.characteristic, it.group, areas)}"


def finding(characteristic: Characteristic, areas: Mapping[str, str]) -> str:
    """The title of a picture: of whom we hear less and more than expected, and of how many groups we cannot tell."""
    told: dict[str, list[str]] = {}
    for line in characteristic.lines:
        verdict = Verdict.CANNOT_TELL if line.complained.withheld else line.complained.verdict
        told.setdefault(verdict, []).append(people(characteristic.code, line.group, areas))
    said = [
        f"we hear {how} from {_listed(told[verdict])}"
        for verdict, how in (
            (Verdict.UNDER, "less than expected"), (Verdict.OVER, "more than expected"),
            (Verdict.AS_EXPECTED, "about as much as expected"),
        )
        if verdict in told
    ]  # fmt: skip
    unclear = len(told.get(Verdict.CANNOT_TELL, []))
    if unclear:
        said.append(f"for {_how_many(unclear, len(characteristic.lines))} we cannot tell")
    return f"{words.characteristic(characteristic.code)}: {'; '.join(said) or 'nothing is known'}."


def _beside(against: Against | None, line: Line) -> str:
    if against is None or line.reference_share is None:
        return "There are no figures of the people we work with to compare with."
    of = words.POPULATIONS.get(against.population, against.population)
    mark = f"; {words.TO_BE_REPLACED}" if against.place_holder else ""
    return f"They are {words.percent(line.reference_share)} of {of} ({against.year}, n = {against.n:,}{mark})."


def _tipping(figures: Figures, verdict: Verdict) -> str:
    if verdict not in (Verdict.UNDER, Verdict.OVER):
        return ""
    if figures.tipping is None:
        return "No answers of theirs could bring the share to what we would expect."
    how = "more" if verdict == Verdict.UNDER else "less"
    times = f"{figures.tipping:.0f}" if figures.tipping >= 10 else f"{figures.tipping:.2g}"
    said = f"“{words.VERDICTS[verdict].capitalize()}” holds unless those who did not say are"
    return f"{said} {how} than {times} times as likely to be in the group as the others."


def _beside_the_rest(it: Unvoiced) -> str:
    if it.more_than_rest is None or it.more_lo is None or it.more_hi is None:
        return ""
    points = words.points(it.more_than_rest, it.more_lo, it.more_hi)
    if it.more_lo > 0:
        return f"That is more than among all others: {points}."
    if it.more_hi < 0:
        return f"That is less than among all others: {points}."
    return f"Whether it is more than among all others cannot be told: {points}."


def _begun(said: str) -> str:
    return said[:1].upper() + said[1:]


def _listed(them: list[str]) -> str:
    return them[0] if len(them) == 1 else f"{', '.join(them[:-1])} and {them[-1]}"


def _how_many(some: int, of: int) -> str:
    if some == of:
        return {1: "this group", 2: "both groups"}.get(of, f"all {of} groups")
    return f"{some} of {of} groups"


def _is_unclear_band(heard: Heard) -> bool:
    return heard.verdict == Verdict.CANNOT_TELL and heard.figures is None


def is_told(heard: Heard) -> bool:
    """May any figure or band of it be drawn?"""
    return not heard.withheld and (heard.figures is not None or heard.band is not None)
