"""Finished files of uses; uses by their person, so that a page of them is found without walking along all."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0035"
down_revision = "0034"

ID = sa.String(64)
_MANY = 1_000


def upgrade() -> None:
    """Make the table; add the columns, and fill them from what the rows hold."""
    op.create_table(
        "consent_files",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("reserved", ID, nullable=False),
        sa.Column("subject", ID, nullable=False),
        sa.Column("digest", ID, nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("contents", sa.LargeBinary()),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_consent_files"),
    )
    op.create_index("ix_consent_files_reserved", "consent_files", ["tenant", "reserved", "digest"], unique=True)
    op.create_index("ix_consent_files_subject", "consent_files", ["tenant", "subject"])
    wall("consent_files")
    op.add_column("consent_uses", sa.Column("subject", ID, nullable=False, server_default=""))
    op.add_column("consent_uses", sa.Column("made", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_consent_uses_consent", "consent_uses")
    op.create_index("ix_consent_uses_consent", "consent_uses", ["tenant", "consent", "made", "id"])
    op.create_index("ix_consent_uses_subject", "consent_uses", ["tenant", "subject", "made", "id"])
    _fill()


def _fill() -> None:
    uses = sa.table("consent_uses", *(sa.column(name) for name in ("tenant", "id", "body", "subject", "made")))
    change = sa.update(uses).where(uses.c.tenant == sa.bindparam("of"), uses.c.id == sa.bindparam("key"))
    for rows in _lots(uses):
        told = [(row, json.loads(row.body)) for row in rows]
        values = [
            {"of": row.tenant, "key": row.id, "whose": use["subject"],
             "so": use["state"] == "settled" and use["outputs"] > 0}
            for row, use in told
        ]  # fmt: skip
        op.get_bind().execute(change.values(subject=sa.bindparam("whose"), made=sa.bindparam("so")), values)


def _lots(uses: sa.TableClause) -> Iterator[list[Any]]:
    """Yield all uses in lots: they may be more than the memory holds."""
    columns, last = (uses.c.tenant, uses.c.id), ("", "")
    rest = sa.select(*columns, uses.c.body).order_by(*columns).limit(_MANY)
    while rows := list(op.get_bind().execute(rest.where(sa.tuple_(*columns) > last))):
        yield rows
        last = (rows[-1].tenant, rows[-1].id)
