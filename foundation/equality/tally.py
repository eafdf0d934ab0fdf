"""The counts of one open period, as one thing to seal: how many came, and how many gave each answer.

Counts only: what one person said of sex is nowhere beside what they said of age.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

SIZE = 32 * 1024  # bytes; the same for every tally, so that its box says nothing of how much is in it
ANSWERS, DECLINED, UNREADABLE, BOXES, OFFERS = ":answers", ":declined", ":unreadable", ":boxes", ":offers"
ALL = ":all"
NO_VERSION = 0  # of what is counted of boxes, whatever was asked in them


class Cell(NamedTuple):
    """One count. With ALL: how many answered this version; and of all boxes, how they were."""

    version: int
    question: str
    answer: str
    n: int


@dataclass
class Tally:
    """`answers` is by version of the questions; `counts` by version, question and answer or state."""

    declined: int = 0
    unreadable: int = 0
    answers: Counter[int] = field(default_factory=Counter)
    counts: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    @property
    def answered(self) -> int:
        """How many gave answers, and not a “no thanks”."""
        return self.answers.total()

    @property
    def boxes(self) -> int:
        """How many boxes it is made of."""
        return self.answered + self.declined + self.unreadable

    def add(self, version: int, said: Mapping[str, str]) -> None:
        """Count what somebody said to the questions of a version."""
        self.answers[version] += 1
        self.counts.update((version, question, answer) for question, answer in said.items())

    def add_all(self, other: "Tally") -> None:
        """Count all that another has counted."""
        self.declined += other.declined
        self.unreadable += other.unreadable
        self.answers.update(other.answers)
        self.counts.update(other.counts)

    def pack(self) -> bytes:
        """As bytes to seal."""
        said = [[*cell, n] for cell, n in sorted(self.counts.items())]
        return json.dumps([self.declined, self.unreadable, sorted(self.answers.items()), said]).encode()

    @classmethod
    def unpack(cls, payload: bytes) -> "Tally":
        """What pack packed."""
        declined, unreadable, answers, said = json.loads(payload)
        counts = {(version, question, answer): n for version, question, answer, n in said}
        return cls(declined, unreadable, Counter(dict(answers)), Counter(counts))

    def cells(self, offers: int) -> Iterator[Cell]:
        """Every count of a period that closes, with how many offers were made."""
        of_boxes = {BOXES: self.boxes, OFFERS: offers, DECLINED: self.declined, UNREADABLE: self.unreadable}
        for what, n in of_boxes.items():
            yield Cell(NO_VERSION, what, ALL, n)
        for version, n in sorted(self.answers.items()):
            yield Cell(version, ANSWERS, ALL, n)
        for (version, question, answer), n in sorted(self.counts.items()):
            yield Cell(version, question, answer, n)
