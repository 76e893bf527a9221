"""Accounts: sessions, challenges, passkeys, links, codes, API keys, and what ties somebody's will to a decision."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0021"
down_revision = "0009"

ID = sa.String(64)
STATE = sa.String(20)
CODES = sa.String(400)
INSTANT = sa.BigInteger()
TABLES = (
    "accounts",
    "sessions",
    "challenges",
    "passkeys",
    "enrolments",
    "recovery_codes",
    "sign_in_failures",
    "api_keys",
    "bindings",
)


def upgrade() -> None:
    """Make the tables."""
    _accounts()
    _visits()
    _credentials()
    _programs()
    for table in TABLES:
        wall(table)


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("roles", CODES, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("contact", sa.LargeBinary()),
        sa.Column("totp", sa.LargeBinary()),
        sa.Column("totp_step", sa.BigInteger()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_accounts"),
    )


def _visits() -> None:
    op.create_table(
        "sessions",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("method", STATE, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("proved_at", INSTANT, nullable=False),
        sa.Column("seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_sessions"),
    )
    op.create_index("ix_sessions_account", "sessions", ["tenant", "account"])
    op.create_index("ix_sessions_digest", "sessions", ["tenant", "digest"], unique=True)
    op.create_index("ix_sessions_opened", "sessions", ["tenant", "opened_at"])
    op.create_table(
        "challenges",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("visitor", sa.String(200), nullable=False),
        sa.Column("subject", ID),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.String(4000), nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_challenges"),
    )
    op.create_index("ix_challenges_until", "challenges", ["tenant", "until"])


def _credentials() -> None:
    op.create_table(
        "passkeys",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("credential", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.Column("revoked_at", INSTANT),
        sa.Column("refused_at", INSTANT),
        sa.Column("label", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_passkeys"),
    )
    op.create_index("ix_passkeys_account", "passkeys", ["tenant", "account"])
    op.create_table(
        "enrolments",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("used_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_enrolments"),
    )
    op.create_index("ix_enrolments_account", "enrolments", ["tenant", "account"])
    op.create_table(
        "recovery_codes",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_account", "recovery_codes", ["tenant", "account"])
    op.create_table(
        "sign_in_failures",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("closed_until", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_sign_in_failures"),
    )


def _programs() -> None:
    op.create_table(
        "api_keys",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("capabilities", CODES, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("label", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_api_keys"),
    )
    op.create_index("ix_api_keys_account", "api_keys", ["tenant", "account"])
    op.create_index("ix_api_keys_digest", "api_keys", ["tenant", "digest"], unique=True)
    op.create_table(
        "bindings",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("method", STATE, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("evidence_digest", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("evidence", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_bindings"),
    )
    op.create_index("ix_bindings_subject", "bindings", ["tenant", "subject"])
