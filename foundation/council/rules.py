"""The rule file as values: service areas, teams, topics in families' words, routes, targets, telephones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from foundation.contracts.submissions import WORKER_CHANGE
from foundation.council.schema import RuleFile
from foundation.procedure.deadlines import Allowance
from foundation.procedure.vocabulary import ChildStatus, Due, Subject
from foundation.runtime.written_files import Mistake, check, read_tree

FILE = "rules.yaml"
OF_NO_COMPLAINT = {"compliment": Subject.COMPLIMENT, WORKER_CHANGE: Subject.CHANGE_OF_WORKER}


@dataclass(frozen=True)
class Choice:
    """Something families choose from: a stable code and words of theirs."""

    code: str
    words: str


@dataclass(frozen=True)
class ServiceArea(Choice):
    """A part of the service, the team that acts there, its word of triage and how a child there is mostly known.

    `also_helps` names who is there for these families besides the council.
    """

    team: str
    subject: Subject
    child_status: ChildStatus
    also_helps: str | None = None


@dataclass(frozen=True)
class Topic(Choice):
    """What it is mostly about, and the words of triage for that."""

    subject: Subject | None
    by_area: Mapping[str, Subject]


@dataclass(frozen=True)
class Meeting(Choice):
    """A kind of meeting, the service area it belongs to, and what people are asked after it."""

    area: str
    questionnaire: str


@dataclass(frozen=True)
class Surveys:
    """How often and how long people are asked, in days: nobody twice within `quiet_days`; reminded once, after
    `remind_after_days`; an invitation can be answered for `open_days`. `equality_after_closing`: once a month everybody
    whose complaint was closed is sent the address of the voluntary questions about oneself.
    """

    quiet_days: int
    remind_after_days: int
    open_days: int
    equality_after_closing: bool


@dataclass(frozen=True)
class Route:
    """Where this fits, this team or this priority instead of the ordinary one. None fits everything."""

    kinds: frozenset[str] | None
    areas: frozenset[str] | None
    topics: frozenset[str] | None
    child_at_risk: bool | None
    team: str | None
    priority: str | None

    def fits(self, kind: str, area: str, topic: str | None, child_at_risk: bool) -> bool:
        """Does this rule speak of such an item?"""
        return (
            (self.kinds is None or kind in self.kinds)
            and (self.areas is None or area in self.areas)
            and (self.topics is None or topic in self.topics)
            and (self.child_at_risk is None or child_at_risk == self.child_at_risk)
        )


@dataclass(frozen=True)
class Routing:
    """Who must act and how soon, and the word of triage for what it is about."""

    team: str
    priority: str
    subject: Subject


@dataclass(frozen=True)
class Telephones:
    """Numbers shown above every box for words, and the day somebody checked them.

    `complaints_phone` is the complaints team's own; where there is none nobody is told to ring us.
    """

    checked_on: date
    emergency: str
    police: str
    children_day: str
    children_day_name: str
    children_night: str
    children_night_name: str
    complaints_phone: str | None = None

    @property
    def or_ring_us(self) -> str:
        """What follows “answer this letter”; nothing without a number."""
        return f" or ring us on {self.complaints_phone}" if self.complaints_phone else ""


@dataclass(frozen=True)
class DutyPerson:
    """Somebody who is told of signs of harm: an office's mailbox rather than one person's."""

    name: str
    email: str


@dataclass(frozen=True)
class Duty:
    """Who is told at once of a sign of harm, in their order; each next one after `repeat`, on working days from
    `starts` to `ends` by the clock in England, until somebody has opened it. `lado` says how the designated officer
    is reached.
    """

    people: tuple[DutyPerson, ...]
    starts: time
    ends: time
    repeat: timedelta
    lado: str

    def person(self, told: int) -> DutyPerson:
        """Whose turn it is when so many mails have gone before: round and round."""
        return self.people[told % len(self.people)]


@dataclass(frozen=True)
class Council:
    """Everything local to one council. `area_code` is that of the Office for National Statistics for its area."""

    code: str
    area_code: str | None
    name: str
    complaints_team: str
    letters_from: str
    telephones: Telephones
    duty: Duty
    acknowledge: Allowance
    decide: Allowance
    warn_days: int
    teams: Mapping[str, str]
    also_called: Mapping[str, tuple[str, ...]]
    mailboxes: Mapping[str, str]
    areas: Mapping[str, ServiceArea]
    topics: Mapping[str, Topic]
    meetings: Mapping[str, Meeting]
    surveys: Surveys
    routes: tuple[Route, ...]

    def routing(self, kind: str, area: str, topic: str | None = None, *, child_at_risk: bool = False) -> Routing:
        """Team, priority and subject for an item; each is the first that a fitting rule gives.

        An area that is no longer in the file goes to the complaints team: nothing accepted is lost.
        """
        fitting = [route for route in self.routes if route.fits(kind, area, topic, child_at_risk)]
        own_team = self.areas[area].team if area in self.areas else self.complaints_team
        team = next((route.team for route in fitting if route.team), own_team)
        priority = next((route.priority for route in fitting if route.priority), "normal")
        return Routing(team, priority, self._subject(kind, area, topic))

    def child_status(self, area: str) -> ChildStatus:
        """How a child is known to the service in this area, where nobody has said more."""
        return self.areas[area].child_status if area in self.areas else ChildStatus.NOT_KNOWN

    @property
    def complaints_mailbox(self) -> str:
        """Where the complaints team reads what Heard tells it."""
        return self.mailboxes[self.complaints_team]

    def _subject(self, kind: str, area: str, topic: str | None) -> Subject:
        if kind != "complaint":
            return OF_NO_COMPLAINT.get(kind, Subject.SUGGESTION)
        chosen = self.topics.get(topic or "")
        by_topic = (chosen.by_area.get(area) or chosen.subject) if chosen else None
        by_area = self.areas[area].subject if area in self.areas else Subject.OTHER
        return by_topic or by_area


@cache
def load_council(folder: Path) -> Council:
    """Read and check one council's rule file. Raises Mistake naming the line."""
    path = folder / FILE
    try:
        tree = read_tree(path)
    except FileNotFoundError:
        raise Mistake(f"{path} is missing; HEARD_COUNCIL names the folder of a council") from None
    return _council(check(path, tree, RuleFile()))


def _council(read: dict[str, Any]) -> Council:
    own, targets = read["council"], read["local_targets"]
    return Council(
        code=own["code"],
        area_code=own.get("area_code"),
        name=own["name"],
        complaints_team=own["complaints_team"],
        letters_from=own["letters_from"],
        telephones=Telephones(**read["telephones"]),
        duty=_duty(read["duty"]),
        acknowledge=_target(Due.ACKNOWLEDGEMENT, targets["acknowledge"]),
        decide=_target(Due.DECISION, targets["decide"]),
        warn_days=targets["warn"]["working_days"],
        teams=dict(read["teams"]),
        also_called={team: tuple(names) for team, names in read["also_called"].items()},
        mailboxes=dict(read["mailboxes"]),
        areas={area["code"]: ServiceArea(**area) for area in read["service_areas"]},
        topics={topic["code"]: Topic(**topic) for topic in read["topics"]},
        meetings={meeting["code"]: Meeting(**meeting) for meeting in read["meetings"]},
        surveys=Surveys(**read["surveys"]),
        routes=tuple(Route(**route) for route in read["routes"]),
    )


def _duty(read: dict[str, Any]) -> Duty:
    people = tuple(DutyPerson(**person) for person in read["people"])
    repeat = timedelta(minutes=read["repeat_minutes"])
    return Duty(people, read["starts"], read["ends"], repeat, read["lado"])


def _target(due: Due, read: dict[str, Any]) -> Allowance:
    return Allowance(due, read["working_days"], read["source"], local=True)
