"""What is kept: one database, a schema for each owner."""

from foundation.records.models.base import Base
from foundation.records.models.casework import (
    Case,
    Conflict,
    Deadline,
    Decision,
    HistoryLine,
    Link,
    MatchKey,
    Notice,
    Point,
    StaffMail,
    WorkerChange,
)
from foundation.records.models.intake import ApiKey, Receipt, Submission
from foundation.records.models.messaging import Incoming, Outgoing, Parked
from foundation.records.models.ombudsman import OmbudsmanAlarm, OmbudsmanChange, OmbudsmanDecision
from foundation.records.models.operation import HolidayChange, Installation
from foundation.records.models.safety import Alert, AlertDecision, Miss
from foundation.records.models.staff import Account, SignInLink

__all__ = [
    "Account",
    "Alert",
    "AlertDecision",
    "ApiKey",
    "Base",
    "Case",
    "Conflict",
    "Deadline",
    "Decision",
    "HistoryLine",
    "HolidayChange",
    "Incoming",
    "Installation",
    "Link",
    "MatchKey",
    "Miss",
    "Notice",
    "OmbudsmanAlarm",
    "OmbudsmanChange",
    "OmbudsmanDecision",
    "Outgoing",
    "Parked",
    "Point",
    "Receipt",
    "SignInLink",
    "StaffMail",
    "Submission",
    "WorkerChange",
]
