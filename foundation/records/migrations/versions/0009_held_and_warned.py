"""A period knows how much it is held for, that far more people answered than before, and how long all was quiet."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("period", sa.Column("excess", sa.Integer(), nullable=True), schema="equality")
    op.add_column("period", sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True), schema="equality")
    op.add_column("period", sa.Column("quiet_since", sa.DateTime(timezone=True), nullable=True), schema="equality")
    op.add_column("period", sa.Column("quiet_until", sa.DateTime(timezone=True), nullable=True), schema="equality")
