"""Why a notice is held back; which leaves of the log name an id, so that nobody has to look through all of them."""

import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0028"
down_revision = "0026"

ID = sa.String(64)
_NAMED = re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_MANY = 1_000


def upgrade() -> None:
    """Add the column, make the table, and fill it from the leaves there are."""
    op.add_column("orders", sa.Column("notice_why", sa.String(100)))
    op.create_table(
        "leaf_names",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("thing", ID, nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "thing", "event", name="pk_leaf_names"),
    )
    wall("leaf_names")
    names = sa.table("leaf_names", *(sa.column(name) for name in ("tenant", "thing", "event")))
    for rows in _leaves():
        found = [
            {"tenant": row.tenant, "thing": thing.decode(), "event": row.event}
            for row in rows
            for thing in sorted({*_NAMED.findall(row.body)} - {row.event.encode()})
        ]
        if found:
            op.bulk_insert(names, found)


def _leaves() -> Iterator[list[sa.Row[tuple[int, str, str, bytes]]]]:
    """Yield all leaves in lots: a log may be larger than the memory."""
    leaves = sa.table("leaves", *(sa.column(name) for name in ("id", "tenant", "event", "body")))
    last = 0
    while rows := list(
        op.get_bind().execute(sa.select(leaves).where(leaves.c.id > last).order_by(leaves.c.id).limit(_MANY))
    ):
        yield rows
        last = rows[-1].id
