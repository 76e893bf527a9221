"""Recordings of the person that are shown with requests: the files, sealed under the person's key."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0032"
down_revision = "0031"

ID = sa.String(64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_previews",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("request", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_previews"),
    )
    op.create_index("ix_consent_previews_request", "consent_previews", ["tenant", "request"])
    op.create_index("ix_consent_previews_subject", "consent_previews", ["tenant", "subject"])
    wall("consent_previews")
