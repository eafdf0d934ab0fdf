"""Samples that are ordered and drawn, and the answers of those who were asked."""

from uuid import uuid4

import pytest
from boxed import an_answer, sealed
from sampled import a_sample, deliver
from sqlalchemy import select
from staffing import an_account

from foundation.contracts.surveys import SampleOrdered
from foundation.records.models import Box, Sample, SampleCount, SealingKey, SendOut
from worker.surveys.keys import KeyFolder
from worker.surveys.samples import prepare_samples


@pytest.fixture
def keys(tmp_path):
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def ordered(records_as, council, clock, everything):
    """Another sample that somebody has ordered; its id."""
    officer = an_account(records_as("heard_operator"), council, clock(), role="equality_officer", password=None)

    def order(*, announced=False, **different):
        with everything.unit_of_work() as uow:
            sample_id = a_sample(uow, officer, clock(), **different)
            if announced:
                uow.send((SampleOrdered(sample_id), "sample.ordered"), source="survey-staff", moment=clock())
        return sample_id

    return order


@pytest.fixture
def drawn(ordered, given, keys, by_code):
    """A sample whose invitations may go out: the send-out of each of its strata, by code."""

    def make(**different):
        sample_id = ordered(**different)
        deliver(given, sample_id)
        prepare_samples(given, keys)
        return by_code(sample_id)

    return make


@pytest.fixture
def by_code(rows):
    """The send-outs of a sample, by the codes of their strata."""

    def read(sample_id):
        [sample] = [it for it in rows(Sample) if it.id == sample_id]
        send_outs = {str(it.id): it for it in rows(SendOut)}
        return {stratum["code"]: send_outs[stratum["send_out_id"]] for stratum in sample.strata}

    return read


@pytest.fixture
def answer(everything):
    """So many people give the same answers to a send-out of a sample."""

    def put(send_out, number, band="adult", **given):
        with everything.unit_of_work() as uow:
            public = uow.session.scalars(
                select(SealingKey.public).where(SealingKey.sample_id == send_out.sample_id, ~SealingKey.destroyed)
            ).one()
            box = sealed(an_answer(given, band, "people_served", 2), public)
            uow.keep(Box, *({"id": uuid4(), "send_out_id": send_out.id, "sealed": box} for _ in range(number)))

    return put


@pytest.fixture
def counted(rows):
    """What was counted, by stratum, question and answer, one way."""
    return lambda: {(it.stratum, it.question, it.answer): it.n for it in rows(SampleCount)}
