"""Made-up data and a council's own never meet, and a process never starts on a database that is not ready."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from foundation.records import Records
from foundation.records.models import Installation
from foundation.records.readiness import refuse_mixture
from foundation.runtime.settings import CannotStart

RecordsAs = Callable[..., Records]


def marked(records: Records, made_up_since: datetime | None) -> None:
    row = {"only_one": True, "made_up_since": made_up_since, "synthetic_year_at": None}
    with records.unit_of_work() as uow:
        uow.keep(Installation, row)


def why_refused(records: Records, *, live: bool) -> str:
    with pytest.raises(CannotStart) as refused:
        refuse_mixture(records, live=live)
    said = str(refused.value)
    assert "\n" not in said
    return said


def test_a_database_of_each_kind_takes_its_own(records_as: RecordsAs) -> None:
    marked(records_as(), None)
    refuse_mixture(records_as("heard_intake"), live=True)


def test_made_up_data_takes_more_made_up_data(records_as: RecordsAs, moment: datetime) -> None:
    marked(records_as(), moment)
    refuse_mixture(records_as("heard_intake"), live=False)


def test_a_database_that_has_held_made_up_data_is_refused_to_live_use(records_as: RecordsAs, moment: datetime) -> None:
    marked(records_as(), moment)
    said = why_refused(records_as("heard_intake"), live=True)
    assert "made-up data" in said
    assert "HEARD_ENV=live" in said


def test_a_live_database_is_refused_to_who_tries_things(records_as: RecordsAs) -> None:
    marked(records_as(), None)
    assert "live use" in why_refused(records_as("heard_intake"), live=False)


@pytest.mark.parametrize("live", [True, False])
def test_a_database_that_was_never_made_ready_names_the_cure(records_as: RecordsAs, live: bool) -> None:
    assert "`heard migrate`" in why_refused(records_as("heard_intake"), live=live)


def test_a_database_that_was_never_migrated_is_refused_without_a_word_of_postgresql(records_as: RecordsAs) -> None:
    with records_as().unit_of_work() as uow:
        uow.connection.exec_driver_sql("drop schema operation cascade")
    said = why_refused(records_as("heard_intake"), live=True)
    assert "was not migrated" in said
    assert "`heard doctor`" in said
    assert "schema" not in said


def test_a_database_that_is_not_there_is_refused_in_the_same_way(database: Any) -> None:
    nowhere = database.url("heard_intake").replace(database.name, "heard_nowhere")
    records = Records(nowhere, process="tests", connections=1)
    assert "does not answer" in why_refused(records, live=True)
    records.close()
