"""Days as they lie from today, for what goes by the real clock: a day that is written down is over some day."""

from datetime import timedelta

from tellmark.values.instants import now


def day(ahead: int) -> str:
    """Return the day that is *ahead* days from today, in UTC, as YYYY-MM-DD; before today where *ahead* is negative."""
    return (now() + timedelta(days=ahead)).date().isoformat()


def midnight(ahead: int) -> str:
    """Return the instant at which that day begins, as RFC 3339."""
    return f"{day(ahead)}T00:00:00Z"
