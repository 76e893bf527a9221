"""Legal bases other than consent."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0039"
down_revision = "0038"

ID = sa.String(64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_bases",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("requester", ID, nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.LargeBinary()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_bases"),
    )
    op.create_index("ix_consent_bases_subject", "consent_bases", ["tenant", "subject", "requester", "live"])
    op.create_index("ix_consent_bases_requester", "consent_bases", ["tenant", "requester"])
    wall("consent_bases")
