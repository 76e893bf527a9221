"""A question keeps nothing beside itself: secrets for authenticator apps had stood there unsealed for a while."""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Drop what was kept; a question that waits at this moment has to be asked anew, as after some minutes anyway."""
    op.drop_column("challenges", "kept")
