"""Changes of hands: of an account that asks, of a company on whose behalf is asked, of the service itself."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0040"
down_revision = "0039"

ID = sa.String(64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "consent_hands",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("former", ID, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_hands"),
    )
    op.create_index("ix_consent_hands_state", "consent_hands", ["tenant", "state"])
    op.create_index("ix_consent_hands_former", "consent_hands", ["tenant", "kind", "former"])
    wall("consent_hands")
