"""What made-up families answer when they are asked: after meetings, by a poster, and by invitation.

Pure: the same council, last day and seed give the same answers, on any machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from foundation.council import Council
from foundation.surveys.answers import shown
from foundation.surveys.library import library
from foundation.surveys.questionnaire import NOT_SURE, POINTS, Band, Kind, Question, Questionnaire
from heard.synthetic import people, spread
from heard.synthetic.words import Drawer, area_words, read

AFTER_MEETINGS = 110
AT_EACH = 10  # as many come together before anything is opened
INVITED = 40
SLOWEST = 12  # days
Given = Mapping[str, list[str]]

_MOODS = {"poor": 25, "mixed": 25, "good": 50}
_POINTS = {"poor": (30, 34, 22, 11, 3), "mixed": (5, 20, 44, 24, 7), "good": (1, 4, 14, 38, 43)}
_YES = {"poor": (15, 60, 25), "mixed": (45, 30, 25), "good": (78, 8, 14)}
_BANDS = {Band.ADULT: 60, Band.FROM_13_TO_17: 18, Band.UNDER_13: 12, Band.EASY_READ: 10}
_LEAVES_OUT, _WRITES, _ANSWERS = 0.06, 0.35, 0.6


@dataclass(frozen=True)
class Reply:
    """What one person answers, on which day and in which words. `to` is a kind of meeting, or where they were asked."""

    on: date
    to: str
    questionnaire: str
    band: Band
    given: Given


@dataclass(frozen=True)
class Invitations:
    """Who is asked what on one day."""

    on: date
    name: str
    questionnaire: str
    area: str
    team: str
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """All of a year: what is sent out, and who answers that or a poster."""

    invitations: tuple[Invitations, ...] = ()
    by_invitation: tuple[Reply, ...] = ()
    by_poster: tuple[Reply, ...] = ()

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self.by_invitation) + len(self.by_poster)


def plan_surveys(council: Council, last_day: date, seed: int = 1) -> Asked:
    """The answers of the 365 days that end on `last_day`."""
    drawer = Drawer(Random(f"surveys {seed}"))  # noqa: S311 -- made-up data
    sent = (
        _invitations(drawer, council, last_day - timedelta(days=190), "end_of_assessment"),
        _invitations(drawer, council, last_day - timedelta(days=45), "end_of_intervention"),
    )
    last = min(SLOWEST, council.surveys.open_days)
    replies = [reply for invitations in sent for reply in _replies(drawer, invitations, last)]
    return Asked(sent, tuple(replies), tuple(_after_meetings(drawer, council, last_day)))


def _after_meetings(drawer: Drawer, council: Council, last_day: date) -> list[Reply]:
    weights = {code: float(area_words(one.area)["weight"]) for code, one in council.meetings.items()}
    codes = spread.shared_out(drawer, weights, AFTER_MEETINGS, at_least=AT_EACH)
    days = sorted(spread.days(drawer, last_day, AFTER_MEETINGS))
    drawer.chance.shuffle(codes)
    replies = [
        _reply(drawer, day, code, library().newest(council.meetings[code].questionnaire), _WRITES)
        for code, day in zip(codes, days, strict=True)
    ]
    return [*replies, _somebody_worries(drawer, council, last_day)]


def _somebody_worries(drawer: Drawer, council: Council, last_day: date) -> Reply:
    """One answer holds a sign of harm, so that somebody new sees what becomes of it."""
    code = next(iter(council.meetings))
    questionnaire = library().newest(council.meetings[code].questionnaire)
    reply = _reply(drawer, last_day, code, questionnaire, 0)
    box = next(it for it in reversed(questionnaire.asked_of(reply.band)) if it.kind is Kind.LONG)
    return Reply(
        last_day,
        code,
        questionnaire.code,
        reply.band,
        {**reply.given, box.code: [read("kind_words")["meetings"]["worried"]]},
    )


def _invitations(drawer: Drawer, council: Council, on: date, questionnaire: str) -> Invitations:
    area = max(council.areas, key=lambda code: float(area_words(code)["weight"]))
    names = read("names")
    everybody = [f"{first}.{last}@example.com".lower() for first in names["grown"] for last in names["families"]]
    addresses = tuple(drawer.chance.sample(everybody, INVITED))
    name = f"{library().newest(questionnaire).name}, {people.MONTHS[on.month - 1]} {on.year}"
    return Invitations(on, name, questionnaire, area, council.areas[area].team, addresses)


def _replies(drawer: Drawer, invitations: Invitations, last: int) -> list[Reply]:
    questionnaire = library().newest(invitations.questionnaire)
    return [
        _reply(drawer, invitations.on + timedelta(days=drawer.chance.randint(0, last)), address, questionnaire, 0)
        for address in invitations.addresses
        if drawer.happens(_ANSWERS)
    ]


def _reply(drawer: Drawer, on: date, to: str, questionnaire: Questionnaire, writes: float) -> Reply:
    band = Band(drawer.weighted({band: _BANDS[band] for band in questionnaire.bands}))
    mood = drawer.weighted(_MOODS)
    given: dict[str, list[str]] = {}
    while question := next((it for it in shown(questionnaire, band, given) if it.code not in given), None):
        given[question.code] = _answer(drawer, question, mood, writes)
    return Reply(on, to, questionnaire.code, band, given)


def _answer(drawer: Drawer, question: Question, mood: str, writes: float) -> list[str]:
    """One answer in this mood; most people leave no question out, and few write."""
    codes = [option.code for option in question.options]
    if question.kind is Kind.SHORT:
        return []
    if question.kind is Kind.LONG:
        texts = read("kind_words")["meetings"][mood]
        return [drawer.draw(f"meetings/{mood}", texts)] if drawer.happens(writes) else []
    if question.kind is Kind.MANY:
        return drawer.chance.sample(codes, min(len(codes), drawer.chance.randint(1, 2)))
    if question.kind is Kind.SCALE:
        if NOT_SURE in codes and drawer.happens(_LEAVES_OUT):
            return [NOT_SURE]
        return [drawer.weighted(dict(zip(POINTS, _POINTS[mood], strict=True)))]
    if drawer.happens(_LEAVES_OUT):
        return []
    if {"yes", "no"} <= set(codes):
        between = next((code for code in codes if code not in ("yes", "no")), "no")
        yes, no, other = _YES[mood]
        return [drawer.weighted({"yes": yes, between: other, "no": no})]
    return [drawer.chance.choice(codes)]
