"""What somebody has asked, newest first, by its index: a page of it is found without walking along a tenant's all."""

from alembic import op

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Let the index of a requester's requests go on by id."""
    op.drop_index("ix_consent_requests_requester", "consent_requests")
    op.create_index("ix_consent_requests_requester", "consent_requests", ["tenant", "requester", "id"])
