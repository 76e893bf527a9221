"""The day on which a minor is of age, sealed; links that went to whoever speaks for the person."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Add the columns. A day that stood in a row before is proposed anew: no key is at hand here to seal it."""
    op.add_column("consent_standings", sa.Column("majority_at", sa.LargeBinary()))
    op.add_column("consent_standings", sa.Column("proposed_at", sa.LargeBinary()))
    op.add_column("consent_invitations", sa.Column("ward", sa.Boolean(), nullable=False, server_default=sa.false()))
