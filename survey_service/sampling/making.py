"""Making a sample, planning it, ordering it and giving it up. Each happens once, however often its form is sent.

The seed is drawn when the list is kept, before anybody chooses how many to ask; the worker draws by it.
"""

from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.contracts.surveys import SampleOrdered
from foundation.council.rules import Surveys
from foundation.records import UnitOfWork
from foundation.records.models import BadRow as BadRowKept
from foundation.records.models import FramePerson, Sample, SendOut
from foundation.surveys.library import library
from foundation.surveys.people_served import CODE
from foundation.surveys.sampling import new_seed
from survey_service.sampling.frame import Frame
from survey_service.send.sending import When, when

ORDERED = "sample.ordered"


class Changed(Exception):
    """Since the page was made somebody has changed the sample, or its list was deleted."""


def keep(
    uow: UnitOfWork, sample_id: UUID, name: str, frame: Frame, *, by: UUID, surveys: Surveys, today: date,
    moment: datetime,
) -> None:  # fmt: skip
    """Keep a new sample with its frame. The same id is kept once: what comes later with it is not looked at."""
    asked = library().newest(CODE)
    at = when(moment, surveys, remind=True)
    strata = [
        {"code": it.code, "name": it.name, "size": it.size, "invited": None, "left_out": it.left_out,
         "send_out_id": None}
        for it in frame.groups
    ]  # fmt: skip
    row = {
        "id": sample_id, "name": name, "questionnaire": asked.code, "version": asked.version, "strata": strata,
        "seed": new_seed(), "made_by": by, "made_at": moment, **vars(at),
    }  # fmt: skip
    if uow.connection.scalar(insert(Sample).values(row).on_conflict_do_nothing().returning(Sample.id)) is None:
        return
    uow.keep(
        FramePerson,
        *(
            {
                "sample_id": sample_id,
                "line": person.line,
                "stratum": person.group,
                "channel": person.contact.channel,
                "contact": person.contact.address,
            }
            for person in frame.people
        ),
    )
    uow.keep(
        BadRowKept,
        *(
            {"id": uuid4(), "send_out_id": sample_id, "line": bad.row.line, "cells": bad.cells, "fault": bad.fault,
             "made_on": today}
            for bad in frame.bad
        ),
    )  # fmt: skip


def plan(uow: UnitOfWork, sample_id: UUID, invited: Mapping[str, int], at: When) -> None:
    """How many are asked of each stratum, by code, and when. It can be planned again until it is ordered.

    Raises Changed.
    """
    sample = _open_to_change(uow, sample_id)
    sample.strata = [stratum | {"invited": invited[stratum["code"]]} for stratum in sample.strata]
    sample.send_at, sample.remind_on, sample.closes_on = at.send_at, at.remind_on, at.closes_on


def order(uow: UnitOfWork, sample_id: UUID, *, seen: str, surveys: Surveys, moment: datetime) -> None:
    """Have it drawn, as the page showed it; done before, nothing is done. A time that has passed is now.

    Raises Changed.
    """
    sample = _locked(uow, sample_id)
    if sample.ordered_at is not None:
        return
    if state_of(sample) != seen or not is_planned(sample):
        raise Changed
    in_frame = uow.session.scalar(select(func.count(FramePerson.line)).where(FramePerson.sample_id == sample_id))
    if in_frame != sum(stratum["size"] for stratum in sample.strata):
        raise Changed
    if sample.send_at < moment:
        at = when(moment, surveys, remind=sample.remind_on is not None)
        sample.send_at, sample.remind_on, sample.closes_on = at.send_at, at.remind_on, at.closes_on
    sample.ordered_at = moment
    uow.session.flush()
    uow.send((SampleOrdered(sample_id), ORDERED), source="survey-staff", moment=moment)


def give_up(uow: UnitOfWork, sample_id: UUID) -> None:
    """Have its list deleted, which the worker does. Done before, nothing is done. Raises Changed once it is ordered."""
    sample = _locked(uow, sample_id)
    if sample.ordered_at is not None:
        raise Changed
    sample.strata = []


def stop(uow: UnitOfWork, sample_id: UUID, *, today: date, moment: datetime) -> None:
    """Nothing more is sent, and nobody can answer any more; what was answered is counted. Done before, nothing is done.

    Raises Changed before it is drawn: until then it can be given up, or is drawn in a moment.
    """
    sample = _locked(uow, sample_id)
    if sample.drawn_at is None:
        raise Changed
    ours = update(SendOut).where(SendOut.sample_id == sample_id, SendOut.stopped_at.is_(None))
    uow.session.execute(ours.values(stopped_at=moment))
    sample.closes_on = min(sample.closes_on, today)


def is_planned(sample: Sample) -> bool:
    """Is it said of every stratum how many are asked?"""
    return bool(sample.strata) and all(stratum["invited"] for stratum in sample.strata)


def state_of(sample: Sample) -> str:
    """A short mark of what was planned; it changes when that does."""
    told: tuple[Any, ...] = (sample.strata, sample.send_at.timestamp(), sample.remind_on, sample.closes_on)
    return sha256(repr(told).encode()).hexdigest()[:24]


def _open_to_change(uow: UnitOfWork, sample_id: UUID) -> Sample:
    sample = _locked(uow, sample_id)
    if sample.ordered_at is not None or not sample.strata:
        raise Changed
    return sample


def _locked(uow: UnitOfWork, sample_id: UUID) -> Sample:
    return uow.session.get_one(Sample, sample_id, with_for_update=True)
