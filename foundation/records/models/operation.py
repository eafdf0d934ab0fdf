"""Schema `operation`: what this installation is."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.records.models.base import Base

SCHEMA = "operation"


class Installation(Base):
    """One row. Once made-up data has been in a database it says so for ever; live use refuses it."""

    __tablename__ = "installation"
    __table_args__ = (CheckConstraint("only_one", name="only_one"), {"schema": SCHEMA})

    only_one: Mapped[bool] = mapped_column(primary_key=True)
    made_up_since: Mapped[datetime | None]
    synthetic_year_at: Mapped[datetime | None]


class HolidayChange(Base):
    """A day that was proclaimed a bank holiday, or is none any more, after the table we ship was made.

    Rows are added and never changed; `number` counts from 1, so that a clock can say by which of them it was counted.
    """

    __tablename__ = "holiday_change"
    __table_args__ = (CheckConstraint("what in ('added', 'removed')", name="what"), {"schema": SCHEMA})

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    day: Mapped[date]
    what: Mapped[str]
    name: Mapped[str]
    source: Mapped[str]
    made_at: Mapped[datetime]
