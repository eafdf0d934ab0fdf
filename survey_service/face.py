"""What the pages of the staff face work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from foundation.council import Council
from foundation.records import Records
from foundation.runtime.clock import london_day


@dataclass(frozen=True)
class Face:
    """The records, the council's words, where people answer (without a stroke at its end), and the time."""

    records: Records
    council: Council
    survey_address: str
    now: Callable[[], datetime]

    def today(self) -> date:
        """The day it is in England."""
        return london_day(self.now())


def face() -> Face:
    """That of this request."""
    found: Face = current_app.extensions["survey_face"]
    return found


def areas() -> dict[str, str]:
    """The council's parts of the service in words, by code."""
    return {area.code: area.words for area in face().council.areas.values()}
