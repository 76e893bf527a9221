"""The contacts that persons have named themselves."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0026"
down_revision = "0025"

ID = sa.String(64)
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_contacts",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("counts_from", INSTANT),
        sa.Column("ends_at", INSTANT),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_contacts"),
    )
    op.create_index("ix_consent_contacts_subject", "consent_contacts", ["tenant", "subject"])
    wall("consent_contacts")
