"""A sample survey: its frame and strata as the officer made them, its order as it travels, and its end."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from staffing import Clock

from foundation.contracts.envelope import enclose
from foundation.contracts.surveys import SampleOrdered
from foundation.records import UnitOfWork
from foundation.records.models import FramePerson, Sample
from foundation.surveys.sampling import Allocation, allocate
from worker.circumstances import Circumstances
from worker.receive import receive
from worker.surveys.counting import ON_ITS_WAY

SEED = "000102030405060708090a0b0c0d0e0f"
SIZES = {"north": 130, "south": 260}


def a_sample(
    uow: UnitOfWork, made_by: UUID, moment: datetime, *, sizes: Mapping[str, int] = SIZES, total: int = 200,
    closes_on: date | None = None, **different: Any,
) -> UUID:  # fmt: skip
    """A sample that is ordered and not drawn yet, unless told otherwise, with its frame; its id."""
    sample_id = uuid4()
    asked = allocate(sizes, total, Allocation.PROPORTIONAL)
    strata = [
        {"code": code, "name": code.capitalize(), "size": size, "invited": asked[code], "left_out": 0,
         "send_out_id": None}
        for code, size in sizes.items()
    ]  # fmt: skip
    uow.keep(
        Sample,
        {
            "id": sample_id,
            "name": "Winter survey",
            "questionnaire": "people_served",
            "version": 2,
            "strata": strata,
            "seed": SEED,
            "made_by": made_by,
            "made_at": moment,
            "send_at": moment,
            "remind_on": None,
            "closes_on": closes_on or moment.date() + timedelta(days=28),
            "ordered_at": moment,
            "drawn_at": None,
            "counted_at": None,
        }
        | different,
    )
    codes = [code for code, size in sizes.items() for _ in range(size)]
    uow.keep(
        FramePerson,
        *(
            {"sample_id": sample_id, "line": line, "stratum": code, "channel": "email", "contact": contact(line)}
            for line, code in enumerate(codes, 2)
        ),
    )
    return sample_id


def contact(line: int) -> str:
    """The address of whoever stands in this line of a frame."""
    return f"person{line}@example.com"


def a_list(sizes: Mapping[str, int] = SIZES, *more: str, head: str = "Email;Group") -> bytes:
    """A file with so many people in each group, and more rows."""
    names = [name for name, size in sizes.items() for _ in range(size)]
    rows = [f"{contact(line)};{name}" for line, name in enumerate(names, 2)]
    return "\n".join([head, *rows, *more]).encode()


def delivery(message: Any, given: Circumstances) -> SimpleNamespace:
    """A message as it comes to the worker."""
    envelope = enclose(message, "survey-staff", given.now())
    return SimpleNamespace(id=envelope.id, headers=envelope.headers, body=envelope.body)


def deliver(given: Circumstances, sample_id: UUID) -> None:
    """The order of this sample comes to the worker."""
    with given.records.unit_of_work() as uow:
        receive(uow, [delivery(SampleOrdered(sample_id), given)], given)


def until_the_end(clock: Clock, waited: timedelta = timedelta(0)) -> None:
    """The first day on which a sample of 28 days may be counted."""
    clock.forward(days=(timedelta(days=29) + ON_ITS_WAY + waited).days)


def dies_after(table: type) -> Callable[..., None]:
    """A unit of work whose process ends as soon as it has written rows of this table."""
    keep = UnitOfWork.keep

    def dies(uow: UnitOfWork, written: type, *rows: Mapping[str, Any]) -> None:
        keep(uow, written, *rows)
        if written is table:
            raise InterruptedError

    return dies
