"""Decisions before witnesses: what an officer wrote down, until another has confirmed it."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0031"
down_revision = "0027"

ID = sa.String(64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_witnessed",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("request", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_witnessed"),
    )
    for column in ("subject", "request", "state"):
        op.create_index(f"ix_consent_witnessed_{column}", "consent_witnessed", ["tenant", column])
    wall("consent_witnessed")
