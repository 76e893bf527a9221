"""Which links we sent ourselves: by every other, nobody is the person before an officer has looked."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"


def upgrade() -> None:
    """Add the column; of links that were sent before nobody can tell, so they count as given to whoever asked."""
    op.add_column("consent_invitations", sa.Column("reaches", sa.Boolean(), nullable=False, server_default=sa.false()))
