"""What is kept: one database, a schema for each owner."""

from foundation.records.models.base import Base
from foundation.records.models.casework import Case, Deadline, HistoryLine, Notice, Point
from foundation.records.models.intake import ApiKey, Receipt, Submission
from foundation.records.models.messaging import Incoming, Outgoing, Parked
from foundation.records.models.operation import Installation
from foundation.records.models.staff import Account, SignInLink

__all__ = [
    "Account",
    "ApiKey",
    "Base",
    "Case",
    "Deadline",
    "HistoryLine",
    "Incoming",
    "Installation",
    "Notice",
    "Outgoing",
    "Parked",
    "Point",
    "Receipt",
    "SignInLink",
    "Submission",
]
