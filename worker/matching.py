"""Cases that may be about the same: the same person or child told us before. A person judges; nothing is joined."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from hashlib import blake2b
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Uuid, func, literal, or_, select, text, true
from sqlalchemy.dialects.postgresql import ARRAY, array_agg

from foundation.contracts.text import bare
from foundation.records import UnitOfWork
from foundation.records.models import Case, Link, MatchKey, Submission

PERSON, CHILD = "person", "child"
LINKED = frozenset({"complaint", "comment", "meeting", "worker_change"})  # thanks are never the same matter twice
ENDED = frozenset({"passed_on", "declined", "closed"})
MOST = 10
FEWEST_DIGITS = 7


def keys_of(submission: Any) -> set[str]:
    """What another case may have in common with this one, each as its sort and a hash. Thanks have none.

    One name alone is many people, so it counts only within its part of the service; a whole name of a child counts
    everywhere. The hash keeps names from being read where they need not be; it does not withstand guessing.
    """
    if submission.kind not in LINKED:
        return set()
    child, person = sorted(bare(submission.child_name or "").split()), sorted(bare(submission.name or "").split())
    in_area = (submission.service_area,)
    found = [
        (PERSON, "email", _email(submission.email)),
        (PERSON, "phone", _phone(submission.phone)),
        (PERSON, "name", [*person, *in_area] if len(person) > 1 else []),
        (CHILD, "child", child if len(child) > 1 else [*child, *in_area] if child else []),
    ]
    return {f"{sort} {_hashed(what, parts)}" for sort, what, parts in found if parts}


def propose_links(uow: UnitOfWork, opened: Mapping[UUID, Any], moment: datetime) -> None:
    """Keep the keys of cases just opened (by id, with their submissions), and link each to the nearest that share one.

    At most MOST for each case. Two workers that open cases with a common key at once wait for each other here.
    """
    keys = [(case_id, key) for case_id, submission in opened.items() for key in sorted(keys_of(submission))]
    if not keys:
        return
    _one_after_the_other(uow, {key for _, key in keys})
    uow.keep(MatchKey, *({"case_id": case_id, "key": key} for case_id, key in keys))
    shared: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in _shared(uow, keys, list(opened)):
        shared[row.case_id].append(row)
    uow.keep(
        Link,
        *(
            {
                "case_id": case_id,
                "other_id": other.other_id,
                "because": because(opened[case_id], other, other.sorts),
                "proposed_at": moment,
                "state": "proposed",
            }
            for case_id, others in shared.items()
            for other in _nearest(opened[case_id].received_on, others)
        ),
    )


def because(later: Any, earlier: Any, sorts: Iterable[str]) -> list[str]:
    """Why two cases may be about the same, as codes: what they share, and how the earlier one differs."""
    first, last = sorted((later.received_on, earlier.received_on))
    within_a_year = not _over_a_year(first, last)
    same_area = later.service_area == earlier.service_area
    same_topic = later.topic is not None and later.topic == earlier.topic
    routes = {(one.door, one.received_how) for one in (later, earlier)}
    codes = {
        "same_person": PERSON in sorts,
        "same_child": CHILD in sorts,
        "same_matter": same_area and same_topic and within_a_year,
        "other_route": len(routes) > 1,
        "historic": earlier.historic or earlier.stage in ENDED or _over_a_year(earlier.received_on, later.received_on),
    }
    return [code for code, holds in codes.items() if holds]


def _email(address: str | None) -> list[str]:
    return [address.strip().casefold()] if address else []


def _phone(number: str | None) -> list[str]:
    """Its digits, with the ways to begin a British number made one; too few digits are no number."""
    digits = "".join(digit for digit in number or "" if digit.isdecimal()).removeprefix("00").removeprefix("44")
    national = digits.removeprefix("0")
    return [national] if len(national) >= FEWEST_DIGITS else []


def _hashed(what: str, parts: Sequence[str]) -> str:
    return blake2b("\0".join(parts).encode("utf-8"), digest_size=16, person=f"heard {what}".encode()).hexdigest()


def _over_a_year(first: date, last: date) -> bool:
    return (last.year, last.month, last.day) > (first.year + 1, first.month, first.day)


def _one_after_the_other(uow: UnitOfWork, keys: set[str]) -> None:
    """What another worker keeps under these keys just now is there when this returns. In order, so none is stuck."""
    numbers = sorted(int(key.rpartition(" ")[2][:15], 16) for key in keys)
    uow.connection.execute(
        text("select pg_advisory_xact_lock(number) from unnest(cast(:numbers as bigint[])) as number"),
        {"numbers": numbers},
    )


def _shared(uow: UnitOfWork, keys: Sequence[tuple[UUID, str]], batch: list[UUID]) -> Sequence[Row[Any]]:
    """Each other case with a common key, once for each case of the batch, and the sorts of key they share."""
    own = (
        func.unnest(
            literal([case_id for case_id, _ in keys], ARRAY(Uuid)),
            literal([key for _, key in keys], ARRAY(MatchKey.key.type)),
        )
        .table_valued("case_id", "key")
        .render_derived(name="own")
    )
    own_id = own.c.case_id
    earlier = or_(MatchKey.case_id < own_id, MatchKey.case_id != func.all(literal(batch, ARRAY(Uuid))))
    near = (
        select(MatchKey.case_id)
        .where(MatchKey.key == own.c.key, MatchKey.case_id != own_id, earlier)
        .order_by(MatchKey.case_id.desc())
        .limit(MOST)
        .lateral("near")
    )
    told = [getattr(Submission, name) for name in ("door", "received_how", "topic", "service_area")]
    return uow.connection.execute(
        select(
            own_id,
            Case.id.label("other_id"),
            array_agg(func.split_part(own.c.key, " ", 1)).label("sorts"),
            Case.received_on,
            Case.stage,
            Case.historic,
            *told,
        )
        .select_from(own)
        .join(near, true())
        .join(Case, Case.id == near.c.case_id)
        .join(Submission, Submission.id == Case.submission_id)
        .group_by(own_id, Case.id, Submission.id)
    ).all()


def _nearest(received_on: date, others: Iterable[Any]) -> list[Any]:
    return sorted(others, key=lambda other: (abs(other.received_on - received_on), other.other_id))[:MOST]
