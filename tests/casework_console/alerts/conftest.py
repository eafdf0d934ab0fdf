"""Signs of harm in complaints and in surveys, and a duty worker who acts on them."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from uuid_utils.compat import uuid7

from foundation.contracts.references import new_reference
from foundation.records.models import Alert, Case

SAID = {
    "words": "My brother says that Dad hits him. <b>Please</b> ring me.",
    "name": "Ann Other",
    "phone": "07700 900123",
}


@pytest.fixture
def duty(signed_in_as):
    return signed_in_as("duty_worker")


@pytest.fixture
def alert_of(everything, case_of, moment):
    """An alert for a new case, as the worker makes it; its reference."""

    def make(*, because=("words",), told=1, opened=False, ago=timedelta(0), by=None, **different):
        reference = case_of(submission={**SAID, **different})
        with everything.unit_of_work() as uow:
            case_id = uow.session.scalar(select(Case.id).where(Case.reference == reference))
            uow.keep(Alert, {
                "id": uuid7(), "case_id": case_id, "reference": reference, "because": list(because),
                "raised_at": moment - ago, "told": told, "told_at": moment - ago,
                "opened_at": moment if opened else None, "opened_by": by,
            })  # fmt: skip
        return reference

    return make


@pytest.fixture
def survey_alert(everything, moment):
    """A sign of harm in the answer to a survey, as its page keeps it: no case, its own words. Its reference."""

    def make(words="My mum’s boyfriend hits me.", **different):
        row = {
            "id": uuid7(), "case_id": None, "reference": new_reference(), "words": words, "because": ["words"],
            "raised_at": moment, "told": 0, "told_at": moment, "opened_at": None, "opened_by": None,
        }  # fmt: skip
        with everything.unit_of_work() as uow:
            uow.keep(Alert, row | different)
        return row["reference"]

    return make
