"""A question keeps nothing beside itself: secrets for authenticator apps stood there unsealed until they were set up."""

from alembic import op

revision = "0029"
down_revision = "0024"


def upgrade() -> None:
    """Drop what was kept; a question that waits at this moment has to be asked anew, as after some minutes anyway."""
    op.drop_column("challenges", "kept")
