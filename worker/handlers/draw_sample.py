"""sample.ordered.v1: draw a sample of its frame, invite who was drawn, and forget everybody else."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from foundation.contracts.surveys import SampleOrdered
from foundation.records import UnitOfWork
from foundation.records.models import FramePerson, Invitation, Sample, SendOut
from foundation.runtime.logs import get_logger
from foundation.surveys.sampling import draw
from worker.circumstances import Circumstances

log = get_logger("worker")

EVERY_AREA = "all"  # a sample is of all whom the service works with


class NotThere(LookupError):
    """The sample that a message speaks of is not in the records with its frame, or nobody has ordered it."""


def draw_samples(uow: UnitOfWork, messages: Sequence[SampleOrdered], given: Circumstances) -> None:
    """Draw each that was not drawn before. Raises NotThere. Nothing goes out before its sealing key is made."""
    for sample_id in sorted({message.sample_id for message in messages}):
        sample = uow.session.get(Sample, sample_id, with_for_update=True)
        if sample is None or sample.ordered_at is None:
            raise NotThere(sample_id)
        if sample.drawn_at is None:
            _draw(uow, sample, given)


def _draw(uow: UnitOfWork, sample: Sample, given: Circumstances) -> None:
    people: dict[str, dict[int, FramePerson]] = defaultdict(dict)
    for person in uow.session.scalars(select(FramePerson).where(FramePerson.sample_id == sample.id)):
        people[person.stratum][person.line] = person
    drawn = []
    for stratum in sample.strata:
        lines = people[stratum["code"]]
        chosen = [lines[line] for line in draw(sample.seed, lines, stratum["invited"])]
        if len(chosen) < stratum["invited"]:
            raise NotThere(sample.id)
        drawn.append(_send_out(uow, sample, stratum, chosen, given))
    uow.connection.execute(delete(FramePerson).where(FramePerson.sample_id == sample.id))
    sample.strata = [
        stratum | {"send_out_id": str(send_out_id)} for stratum, send_out_id in zip(sample.strata, drawn, strict=True)
    ]
    sample.drawn_at = given.now()
    uow.session.flush()
    log.info("sample drawn", sample_id=str(sample.id), invited=sum(stratum["invited"] for stratum in sample.strata))


def _send_out(
    uow: UnitOfWork, sample: Sample, stratum: Mapping[str, Any], chosen: Sequence[FramePerson], given: Circumstances
) -> UUID:
    """One send-out for a stratum. Its invitations lie in the order of random tickets, and not of the frame."""
    send_out_id = uuid4()
    uow.keep(
        SendOut,
        {
            "id": send_out_id,
            "kind": "sample",
            "name": f"{sample.name}: {stratum['name']}",
            "questionnaire": sample.questionnaire,
            "version": sample.version,
            "area": EVERY_AREA,
            "made_by": sample.made_by,
            "made_at": given.now(),
            "send_at": sample.send_at,
            "remind_on": sample.remind_on,
            "closes_on": sample.closes_on,
            "sample_id": sample.id,
        },
    )
    invitations = [
        {
            "ticket": uuid4(),
            "send_out_id": send_out_id,
            "channel": person.channel,
            "contact": person.contact,
            "state": "waiting",
            "attempts": 0,
        }
        for person in chosen
    ]
    uow.keep(Invitation, *sorted(invitations, key=lambda row: row["ticket"]))
    return send_out_id
