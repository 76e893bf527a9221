"""The store's own tables: tenants, leaves and what they name, events and deliveries, clocks, kept answers."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    text,
)

from tellmark.store.columns import METADATA, Id, Instant, Serial, tenanted


def _partial(name: str, column: str, where: str) -> Index:
    """Return an index of the few rows that are still waiting, so that it stays small while the table grows."""
    return Index(name, column, sqlite_where=text(where), postgresql_where=text(where))


TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", Id, primary_key=True),
    Column("opened_at", Instant, nullable=False),
)

LEAVES = Table(
    "leaves",
    METADATA,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("tenant", Id, ForeignKey("tenants.id"), nullable=False),
    Column("event", Id, nullable=False, unique=True),
    Column("body", LargeBinary, nullable=False),
    Column("written_at", Instant, nullable=False),
    Column("position", BigInteger, unique=True),  # its index in the log, once the sequencer has given it one
    _partial("ix_leaves_waiting", "id", "position IS NULL"),
    sqlite_autoincrement=True,
    info={"tenanted": True},
)

LEAF_NAMES = Table(  # which leaves name an id, by their event's name: an index, to be made anew from the leaves
    "leaf_names",
    METADATA,
    Column("tenant", Id, primary_key=True),
    Column("thing", Id, primary_key=True),
    Column("name", String(100), primary_key=True),
    Column("event", Id, primary_key=True),
    info={"tenanted": True},
)

EVENTS = tenanted(
    "events",
    Column("name", String(100), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("said_at", Instant, nullable=False),
    Column("spread_at", Instant),  # when it was laid out for its subscribers
    _partial("ix_events_unspread", "said_at", "spread_at IS NULL"),
)

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("tenant", Id, primary_key=True),
    Column("event", Id, primary_key=True),
    Column("subscriber", String(100), primary_key=True),
    Column("next_at", Instant, nullable=False),  # when it may be tried; while it is being tried, when the lease ends
    Column("attempts", Integer, nullable=False),
    Column("trouble", String(100)),  # the code of the last error
    Column("done_at", Instant),
    ForeignKeyConstraint(["tenant", "event"], ["events.tenant", "events.id"]),
    _partial("ix_deliveries_waiting", "next_at", "done_at IS NULL"),
    info={"tenanted": True},
)

CLOCKS = tenanted(
    "clocks",
    Column("kind", String(100), nullable=False),
    Column("about", String(200), nullable=False),
    Column("calendar", String(100), nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("half_at", Instant, nullable=False),
    Column("most_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("told", Integer, nullable=False),  # how many of half, most and due have been told
    Column("next_at", Instant),  # when the next of them is to be told; empty once stopped or run out
    Column("stopped_at", Instant),
    _partial("ix_clocks_next", "next_at", "next_at IS NOT NULL"),
    Index("ix_clocks_about", "tenant", "about"),
)

ANSWERS = tenanted(
    "answers",
    Column("principal", String(200), nullable=False),
    Column("digest", LargeBinary, nullable=False),  # of the request, under a key
    Column(
        "turn", String(64), nullable=False
    ),  # whose turn it is to answer, so that one who comes late changes nothing
    Column("free_at", Instant, nullable=False),  # when somebody else may take the turn, as long as there is no answer
    Column("answer", LargeBinary),
    Column("expires_at", Instant, nullable=False),
    Index("ix_answers_expires", "tenant", "expires_at"),
)

INSTALLATION = Table(  # one row
    "installation",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("restoring", String(64)),  # the digest of the backup, until all that follows from it is done
    Column("reopened_at", Instant),
)
