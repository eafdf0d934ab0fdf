"""What every job of the worker is told: the council's rules, the calendar and the moment."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from foundation.council import Council
from foundation.procedure.working_days import WorkingDays
from foundation.records import Records


@dataclass(frozen=True)
class Circumstances:
    """The worker never asks the clock itself: a synthetic year gives it other moments."""

    records: Records
    council: Council
    days: WorkingDays
    now: Callable[[], datetime]
