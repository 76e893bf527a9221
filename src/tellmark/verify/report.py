"""The report `tellmark.report/1`: what is said of a file, by whom, and what could not be checked."""

from dataclasses import dataclass
from enum import StrEnum

from tellmark.marks.model import Finding, NotChecked

SCHEMA = "tellmark.report/1"


class Verdict(StrEnum):
    """The answer in one word. None of them ever says that a file is real."""

    AI_ATTESTED = "ai_attested"
    AI_DECLARED = "ai_declared"
    AI_POSSIBLE = "ai_possible"
    AI_SUSPECTED = "ai_suspected"
    NO_MARK_FOUND = "no_mark_found"
    UNREADABLE = "unreadable"


class CnTier(StrEnum):
    """The three words of the Labelling Measures Art. 6."""

    CONFIRMED = "confirmed"
    POSSIBLE = "possible"
    SUSPECTED = "suspected"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file as bytes: its SHA-256, its size, and its media type if that could be told. Never its name."""

    sha256: str
    size: int
    media_type: str | None


@dataclass(frozen=True, slots=True)
class Tool:
    """Who answered, and with what knowledge. *trust_list* is the date of the C2PA trust list, None without one."""

    name: str
    version: str
    trust_list: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence's code that belongs to this answer, such as `no_mark_is_not_authenticity`; worded by `words`."""

    code: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """The answer to “what is this file?”. *checked_at* is RFC 3339 in UTC."""

    schema: str
    verdict: Verdict
    cn_tier: CnTier | None
    file: FileFacts
    findings: tuple[Finding, ...]
    refutations: tuple[str, ...]
    notes: tuple[Note, ...]
    not_checked: tuple[NotChecked, ...]
    checked_at: str
    tool: Tool
