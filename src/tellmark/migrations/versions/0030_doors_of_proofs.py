"""By which link a proof was begun: whoever holds one link uses up nobody else's tries."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    """Add the column; what was begun before counts as begun by whoever was signed in."""
    op.add_column("proof_tries", sa.Column("door", sa.String(100), nullable=False, server_default=""))
