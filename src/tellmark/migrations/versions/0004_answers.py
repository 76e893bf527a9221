"""Answers that are kept for requests that may be repeated."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0004"
down_revision = "0001"

ID = sa.String(64)
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "answers",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("principal", sa.String(200), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("turn", sa.String(64), nullable=False),
        sa.Column("free_at", INSTANT, nullable=False),
        sa.Column("answer", sa.LargeBinary()),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_answers"),
    )
    op.create_index("ix_answers_expires", "answers", ["tenant", "expires_at"])
    wall("answers")
