"""Mandates of regulators, and the files that were taken under them."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0038"
down_revision = "0037"

ID = sa.String(64)
WORD = sa.String(100)


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "mandates",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("reader", ID, nullable=False),
        sa.Column("authority", WORD, nullable=False),
        sa.Column("legal_basis", WORD, nullable=False),
        sa.Column("territory", WORD, nullable=False),
        sa.Column("number", WORD, nullable=False),
        sa.Column("paper", sa.String(64), nullable=False),
        sa.Column("begins_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.Column("second", ID, nullable=False),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("read_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_mandates"),
    )
    op.create_index("ix_mandates_reader", "mandates", ["tenant", "reader"])
    op.create_table(
        "mandate_exports",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("mandate", ID, nullable=False),
        sa.Column("territory", WORD, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_mandate_exports"),
    )
    op.create_index("ix_mandate_exports_mandate", "mandate_exports", ["tenant", "mandate"])
    for table in ("mandates", "mandate_exports"):
        wall(table)
