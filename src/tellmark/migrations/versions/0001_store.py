"""The store's own tables: tenants, leaves, events and their deliveries, clocks."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0001"
down_revision = None

ID = sa.String(64)
INSTANT = sa.BigInteger()

_STANDS = "a leaf of the log is never changed or deleted"
_PLACED = (
    "OLD.position IS NULL AND NEW.position IS NOT NULL AND NEW.id = OLD.id AND NEW.tenant = OLD.tenant"
    " AND NEW.event = OLD.event AND NEW.body = OLD.body AND NEW.written_at = OLD.written_at"
)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tenants",
        sa.Column("id", ID, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    _leaves()
    _events()
    _clocks()
    for table in ("leaves", "events", "deliveries", "clocks"):
        wall(table)


def _leaves() -> None:
    op.create_table(
        "leaves",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), autoincrement=True, nullable=False),
        sa.Column("tenant", ID, nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("position", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_leaves"),
        sa.ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_leaves_tenant"),
        sa.UniqueConstraint("event", name="uq_leaves_event"),
        sa.UniqueConstraint("position", name="uq_leaves_position"),
        sqlite_autoincrement=True,
    )
    _partial("ix_leaves_waiting", "leaves", "id", "position IS NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION leaves_stand() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_STANDS}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER leaves_stand BEFORE UPDATE ON leaves FOR EACH ROW"
            f" WHEN (NOT ({_PLACED})) EXECUTE FUNCTION leaves_stand()"
        )
        op.execute(
            "CREATE TRIGGER leaves_stay BEFORE DELETE OR TRUNCATE ON leaves"
            " FOR EACH STATEMENT EXECUTE FUNCTION leaves_stand()"
        )
    else:
        refuse = f"BEGIN SELECT RAISE(ABORT, '{_STANDS}'); END"
        op.execute(f"CREATE TRIGGER leaves_stand BEFORE UPDATE ON leaves WHEN NOT ({_PLACED}) {refuse}")
        op.execute(f"CREATE TRIGGER leaves_stay BEFORE DELETE ON leaves {refuse}")


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("said_at", INSTANT, nullable=False),
        sa.Column("spread_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_events"),
    )
    _partial("ix_events_unspread", "events", "said_at", "spread_at IS NULL")
    op.create_table(
        "deliveries",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("event", ID, nullable=False),
        sa.Column("subscriber", sa.String(100), nullable=False),
        sa.Column("next_at", INSTANT, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(100)),
        sa.Column("done_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "event", "subscriber", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["tenant", "event"], ["events.tenant", "events.id"], name="fk_deliveries_tenant_event"),
    )
    _partial("ix_deliveries_waiting", "deliveries", "next_at", "done_at IS NULL")


def _clocks() -> None:
    op.create_table(
        "clocks",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("calendar", sa.String(100), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("half_at", INSTANT, nullable=False),
        sa.Column("most_at", INSTANT, nullable=False),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("next_at", INSTANT),
        sa.Column("stopped_at", INSTANT),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_clocks"),
    )
    _partial("ix_clocks_next", "clocks", "next_at", "next_at IS NOT NULL")
    op.create_index("ix_clocks_about", "clocks", ["tenant", "about"])


def _partial(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
