"""Instants, and the one place that asks the clock."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC, to the second. Call it at the edge only; inside, time is an argument."""
    return datetime.now(UTC).replace(microsecond=0)


def rfc3339(instant: datetime) -> str:
    """Write an aware *instant* as RFC 3339 in UTC with a Z. Raises ValueError for a naive one."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
