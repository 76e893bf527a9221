"""What the server writes down: JSON lines with fixed fields, so that nothing of a person can slip in."""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from tellmark.values.instants import rfc3339

LOGGER = logging.getLogger("tellmark")


@dataclass(frozen=True, slots=True)
class Access:
    """One request. *route* is the pattern, never the address; there is no query, no client and no name."""

    request: str
    method: str
    route: str
    status: int
    milliseconds: int
    bytes_in: int
    event: str = "access"


@dataclass(frozen=True, slots=True)
class Crash:
    """One mistake of ours: the classes and places of the exception, never its message, which may quote a body."""

    request: str
    exception: str
    places: tuple[str, ...]
    event: str = "crash"


@dataclass(frozen=True, slots=True)
class Work:
    """A change in what runs by itself: the *trouble* that a chore has (an error's code), empty once it is over."""

    chore: str
    trouble: str
    event: str = "work"


def write(event: Access | Crash | Work) -> None:
    """Log *event*."""
    level = logging.ERROR if isinstance(event, Crash) else logging.INFO
    if isinstance(event, Work) and event.trouble:
        level = logging.WARNING
    LOGGER.log(level, event.event, extra={"fields": asdict(event)})


class JsonLines(logging.Formatter):
    """One JSON object a line. An exception that another library logs is cut down to its class."""

    def format(self, record: logging.LogRecord) -> str:
        """Write *record* as one line."""
        line = {"at": rfc3339(datetime.fromtimestamp(record.created, UTC)), "level": record.levelname.lower()}
        fields = getattr(record, "fields", None)
        if fields is not None:
            return json.dumps(line | fields, ensure_ascii=False)
        line |= {"event": record.name, "message": record.getMessage()}
        if record.exc_info and record.exc_info[0] is not None:
            line["exception"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


def to_stderr() -> None:
    """Send everything that is logged to standard error as JSON lines, at once and for the whole process."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonLines())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    logging.getLogger("uvicorn.access").disabled = True  # it would write addresses and queries
