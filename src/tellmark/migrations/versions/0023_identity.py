"""Real identity: records of assurance, tries, officers' cases, well-known persons, retained numbers, orders."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0023"
down_revision = "0022"

ID = sa.String(64)
STATE = sa.String(20)
CODE = sa.String(100)
INSTANT = sa.BigInteger()
TABLES = ("assurance_records", "well_known", "retained_numbers", "proof_tries", "identity_cases", "orders")


def upgrade() -> None:
    """Make the tables."""
    _assurance()
    _tries()
    _cases()
    _orders()
    for table in TABLES:
        wall(table)


def _made(name: str, *columns: sa.Column[Any]) -> None:
    own = sa.Column("tenant", ID, nullable=False), sa.Column("id", ID, nullable=False)
    op.create_table(name, *own, *columns, sa.PrimaryKeyConstraint("tenant", "id", name=f"pk_{name}"))


def _assurance() -> None:
    _made(
        "assurance_records",
        sa.Column("subject", ID, nullable=False),
        sa.Column("method", STATE, nullable=False),
        sa.Column("verifier", ID, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("territories", sa.String(400), nullable=False),
        sa.Column("evidence", ID, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("valid_until", INSTANT, nullable=False),
        sa.Column("revoked_at", INSTANT),
        sa.Column("cooling_until", INSTANT),
        sa.Column("issuer", sa.LargeBinary(), nullable=False),
        sa.Column("age", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_assurance_records_subject", "assurance_records", ["tenant", "subject"])
    _made(
        "well_known",
        sa.Column("flagged_by", ID, nullable=False),
        sa.Column("flagged_at", INSTANT, nullable=False),
        sa.Column("cooling_until", INSTANT, nullable=False),
    )
    _made(
        "retained_numbers",
        sa.Column("subject", ID, nullable=False),
        sa.Column("rule", CODE, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=False),
    )
    op.create_index("ix_retained_numbers_subject", "retained_numbers", ["tenant", "subject"])


def _tries() -> None:
    _made(
        "proof_tries",
        sa.Column("subject", ID, nullable=False),
        sa.Column("verifier", ID, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("browser", ID, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("record", ID, nullable=False),
        sa.Column("kept", sa.LargeBinary()),
    )
    op.create_index("ix_proof_tries_subject", "proof_tries", ["tenant", "subject", "opened_at"])
    op.create_index("ix_proof_tries_expires", "proof_tries", ["expires_at"])


def _cases() -> None:
    _made(
        "identity_cases",
        sa.Column("subject", ID, nullable=False),
        sa.Column("verifier", ID, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("document", ID, nullable=False),
        sa.Column("evidence", ID, nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.Column("first", ID, nullable=False),
        sa.Column("second", ID, nullable=False),
        sa.Column("decided_at", INSTANT),
        sa.Column("age", sa.LargeBinary()),
    )
    op.create_index("ix_identity_cases_state", "identity_cases", ["tenant", "state", "opened_at"])
    op.create_index("ix_identity_cases_subject", "identity_cases", ["tenant", "subject"])


def _orders() -> None:
    words = ("authority", "legal_basis", "scope", "territory", "number")
    _made(
        "orders",
        sa.Column("kind", STATE, nullable=False),
        sa.Column("subject", ID, nullable=False),
        *(sa.Column(word, CODE, nullable=False) for word in words),
        sa.Column("paper", ID, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("notice_at", INSTANT),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("second", ID, nullable=False),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("ended_at", INSTANT),
        sa.Column("told_at", INSTANT),
    )
    op.create_index("ix_orders_subject", "orders", ["tenant", "subject"])
