"""What the equality officer is asked of a period: to keep or to drop what is held, or what is warned of.

To drop is said for good. To keep is said of what was before; held or warned of later, it is asked again.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_

from foundation.records.models import EqualityPeriod

KEEP, DROP = "keep", "drop"
RUNS = EqualityPeriod.state.in_(("open", "lost")) & EqualityPeriod.ended_at.is_(None)


def _asks(since: Any) -> ColumnElement[bool]:
    kept_before = and_(EqualityPeriod.decision == KEEP, EqualityPeriod.decided_at < since)
    return and_(RUNS, since.is_not(None), or_(EqualityPeriod.decision.is_(None), kept_before))


HELD = _asks(EqualityPeriod.held_at)
WARNED = _asks(EqualityPeriod.warned_at)
UNDECIDED = _asks(func.greatest(EqualityPeriod.held_at, EqualityPeriod.warned_at))


def is_kept_since(period: EqualityPeriod, moment: datetime) -> bool:
    """Was it said at that moment or later to keep it?"""
    return period.decision == KEEP and period.decided_at is not None and period.decided_at >= moment


def is_dropped(period: EqualityPeriod) -> bool:
    """Was it said to drop what is held or warned of?"""
    return period.decision == DROP and (period.held_at is not None or period.warned_at is not None)
