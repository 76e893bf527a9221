"""Subjects: opaque persons, legal holds, erasures, and the keys of what the law forces to keep."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0003"
down_revision = "0004"

ID = sa.String(64)
CODE = sa.String(100)
STATE = sa.String(20)
INSTANT = sa.BigInteger()


def upgrade() -> None:
    """Make the tables."""
    _subjects()
    _holds()
    _erasures()
    for table in ("subjects", "holds", "erasures", "retained"):
        wall(table)


def _subjects() -> None:
    op.create_table(
        "subjects",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("key", ID, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_subjects"),
        sa.UniqueConstraint("key", name="uq_subjects_key"),
    )
    op.create_table(
        "retained",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("what", CODE, nullable=False),
        sa.Column("rule", CODE, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_retained"),
    )
    op.create_index("ix_retained_subject", "retained", ["tenant", "subject"])
    op.create_index("ix_retained_until", "retained", ["until"])


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("case_id", CODE, nullable=False),
        sa.Column("rule", CODE, nullable=False),
        sa.Column("basis", STATE, nullable=False),
        sa.Column("review_at", INSTANT, nullable=False),
        sa.Column("set_by", ID, nullable=False),
        sa.Column("set_at", INSTANT, nullable=False),
        sa.Column("second", ID),
        sa.Column("lifting", ID),
        sa.Column("lifted_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_holds"),
    )
    op.create_index("ix_holds_subject", "holds", ["tenant", "subject"])


def _erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("state", STATE, nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.Column("done_at", INSTANT),
        sa.Column("event", ID),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_state", "erasures", ["state"])
    op.create_index("ix_erasures_subject", "erasures", ["tenant", "subject"])
