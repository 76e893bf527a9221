"""The installation's own row: its epoch, and whether a restore has begun and not ended."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0003"


def upgrade() -> None:
    """Make the table, with its one row at the first epoch."""
    table = op.create_table(
        "installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("restoring", sa.String(64)),
        sa.Column("reopened_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_installation"),
    )
    op.bulk_insert(table, [{"id": 1, "epoch": 1}])
