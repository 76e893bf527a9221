"""Keys of whom a restored database never knew, and of whom the log tells that they are erased."""

import sqlalchemy as sa
from alembic import op

from tellmark.migrations.walls import wall

revision = "0037"
down_revision = "0036"

ID = sa.String(64)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "subjects_gone",
        sa.Column("tenant", ID, nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("erasure", ID, nullable=False),
        sa.PrimaryKeyConstraint("tenant", "id", name="pk_subjects_gone"),
    )
    wall("subjects_gone")
