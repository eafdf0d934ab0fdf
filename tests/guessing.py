"""The attacker of test_equality_join.py: he holds every table as it was at any moment, and every message.

He knows whose box is whose, for he looks at the tables after each person. What he does not know is what is in a box.
When a period has closed he knows how often each answer was given. He tries to say who gave which: by every order that
there is in what he holds, and by whatever of it can be read.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from joining import Attempt, Dump, Row, place
from scipy.stats import binom

DECLINED = ":declined"
READABLE = 5  # signs of a code that is not found in random bytes by chance


@dataclass(frozen=True)
class Trace:
    """All that surely came with one person: when, the row in the outbox, the message on the broker, and the box."""

    came: int
    outbox: Row
    message: int
    box: Row

    @property
    def body(self) -> bytes:
        return bytes.fromhex(self.outbox["body"][2:])

    @property
    def sealed(self) -> bytes:
        return bytes.fromhex(self.box["sealed"][2:])

    @property
    def readable(self) -> str:
        """Everything, as far as it is text."""
        parts = (self.body, b64decode(json.loads(self.body)["box"]), self.sealed)
        return "".join([*(part.decode("latin-1") for part in parts), str(self.outbox), str(self.box)])


OF_PEOPLE: Mapping[str, Callable[[Trace], Any]] = {
    "as they came": lambda it: it.came,
    "outbox, by id": lambda it: it.outbox["id"],
    "outbox, by place": lambda it: place(it.outbox),
    "message, as it came": lambda it: it.message,
    "message, by size": lambda it: (len(it.body), it.came),
    "box, by id": lambda it: it.box["id"],
    "box, by place": lambda it: place(it.box),
    "box, by transaction": lambda it: (int(it.box["xmin"]), place(it.box)),
    "box, by its bytes": lambda it: it.sealed,
    "box, by size": lambda it: (it.box["size"], it.came),
}
OF_COUNTS: Mapping[str, Callable[[Row], Any]] = {
    "by place": place,
    "by id": lambda it: it["id"],
    "by number": lambda it: (it["n"], place(it)),
    "by what it says": lambda it: it["answer"],
    "by length": lambda it: (it["question"] != DECLINED, len(it["answer"]), place(it)),
}


def traces(dumps: Sequence[Dump], messages: Sequence[bytes]) -> list[Trace]:
    """What came with each person, in the order in which they came."""
    boxes = {bytes.fromhex(row["sealed"][2:]): row for each in dumps for row in each["equality.box"]}
    came = {body: at for at, body in enumerate(messages)}
    sent: dict[str, Row] = {}
    for each in dumps:
        for row in sorted(each["messaging.outbox"], key=place):
            if row["type"] == "equality.sealed.v1":
                sent.setdefault(row["id"], row)
    found = []
    for at, row in enumerate(sent.values()):
        body = bytes.fromhex(row["body"][2:])
        found.append(Trace(at, row, came[body], boxes[b64decode(json.loads(body)["box"])]))
    return found


def guesses(people: Sequence[Trace], counts: Sequence[Row], said: Mapping[str, Sequence[str]]) -> Iterator[Attempt]:
    """Try to say who gave which answer to each question. `said` is the truth, person by person as they came."""
    for question, truth in said.items():
        rows = [row for row in counts if row["question"] in (question, DECLINED) and row["n"]]
        numbers = [row["n"] for row in rows]
        assert sum(numbers) == len(people) == len(truth)
        chance = sum((n / len(people)) ** 2 for n in numbers)
        for one, by in OF_PEOPLE.items():
            them = sorted(people, key=by)
            for other, then in OF_COUNTS.items():
                answers = [_answer(row) for row in sorted(rows, key=then) for _ in range(row["n"])]
                for how, guessed in (("", answers), (", backwards", answers[::-1])):
                    right = sum(truth[it.came] == answer for it, answer in zip(them, guessed, strict=True))
                    yield _judged(f"{question}: {one} / {other}{how}", right, len(people), chance)
        yield from _read(question, people, [row["answer"] for row in rows], truth)


def _read(question: str, people: Sequence[Trace], answers: Sequence[str], truth: Sequence[str]) -> Iterator[Attempt]:
    """Whoever's answer can be read somewhere."""
    codes = [answer for answer in answers if len(answer) >= READABLE and not answer.startswith(":")]
    found = {it.came: _found_in(it.readable, codes) for it in people}
    read = {came: max(said, key=len) for came, said in found.items() if said}
    if read:
        right = sum(truth[came] == code for came, code in read.items())
        yield _judged(f"{question}: what can be read", right, len(read), 1 / max(2, len(codes)))


def _found_in(text: str, codes: Sequence[str]) -> list[str]:
    return [code for code in codes if code in text]


def _answer(row: Row) -> str:
    return DECLINED if row["question"] == DECLINED else str(row["answer"])


def _judged(how: str, right: int, of: int, chance: float) -> Attempt:
    return Attempt(how, right, of, float(binom.sf(right - 1, of, chance)))
