"""Agreements by how they stand, so that officers find those that stand still without walking along a tenant's all."""

from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    """Make the index."""
    op.create_index("ix_consents_state", "consents", ["tenant", "state"])
