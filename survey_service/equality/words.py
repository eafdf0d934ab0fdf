"""What the rooms of equality say in words, for people who know no statistics. Codes are those of a release."""

from collections.abc import Mapping
from datetime import date

from foundation.equality.characteristics import CHARACTERISTICS, NOT_ASKED, NOT_SAID, PREFER_NOT, UNANSWERED
from foundation.equality.release.against import Against
from foundation.equality.release.demand import Reading
from foundation.equality.release.year import Band, Change, Figures, Heard, Opinion
from foundation.equality.silence import Flag, Outcome, State
from foundation.equality.verdicts import Reason, Verdict

HIDDEN = "c"
LEAST = 0.0005
WHAT_C_MEANS = "“c” stands where a number is left out so that nobody can be recognised."
WARNING_RESIDENTS = (
    "Residents are older and less diverse than the children and families we work with. A share that looks as expected "
    "beside them can still be too low."
)
PLACE_HOLDER = "These figures came with the program. The council must put its own in their place."
TO_BE_REPLACED = "the council must put its own figures here"
TOO_SMALL = "Too few people for numbers to answer this; speak to the community."

VERDICTS: Mapping[str, str] = {
    Verdict.UNDER: "less than expected",
    Verdict.OVER: "more than expected",
    Verdict.AS_EXPECTED: "about as much as expected",
    Verdict.CANNOT_TELL: "cannot tell",
}
REASONS: Mapping[str, str] = {
    Reason.TOO_FEW_ANSWERS: "too few people answered, or there are no figures to compare with",
    Reason.LOW_DISCLOSURE: "too many of those who were asked did not say",
    Reason.WITHIN_MARGIN: "the share is close to that of the people we compare with, and the answers show it",
    Reason.WORST_CASE: "it holds whatever the people who did not say would have said",
    Reason.HOLDS_TO_K: "it holds unless those who did not say are very different from those who did",
    Reason.IMPRECISE: "chance alone could explain what we see",
    Reason.REFERENCE_MISSING: "the figures to compare with leave out too many people",
}
BANDS: Mapping[str, str] = {
    Band.UNDER_HALF: "less than half as much",
    Band.HALF_TO_LOW: "between a half and four fifths as much",
    Band.AS_EXPECTED: "about as much",
    Band.TO_TWICE: "up to twice as much",
    Band.OVER_TWICE: "more than twice as much",
}
# Of a large group a share can be near what one expects, and yet differ by more than chance.
NEAR = {Verdict.UNDER: "a little less", Verdict.OVER: "a little more", Verdict.AS_EXPECTED: ""}
OUTCOMES: Mapping[str, str] = {
    Outcome.SHUT_OUT: "May be shut out",
    Outcome.QUIET_UNPROTECTED: "Pleased now, but with no way to complain",
    Outcome.CONTENT: "Quiet and content",
    Outcome.RESIGNED: "Unhappy, and do not bother to complain",
    Outcome.BARRIER_REPORTED: "Say that they could not complain",
    Outcome.HEARD_UNHAPPY: "Heard, and unhappy",
    Outcome.HEARD_CONTENT: "Heard, and content",
    Outcome.HEARD: "Heard",
    Outcome.NOT_ENOUGH_EVIDENCE: "Not enough evidence",
}
EXPLAINED: Mapping[str, str] = {
    Outcome.SHUT_OUT: "They complain less than expected, and those we asked say that they could not.",
    Outcome.QUIET_UNPROTECTED: "They complain less than expected and are pleased with the help. Those we asked say "
    "that they could not complain if that changed.",
    Outcome.CONTENT: "They complain less than expected, are pleased with the help, and say that they could complain.",
    Outcome.RESIGNED: "They complain less than expected, know how and feel able to, and are unhappy with the help.",
    Outcome.BARRIER_REPORTED: "Many of those we asked say that they could not complain, or would not know how.",
    Outcome.HEARD_UNHAPPY: "Complaints come, and those we asked are unhappy with the help.",
    Outcome.HEARD_CONTENT: "Complaints come. Those we asked are pleased with the help and could complain.",
    Outcome.HEARD: "Complaints come. What those we asked think of the help is not clear.",
    Outcome.NOT_ENOUGH_EVIDENCE: "We cannot say whether they are content or shut out. That they are quiet does not "
    "show that all is well.",
}
TAGS: Mapping[str, str] = {
    Outcome.SHUT_OUT: "govuk-tag--red",
    Outcome.QUIET_UNPROTECTED: "govuk-tag--orange",
    Outcome.RESIGNED: "govuk-tag--orange",
    Outcome.BARRIER_REPORTED: "govuk-tag--red",
    Outcome.HEARD_UNHAPPY: "govuk-tag--yellow",
    Outcome.NOT_ENOUGH_EVIDENCE: "govuk-tag--grey",
}
FLAGS: Mapping[str, str] = {
    Flag.NOT_REACHED: "The survey hardly reached this group either, so its answers are only of those whom it reached.",
    Flag.REACH_UNKNOWN: "We cannot tell whether the survey reached this group as well as others.",
}
OPINIONS: Mapping[str, str] = {
    "satisfied": "are satisfied with the help",
    "knows_how": "would know how to complain",
    "feels_able": "could complain without making things worse",
    "had_problem": "had something that they wanted to raise",
    "raised_it": "raised it",
}
STATES: Mapping[str, str] = {
    State.HIGH: "most do",
    State.LOW: "too few do",
    State.UNCLEAR: "not clear",
}
WHY_NOT: Mapping[str, str] = {
    "did_not_know_how": "did not know how",
    "feared_effect": "were worried about what would happen",
    "no_point": "saw no point in it",
    "language_or_format": "it was not in a language or way that they can use",
    "too_much_going_on": "too much was going on",
    "sorted_itself": "it sorted itself out",
    "other": "something else",
    PREFER_NOT: "did not want to say",
    UNANSWERED: "did not answer",
}
CHANGES: Mapping[str, str] = {
    Change.HIGHER: "More than the year before",
    Change.LOWER: "Less than the year before",
    Change.NO_CLEAR_CHANGE: "No clear change from the year before",
    Change.SERIES_BROKEN: "Cannot be compared with the year before: the question, or the figures beside it, changed",
    Change.NOTHING_BEFORE: "Nothing before to compare with",
    Change.WITHHELD: "It cannot be told without telling too much of a few people",
}
READINGS: Mapping[str, str] = {
    Reading.MORE_ARE_HEARD: "Complaints rose, and more families say that they know how to complain or feel able to. "
    "They are not less satisfied: more people are being heard.",
    Reading.SERVICE_WORSE: "Complaints rose, and fewer families are satisfied. The service may be getting worse.",
    Reading.BOTH: "Complaints rose. More families can complain, and fewer are satisfied: both are true at once.",
    Reading.CANNOT_TELL: "Complaints rose. These figures cannot tell whether that is good or bad.",
    Reading.NO_RISE: "Complaints have not risen beyond their usual ups and downs.",
}
POPULATIONS: Mapping[str, str] = {
    "families_open": "people open to the service",
    "cin": "children in need",
    "cla": "children in care",
    "cp": "children on child protection plans",
    "pupils": "pupils in state schools",
    "residents_age": "residents of that age",
    "residents": "all residents",
}
POOLS: Mapping[str, str] = {
    "complainants": "People who complained",
    "other_feedback": "People who told us something else",
}
STEPS: Mapping[str, str] = {
    "offered": "Were shown the link to the questions",
    "eligible": "Could have been asked",
    "invited": "Were asked",
    "delivered": "Were reached",
    "submitted": "Replied",
    "answered_any": "Answered at least one question about themselves",
}
STATES_OF_ANSWERS: Mapping[str, str] = {
    PREFER_NOT: "Preferred not to say",
    UNANSWERED: "Did not answer",
    NOT_ASKED: "Were not asked",
    NOT_SAID: "Did not say, or were not asked",
}
WITHHELD: Mapping[str, str] = {
    "too_small": "too few people answered",
    "would_expose": "together with what is published already it would tell too much of a few people",
    "too_much_hidden": "most of it would be hidden",
}
UNKNOWN: Mapping[str, str] = {
    "no_reference": "There are no figures of the people we work with to compare with",
    "no_answers": "Nobody has answered",
    "too_few_answers": "Too few people have answered",
    "low_disclosure": "Too many of those who were asked did not say",
    "too_small_group": "There are too few people for numbers to answer this",
    "no_families_survey": "No survey of families was counted in this year, so we do not know what those think who did "
    "not complain",
    "not_asked": "Nobody was asked",
    "withheld": "It cannot be told without telling too much of a few people",
}
CHANNELS: Mapping[str, str] = {
    "survey": "what people who complained said about themselves",
    "records": "what the records of complaints say",
}
COUNTED = {"survey": "answers", "records": "complaints"}  # what the shares of a channel are of
CHARACTERISTIC_OF_PARTS = "service_area"
OTHERS = {
    CHARACTERISTIC_OF_PARTS: "Part of the service",
    "gender_identity": "Gender identity",
    "pregnancy_maternity": "Pregnancy and having a baby",
}


def characteristic(code: str) -> str:
    """Its name; parts of the service are one too, and so are those that nobody is asked about."""
    return CHARACTERISTICS[code].words if code in CHARACTERISTICS else OTHERS.get(code, code)


def group(code: str, of: str, areas: Mapping[str, str]) -> str:
    """A group, or a state of an answer, of a characteristic; `areas` are the words for parts of the service."""
    if of in STATES_OF_ANSWERS:
        return STATES_OF_ANSWERS[of]
    if code == CHARACTERISTIC_OF_PARTS:
        return areas.get(of, of)
    ladder = CHARACTERISTICS[code].ladder if code in CHARACTERISTICS else ()
    return next((rung.words[of] for rung in reversed(ladder) if of in rung.groups), of)


def day(one: date) -> str:
    """1 April 2025"""
    return f"{one.day} {one:%B %Y}"


def span(first: date, last: date) -> str:
    """1 April 2025 to 31 March 2026"""
    return f"{day(first)} to {day(last)}"


def number(n: int | None) -> str:
    """1,234; c where it is hidden."""
    return HIDDEN if n is None else f"{n:,}"


def percent(share: float) -> str:
    """4%, and 0.4% where less than one."""
    if 0 < share < LEAST:
        return "less than 0.1%"
    return f"{share:.1%}" if 0 < share < 0.01 else f"{share:.0%}"


def between(lo: float, hi: float) -> str:
    """2% to 8%"""
    return f"{percent(lo)} to {percent(hi)}"


def points(difference: float, lo: float, hi: float) -> str:
    """+18 points (likely +7 to +28): a difference of two shares, in hundredths."""
    one, least, most = (f"{100 * it:+.0f}".replace("-", "−") for it in (difference, lo, hi))
    return f"{one} points (likely {least} to {most})"


def compared_with(against: Against) -> str:
    """The people that a group is held against, by which source, of which year, and how many."""
    missing = f", and {against.missing:,} more of whom it is not known" if against.missing else ""
    of = POPULATIONS.get(against.population, against.population)
    return f"{of}, {against.year} ({against.source}; n = {against.n:,}{missing})"


def verdict(heard: Heard) -> str:
    """A verdict in a few words; nothing of it where even that may not be told."""
    return "cannot be told" if heard.withheld else VERDICTS[heard.verdict]


def how_much(heard: Heard, of: str = "answers") -> str:
    """5 of 140 answers, 4% (likely 2% to 8%); else the band in words; else nothing."""
    if heard.withheld:
        return ""
    if heard.figures:
        return in_figures(heard.figures, of)
    return in_a_band(heard)


def in_a_band(heard: Heard) -> str:
    """Less than half as much; nothing where not even that is told, or where the verdict says it."""
    if heard.band == Band.AS_EXPECTED and heard.verdict in NEAR:
        return NEAR[heard.verdict]
    return BANDS[heard.band] if heard.band else ""


def in_figures(figures: Figures, of: str = "answers") -> str:
    """5 of 140 answers, 4% (likely 2% to 8%)"""
    return (
        f"{figures.x:,} of {figures.substantive:,} {of}, {percent(figures.share)} "
        f"(likely {between(figures.lo, figures.hi)})"
    )


def ratio(heard: Heard) -> str:
    """0.26 (likely 0.11 to 0.59): so many times what one would expect; nothing where no figures are told."""
    it = heard.figures
    if heard.withheld or it is None:
        return ""
    return f"{it.ratio:.2f} (likely {it.ratio_lo:.2f} to {it.ratio_hi:.2f})"


def opinion(said: Opinion) -> str:
    """9 of 20, 45% (likely 26% to 66%); else what may be said of it."""
    if said.k is None or not said.n or said.lo is None or said.hi is None:
        return STATES[said.state]
    return f"{said.k:,} of {said.n:,}, {percent(said.k / said.n)} (likely {between(said.lo, said.hi)})"
