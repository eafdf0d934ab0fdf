"""Who answers the voluntary questions in the made-up year, and the sample survey of people whom the service works with.

Pure: the same council, last day and seed give the same answers, on any machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from foundation.council import Council
from foundation.procedure.ombudsman import FIRST_MONTH, municipal_year
from foundation.surveys import voluntary
from foundation.surveys.library import library
from foundation.surveys.people_served import CODE as PEOPLE_SERVED
from heard.synthetic.spread import DAYS
from heard.synthetic.surveys import Reply
from heard.synthetic.who import COMPLAINED, OTHER_FEEDBACK, SERVED, Given, Person, read_shares
from heard.synthetic.words import Drawer, area_words
from heard.synthetic.year import PlannedSubmission

IN_FRAME, INVITED, GROUPS = 320, 240, 2
ANSWER_THE_SAMPLE, SLOWEST = 0.62, 18
TO_BE_OVER = timedelta(days=60)  # before the end of the municipal year that the sample is of
EARLIEST = timedelta(days=45)
LONGEST_NAME = 60  # of a group in an uploaded list


@dataclass(frozen=True)
class Shown:
    """Somebody on a thanks page who is shown the questions. `answers` is None for “no thanks”; they may do nothing."""

    on: date
    kind: str
    comes: bool
    age: str = ""
    answers: Given | None = None


@dataclass(frozen=True)
class PlannedSample:
    """A sample survey: the day on which it goes out, how many it asks of whom, by group, and what they would answer."""

    on: date
    invited: int
    groups: dict[str, tuple[str, ...]]
    replies: tuple[Reply, ...]


@dataclass(frozen=True)
class Planned:
    """All of it."""

    shown: tuple[Shown, ...]
    sample: PlannedSample

    def __len__(self) -> int:
        """How many come back to the questions; who of the frame is drawn and answers is not known before."""
        return sum(it.comes for it in self.shown)


def plan_equality(council: Council, submissions: Sequence[PlannedSubmission], last_day: date, seed: int = 1) -> Planned:
    """What those who sent these submissions answer, and those whom the service works with."""
    drawer = Drawer(Random(f"equality {seed}"))  # noqa: S311 -- made-up data
    return Planned(tuple(_shown(drawer, submissions)), _sample(drawer, council, last_day))


def _shown(drawer: Drawer, submissions: Sequence[PlannedSubmission]) -> Iterator[Shown]:
    shares = read_shares()
    for submission in submissions:
        if not drawer.happens(shares["offered"]):
            continue
        kind = COMPLAINED if submission.body["kind"] == "complaint" else OTHER_FEEDBACK
        on = submission.received_on
        if drawer.happens(shares["answers"]):
            person = Person(drawer, kind)
            yield Shown(on, kind, True, person.age, person.answers(voluntary.voluntary(), person.band))
        else:
            yield Shown(on, kind, drawer.happens(shares["declines"] / (1 - shares["answers"])))


def _sample(drawer: Drawer, council: Council, last_day: date) -> PlannedSample:
    first_day = last_day - timedelta(days=DAYS - 1)
    on = max(first_day + EARLIEST, _last_year_end(last_day) - TO_BE_OVER)
    areas = sorted(council.areas, key=lambda code: -float(area_words(code)["weight"]))[:GROUPS]
    addresses = iter(f"somebody{number}@example.com" for number in range(1, IN_FRAME + 1))
    names = [council.areas[code].words[:LONGEST_NAME].replace(",", "") for code in areas]
    groups = {name: tuple(next(addresses) for _ in range(IN_FRAME // GROUPS)) for name in names}
    asked = library().newest(PEOPLE_SERVED)
    replies = []
    for address in (address for group in groups.values() for address in group):
        if drawer.happens(ANSWER_THE_SAMPLE):
            person = Person(drawer, SERVED)
            day = on + timedelta(days=drawer.chance.randint(1, min(SLOWEST, council.surveys.open_days)))
            replies.append(Reply(day, address, asked.code, person.band, person.answers(asked, person.band)))
    return PlannedSample(on, INVITED, groups, tuple(replies))


def _last_year_end(day: date) -> date:
    return date(municipal_year(day), FIRST_MONTH, 1) - timedelta(days=1)
