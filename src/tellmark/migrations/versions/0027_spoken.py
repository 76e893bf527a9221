"""Agreements that are spoken: words and recording, sealed under the person's key."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0027"
down_revision = "0030"

ID = sa.String(64)
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_spoken",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("request", ID, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("since", INSTANT, nullable=False),
        sa.Column("due", INSTANT, nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("evidence", ID, nullable=False),
        sa.Column("by", ID, nullable=False),
        sa.Column("nonce", sa.LargeBinary()),
        sa.Column("sentence", sa.LargeBinary()),
        sa.Column("recording", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_spoken"),
    )
    op.create_index("ix_consent_spoken_request", "consent_spoken", ["tenant", "request"])
    op.create_index("ix_consent_spoken_subject", "consent_spoken", ["tenant", "subject"])
    wall("consent_spoken")
