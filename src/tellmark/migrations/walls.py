"""Walls inside PostgreSQL: a transaction sees the rows of the tenant that it was begun for, whatever it asks."""

from alembic import op


def wall(table: str) -> None:
    """Put row-level security on *table*, for its owner, too; on SQLite there is none, and nothing is done.

    `*` stands for the installation's own machinery (`Database.work`). Steps of the history rely on this as it is:
    another kind of wall is another function.
    """
    if op.get_bind().dialect.name != "postgresql":
        return
    own = "tenant = current_setting('tellmark.tenant', true) OR current_setting('tellmark.tenant', true) = '*'"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_tenant ON {table} USING ({own}) WITH CHECK ({own})")
