"""The attacker of test_join_attempt.py: he holds every table as it was at any moment, and every message.

He knows whose box is whose, for a ticket is spent in the transaction that sends its box; and which boxes were opened
together, for he sees them go. So he knows of ten or more answers that they are those of ten or more tickets. He tries
to say which is whose: by every order that there is in what he holds, and by whatever looks alike.
"""

import json
from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from scipy.stats import binom
from sqlalchemy import text

from foundation.records import Records
from foundation.records.grants import quoted
from foundation.records.models import Base

Row = Mapping[str, Any]
Order = Callable[[Row], Any]
Dump = Mapping[str, Sequence[Row]]
LOOK_ALIKE = 4  # signs in a row that two things have in common
SHORT = 500


def place(row: Row) -> tuple[int, ...]:
    """Where it lies in its table."""
    return tuple(map(int, row["ctid"].strip("()").split(",")))


# By what each thing that comes with an answer could be put in an order.
OF_TICKETS: Mapping[str, Order] = {
    "spent, by place": lambda it: place(it["spent"]),
    "spent, by transaction": lambda it: int(it["spent"]["xmin"]),
    "ticket": lambda it: it["spent"]["ticket"],
    "invitation, by place": lambda it: place(it["invitation"]),
    "code, by hash": lambda it: it["code"]["code_hash"],
    "message, by id": lambda it: it["outbox"]["id"],
    "message, as it came": lambda it: it["message"],
    "box, by id": lambda it: it["box"]["id"],
    "box, by place": lambda it: place(it["box"]),
    "box, by its bytes": lambda it: it["box"]["sealed"],
}
OF_ANSWERS: Mapping[str, Order] = {
    "by place": place,
    "by transaction": lambda it: (int(it["xmin"]), place(it)),
    "by id": lambda it: it["id"],
    "by size": lambda it: (it["size"], place(it)),
    "by what it says": lambda it: (json.dumps(it.get("answers")), it.get("words"), place(it)),
}


def dump(everything: Records) -> Dump:
    """Every row of every table, with where it lies, which transaction wrote it and how large it is."""
    read = "select to_jsonb(it) || jsonb_build_object('ctid', ctid, 'xmin', xmin::text, 'size', pg_column_size(it.*))"
    with everything.unit_of_work() as uow:
        return {
            name: uow.session.scalars(text(f"{read} from {quoted(name)} it")).all() for name in Base.metadata.tables
        }


@dataclass(frozen=True)
class Group:
    """Tickets whose boxes were opened together, with all that is surely theirs, and what came of them."""

    tickets: Sequence[Row]
    responses: Sequence[Row]
    comments: Sequence[Row]


@dataclass(frozen=True)
class Attempt:
    """One way to pair: which two orders, and how many pairs were right."""

    how: str
    right: int
    of: int
    p: float


@dataclass
class Attacker:
    """What he holds, each in the order in which he came by it."""

    dumps: list[Dump] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)

    def groups(self) -> list[Group]:
        """What came of which tickets, dump by dump, as it lies in the last dump."""
        traces, last, found = self._traces(), self.dumps[-1], []
        for before, after in zip(self.dumps, self.dumps[1:], strict=False):
            gone = _ids(before["survey.box"]) - _ids(after["survey.box"])
            new = _ids(after["survey.response"]) - _ids(before["survey.response"])
            opened = [row for row in after["survey.response"] if row["id"] in new]
            named = {row["send_out_id"] for row in opened}
            for xmin in sorted({row["xmin"] for row in opened}):
                responses = _ids(row for row in opened if row["xmin"] == xmin)
                comments = _ids(row for row in after["survey.comment"] if row["xmin"] == xmin)
                [source] = {row["send_out_id"] for row in opened if row["xmin"] == xmin}
                tickets = [
                    it
                    for it in traces
                    if it["box"]["id"] in gone
                    and (
                        it["box"]["send_out_id"] == source or (source is None and it["box"]["send_out_id"] not in named)
                    )
                ]
                found.append(
                    Group(
                        tickets,
                        [row for row in last["survey.response"] if row["id"] in responses],
                        [row for row in last["survey.comment"] if row["id"] in comments],
                    )
                )
        return found

    def _traces(self) -> list[Row]:
        boxes = {bytes.fromhex(row["sealed"][2:]): row for row in self._ever("survey.box")}
        sent = {row["xmin"]: row for row in self._ever("messaging.outbox")}
        codes = {row["ticket"]: row for row in self._ever("survey.code")}
        invitations = {row["ticket"]: row for row in self._ever("survey.invitation")}
        came = {body: at for at, body in enumerate(self.messages)}
        traces = []
        for spent in self._ever("survey.spent"):
            outbox, ticket = sent[spent["xmin"]], spent["ticket"]
            body = bytes.fromhex(outbox["body"][2:])
            box = boxes.get(b64decode(json.loads(body)["box"]))
            if box is not None:
                traces.append({
                    "spent": spent, "outbox": outbox, "message": came[body], "box": box, "code": codes[ticket],
                    "invitation": invitations[ticket],
                })  # fmt: skip
        return traces

    def _ever(self, table: str) -> list[Row]:
        """Every row that any dump has, as it was first seen."""
        identity = str(next(iter(Base.metadata.tables[table].primary_key)).name)
        rows: dict[str, Row] = {}
        for each in self.dumps:
            for row in each[table]:
                rows.setdefault(row[identity], row)
        return list(rows.values())


Truth = Callable[[Row, Row], bool]
Pairs = Sequence[tuple[Sequence[Row], Sequence[Row]]]


def attempts(groups: Sequence[Group], theirs: Truth, same: Truth) -> Iterator[Attempt]:
    """Pair tickets with responses, with comments, and those with each other; `theirs` and `same` say who is right."""
    for what in ("responses", "comments"):
        for (one, by), (other, then) in product(OF_TICKETS.items(), OF_ANSWERS.items()):
            pairs = [(sorted(it.tickets, key=by), sorted(getattr(it, what), key=then)) for it in groups]
            yield from _both_ways(f"{one} / {what}, {other}", pairs, theirs)
        alike = [(it.tickets, [_most_alike(ticket, getattr(it, what)) for ticket in it.tickets]) for it in groups]
        yield _judged(f"what looks alike / {what}", alike, theirs)
    for (one, by), (other, then) in product(OF_ANSWERS.items(), OF_ANSWERS.items()):
        pairs = [(sorted(it.responses, key=by), sorted(it.comments, key=then)) for it in groups]
        yield from _both_ways(f"responses, {one} / comments, {other}", pairs, same)


def _both_ways(how: str, pairs: Pairs, truth: Truth) -> Iterator[Attempt]:
    yield _judged(how, pairs, truth)
    yield _judged(f"{how}, backwards", [(one, other[::-1]) for one, other in pairs], truth)


def _judged(how: str, pairs: Pairs, truth: Truth) -> Attempt:
    """Against one chance in so many as there are in the group: the binomial, one-sided."""
    right = sum(truth(one, other) for ones, others in pairs for one, other in zip(ones, others, strict=True))
    of = sum(len(ones) for ones, _ in pairs)
    return Attempt(how, right, of, float(binom.sf(right - 1, of, len(pairs) / of)))


def _most_alike(ticket: Row, answers: Sequence[Row]) -> Row:
    known = set().union(*map(_pieces, (it for it in ticket.values() if isinstance(it, Mapping))))
    return max(answers, key=lambda row: len(_pieces(row) & known))


def _pieces(row: Row) -> set[str]:
    """Every few signs in a row of what stands in it, but for boxes and messages: those are sealed."""
    signs = " ".join(str(value).replace("-", "") for value in row.values() if len(str(value)) < SHORT)
    return {signs[at : at + LOOK_ALIKE] for at in range(len(signs) - LOOK_ALIKE + 1)}


def _ids(rows: Any) -> set[str]:
    return {row["id"] for row in rows}
