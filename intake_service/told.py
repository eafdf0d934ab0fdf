"""What somebody told us, the same whichever door it came through."""

from dataclasses import dataclass
from datetime import date
from json import dumps

LONGEST_OUTCOME = 5_000
LISTENED = (("yes", "Yes"), ("partly", "Partly"), ("no", "No"))


@dataclass(frozen=True, kw_only=True)
class Told:
    """One complaint, compliment, comment, request or word of a meeting, checked and tidied. None means not said."""

    kind: str
    service_area: str
    topic: str | None = None
    relationship: str | None = None
    words: str | None = None
    outcome_wanted: str | None = None
    happened_on: date | None = None
    still_going_on: bool | None = None
    child_at_risk: bool = False
    allegation_against_worker: bool | None = None
    has_parental_responsibility: bool | None = None
    age_band: str | None = None
    child_status: str | None = None
    responsible_authority: str | None = None
    aware_on: date | None = None
    already_in_court: bool | None = None
    court_same_matter: bool | None = None
    answered_at_stage: int | None = None
    answered_on: date | None = None
    asks_for_stage: int | None = None
    child_name: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    thanks_to: str | None = None
    meeting: str | None = None
    meeting_went: int | None = None
    meeting_listened: str | None = None

    def as_bytes(self) -> bytes:
        """The same bytes for the same content: what a receipt is made of. A question added later changes none."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        return dumps(said, sort_keys=True, default=date.isoformat).encode()
