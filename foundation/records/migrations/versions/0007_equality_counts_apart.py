"""What a sample survey counts of equality lies in a table of its own, which no web process can read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_index("sample_count_cell_ix", "sample_count", schema="survey")
    op.drop_column("sample_count", "within", schema="survey")
    op.drop_column("sample_count", "within_answer", schema="survey")
    op.create_index(
        "sample_count_cell_ix",
        "sample_count",
        ["sample_id", "stratum", "question", "answer"],
        unique=True,
        schema="survey",
    )
    op.create_table(
        "sample_equality_count",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sample_id", sa.Uuid(), nullable=False),
        sa.Column("stratum", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("within", sa.Text(), nullable=True),
        sa.Column("within_answer", sa.Text(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("sample_equality_count_pkey")),
        schema="survey",
    )
    op.create_index(
        "sample_equality_count_cell_ix",
        "sample_equality_count",
        ["sample_id", "stratum", "question", "answer", "within", "within_answer"],
        unique=True,
        schema="survey",
        postgresql_nulls_not_distinct=True,
    )
