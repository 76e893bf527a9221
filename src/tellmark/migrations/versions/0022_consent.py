"""Consent: requests, links, consents, effects, uses, who speaks for whom, disputes, notes and kept records."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0022"
down_revision = "0021"

ID = sa.String(64)
CODE = sa.String(20)
RULE = sa.String(100)
NAME = sa.String(400)
INSTANT = sa.BigInteger()
BYTES = sa.LargeBinary()
TRUTH = sa.Boolean()

TABLES = (
    "consent_parties", "consent_requests", "consent_invitations", "consents", "consent_effects", "consent_uses",
    "consent_representatives", "consent_standings", "consent_disputes", "consent_notes", "consent_records",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    _asking()
    _agreeing()
    _speaking()
    _telling()
    for table in TABLES:
        wall(table)


def _table(name: str, *parts: sa.schema.SchemaItem) -> None:
    own = sa.Column("tenant", ID, nullable=False), sa.Column("id", ID, nullable=False)
    op.create_table(name, *own, *parts, sa.PrimaryKeyConstraint("tenant", "id", name=f"pk_{name}"))


def _index(name: str, *columns: str) -> None:
    op.create_index(f"ix_{name}_{columns[0]}", name, ["tenant", *columns])


def _must(name: str, kind: sa.types.TypeEngine[Any]) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _asking() -> None:
    _table(
        "consent_parties",
        _must("folded", NAME),
        _must("body", BYTES),
    )
    op.create_index("ix_consent_parties_folded", "consent_parties", ["tenant", "folded"], unique=True)
    _table(
        "consent_requests",
        _must("subject", ID),
        _must("requester", ID),
        sa.Column("group_id", ID),
        _must("state", CODE),
        sa.Column("answered_at", INSTANT),
        sa.Column("words", BYTES),
        sa.Column("person", BYTES),
        _must("body", BYTES),
    )
    _index("consent_requests", "group_id")
    _index("consent_requests", "requester")
    _index("consent_requests", "subject")
    _table(
        "consent_invitations",
        _must("request", ID),
        _must("subject", ID),
        _must("digest", ID),
        _must("until", INSTANT),
        sa.Column("void_at", INSTANT),
        sa.UniqueConstraint("digest", name="uq_consent_invitations_digest"),
    )
    _index("consent_invitations", "request")


def _agreeing() -> None:
    _table(
        "consents",
        _must("request", ID),
        _must("subject", ID),
        _must("requester", ID),
        _must("state", CODE),
        _must("until", INSTANT),
        _must("code", ID),
        _must("body", BYTES),
        sa.UniqueConstraint("code", name="uq_consents_code"),
    )
    _index("consents", "requester")
    _index("consents", "subject", "state")
    _table(
        "consent_effects",
        _must("consent", ID),
        _must("done", TRUTH),
        _must("body", BYTES),
    )
    _index("consent_effects", "consent")
    _table(
        "consent_uses",
        _must("use_id", ID),
        _must("consent", ID),
        _must("body", BYTES),
    )
    _index("consent_uses", "consent")
    _index("consent_uses", "use_id")


def _speaking() -> None:
    _table(
        "consent_representatives",
        _must("subject", ID),
        _must("principal", ID),
        _must("state", CODE),
        _must("body", BYTES),
    )
    _index("consent_representatives", "principal")
    _index("consent_representatives", "subject")
    _table(
        "consent_standings",
        _must("body", BYTES),
    )


def _telling() -> None:
    _table(
        "consent_disputes",
        _must("consent", ID),
        _must("open", TRUTH),
        _must("body", BYTES),
    )
    _index("consent_disputes", "consent")
    _table(
        "consent_notes",
        _must("subject", ID),
        _must("open", TRUTH),
        _must("body", BYTES),
    )
    _index("consent_notes", "subject")
    _table(
        "consent_records",
        _must("consent", ID),
        _must("subject", ID),
        _must("rule", RULE),
        _must("until", INSTANT),
        sa.Column("record", BYTES),
    )
    _index("consent_records", "subject")
