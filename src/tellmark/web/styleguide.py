"""Invented answers, one of each kind, for the style guide."""

from collections.abc import Iterator

from tellmark import __version__
from tellmark.marks.model import Finding, Layer, Mark, NotChecked, Says, State, Trust
from tellmark.verify.decide import ACTIVE, NEVER_CHECKED, cn_tier_of, notes_of
from tellmark.verify.report import SCHEMA, FileFacts, Note, Report, Tool, Verdict

_SIGNED, _WRITTEN, _HINT = Layer.CRYPTOGRAPHIC, Layer.DECLARED, Layer.STATISTICAL
_NOBODY = Trust.NOT_APPLICABLE
_DETAIL = {
    "signer": "Studio North Ltd",
    "at": "2026-11-18T09:12:44Z",
    "change": "altered",
    "operation": "voice_clone",
    "digital_source_type": "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia",
    "system": "Avatar 2",
    "time_source": "own_clock",
}
CREDENTIAL = Finding(Mark.C2PA, _SIGNED, State.INTACT, Trust.PINNED, Says.AI, ACTIVE, _DETAIL)
TAMPERED = Finding(Mark.C2PA, _SIGNED, State.TAMPERED, Trust.UNKNOWN, Says.AI, ACTIVE)
UNKNOWN = Finding(Mark.C2PA, _SIGNED, State.INTACT, Trust.UNKNOWN, Says.AI, ACTIVE, {"withheld": ["metadata", "title"]})
AIGC = Finding(Mark.AIGC, _WRITTEN, State.INTACT, _NOBODY, Says.AI, "xmp")
MAYBE = Finding(Mark.AIGC, _WRITTEN, State.INTACT, _NOBODY, Says.POSSIBLY_AI, "xmp")
MALFORMED = Finding(Mark.AIGC, _WRITTEN, State.MALFORMED, _NOBODY, Says.NOTHING, "xmp")
DISPUTED = Finding(Mark.IPTC, _WRITTEN, State.DISPUTED, _NOBODY, Says.NOT_AI, "xmp")
LABEL = Finding(Mark.LABEL, _WRITTEN, State.INTACT, _NOBODY, Says.AI, "picture", {"position": "lower left"})
TRACE = Finding(Mark.TRACE, _HINT, State.INTACT, _NOBODY, Says.SUSPECTED_AI, "png.text", {"generator": "a generator"})
ABSENT = Finding(Mark.IPTC, _WRITTEN, State.ABSENT, _NOBODY, Says.NOTHING, "xmp")


def every_kind_of_report() -> Iterator[Report]:
    """Yield an invented report for each verdict."""
    yield report_of(Verdict.AI_ATTESTED, CREDENTIAL, AIGC, LABEL)
    yield report_of(Verdict.AI_DECLARED, UNKNOWN, AIGC, DISPUTED)
    yield report_of(Verdict.AI_POSSIBLE, MAYBE)
    yield report_of(Verdict.AI_SUSPECTED, TAMPERED, MALFORMED, LABEL, TRACE)
    yield report_of(Verdict.NO_MARK_FOUND, ABSENT)
    yield report_of(Verdict.UNREADABLE)


def report_of(verdict: Verdict, *findings: Finding, media_type: str | None = "image/jpeg") -> Report:
    """Make an invented report with *verdict* and *findings*."""
    unreadable = verdict is Verdict.UNREADABLE
    notes = (Note("media.empty", "the file is empty"),) if unreadable else notes_of(findings, verdict)
    return Report(
        schema=SCHEMA,
        verdict=verdict,
        cn_tier=cn_tier_of(findings, verdict),
        file=FileFacts("9c41e07f25d8b3a16e94c20d7f58ab3391e6d40c87fa2b5d13c6e98a40b72fd8", 18_400_000, media_type),
        findings=findings,
        refutations=(),
        notes=notes,
        not_checked=(NotChecked("everything", "media.empty"),) if unreadable else NEVER_CHECKED,
        checked_at="2026-11-23T11:04:00Z",
        tool=Tool("tellmark", __version__, "2026-11-01"),
    )
