"""Webhooks and what is on its way to them; messages that wait to be sent by mail."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0024"
down_revision = "0023"

ID = sa.String(64)
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "webhooks",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("url", sa.String(2000), nullable=False),
        sa.Column("events", sa.LargeBinary(), nullable=False),
        sa.Column("generation", ID, nullable=False),
        sa.Column("before", ID),
        sa.Column("before_until", INSTANT),
        sa.Column("made_by", sa.String(200), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("gone_at", INSTANT),
        sa.Column("rests_until", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_webhooks"),
    )
    op.create_table(
        "hook_sends",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("hook", ID, nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("tried_at", INSTANT),
        sa.Column("trouble", sa.String(100)),
        sa.Column("done_at", INSTANT),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_hook_sends"),
    )
    op.create_index("ix_hook_sends_waiting", "hook_sends", ["done_at", "next_at"])
    op.create_index("ux_hook_sends_once", "hook_sends", ["tenant", "hook", "event"], unique=True)
    op.create_table(
        "mails",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("link", sa.LargeBinary()),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(100)),
        sa.Column("done_at", INSTANT),
        sa.Column("given_up", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_mails"),
    )
    op.create_index("ix_mails_waiting", "mails", ["done_at", "next_at"])
    op.create_index("ix_mails_subject", "mails", ["tenant", "subject"])
    for table in ("webhooks", "hook_sends", "mails"):
        wall(table)
