"""Which leaves name an id, by the names of their events: who asks for some of these reads no others."""

import json
import re
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0036"
down_revision = "0035"

ID = sa.String(64)
_NAMED = re.compile(r'(?<=")[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?=")')
_MANY = 1_000


def upgrade() -> None:
    """Make the table anew, as nothing stands in it that does not follow from the leaves."""
    op.drop_table("leaf_names")
    names = op.create_table(
        "leaf_names",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("thing", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "thing", "name", "event", name="pk_leaf_names"),
    )
    wall("leaf_names")
    for rows in _leaves():
        if found := [named for row in rows for named in _names(row)]:
            op.bulk_insert(names, found)


def _names(row: sa.Row[tuple[int, str, str, bytes]]) -> list[dict[str, str]]:
    """Return a row for each id that the event of a leaf names, as `say` writes them: the tenant is the leaf's word."""
    leaf = json.loads(row.body)
    things = sorted({*_NAMED.findall(json.dumps(leaf["facts"]))} - {row.tenant})
    return [{"tenant": row.tenant, "thing": thing, "name": leaf["type"], "event": row.event} for thing in things]


def _leaves() -> Iterator[list[sa.Row[tuple[int, str, str, bytes]]]]:
    """Yield all leaves in lots: a log may be larger than the memory."""
    leaves = sa.table("leaves", *(sa.column(name) for name in ("id", "tenant", "event", "body")))
    last = 0
    while rows := list(
        op.get_bind().execute(sa.select(leaves).where(leaves.c.id > last).order_by(leaves.c.id).limit(_MANY))
    ):
        yield rows
        last = rows[-1].id
