"""Schema `operation`: what this installation is."""

from datetime import datetime

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
