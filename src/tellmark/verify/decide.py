"""From findings to a verdict: pure decisions, the same for everyone who asks."""

from collections.abc import Iterable

from tellmark.marks.model import Finding, Layer, Mark, NotChecked, Says, State, Trust
from tellmark.verify.report import CnTier, Note, Verdict

BROKEN = frozenset({State.TAMPERED, State.MALFORMED, State.DISPUTED})
KNOWN = frozenset({Trust.LISTED, Trust.PINNED})
ACTIVE = "c2pa"
"""The place of the credential that speaks for the file itself; those of its ingredients have longer names."""

NEVER_CHECKED = (
    NotChecked("foreign_watermarks", "only_their_makers_can_read_them"),
    NotChecked("revocation", "works_offline"),
    NotChecked("registry", "no_registry_yet"),
)
"""What this version checks in no file, so that no answer looks more complete than it is."""


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Give the strongest answer that *findings* carry (DESIGN §4).

    Attested needs an intact signature of a listed or pinned signer over this very file; what well-formed metadata
    or an unknown signer says is declared; what is only seen, heard, traced or broken is never more than suspected.
    """
    found = tuple(findings)
    if _attested(found):
        return Verdict.AI_ATTESTED
    if any(_declares(finding, Says.AI) for finding in found):
        return Verdict.AI_DECLARED
    if any(_declares(finding, Says.POSSIBLY_AI) for finding in found):
        return Verdict.AI_POSSIBLE
    if any(finding.says in (Says.AI, Says.POSSIBLY_AI, Says.SUSPECTED_AI) for finding in found):
        return Verdict.AI_SUSPECTED
    return Verdict.NO_MARK_FOUND


def _attested(found: tuple[Finding, ...]) -> bool:
    """A signer known here vouches for the file; its ingredients count if their own signers are known too."""
    vouched = any(finding.place == ACTIVE and _signed_by_known(finding) for finding in found)
    return vouched and any(_signed_by_known(finding) and finding.says is Says.AI for finding in found)


def _signed_by_known(finding: Finding) -> bool:
    return finding.mark is Mark.C2PA and finding.state is State.INTACT and finding.trust in KNOWN


def _declares(finding: Finding, says: Says) -> bool:
    """Tell whether well-formed metadata, an intact signature or an invisible mark that could be read whole says so.

    A label in the picture is only seen. Of an invisible mark every bit was read, and its error is bounded (ADR 22):
    it is a statement, which anyone could have written.
    """
    written = finding.mark in (Mark.C2PA, Mark.AIGC, Mark.IPTC, Mark.WATERMARK)
    return written and finding.layer is not Layer.STATISTICAL and finding.state is State.INTACT and finding.says is says


def cn_tier_of(findings: Iterable[Finding], verdict: Verdict) -> CnTier | None:
    """Give the word of the Labelling Measures Art. 6: metadata confirms, a user declares, traces make one suspect."""
    if verdict in (Verdict.NO_MARK_FOUND, Verdict.UNREADABLE):
        return None
    labels = [finding for finding in findings if finding.mark is Mark.AIGC and finding.state is State.INTACT]
    if verdict is Verdict.AI_ATTESTED or any(label.says is Says.AI for label in labels):
        return CnTier.CONFIRMED
    if any(label.says is Says.POSSIBLY_AI for label in labels):
        return CnTier.POSSIBLE
    return CnTier.SUSPECTED


def notes_of(findings: Iterable[Finding], verdict: Verdict) -> tuple[Note, ...]:
    """Name what a reader of this answer must be told with it."""
    found = tuple(findings)
    notes = {
        "no_mark_is_not_authenticity": verdict is Verdict.NO_MARK_FOUND,
        "anyone_could_have_written_it": verdict is Verdict.AI_DECLARED,
        "only_seen_or_heard": verdict is Verdict.AI_SUSPECTED,
        "signer_known_only_here": any(_signed_by_known(one) and one.trust is Trust.PINNED for one in found),
        "signer_unknown": any(one.trust is Trust.UNKNOWN and one.state is State.INTACT for one in found),
        "credential_does_not_fit": any(one.mark is Mark.C2PA and one.state is State.TAMPERED for one in found),
        "foreign_details_withheld": any(one.detail.get("withheld") for one in found),
        "a_hint_is_no_proof": any(one.layer is Layer.STATISTICAL for one in found),
    }
    return tuple(Note(code) for code, holds in notes.items() if holds)
