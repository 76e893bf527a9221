"""Invisible marks against a rule that asks for one: ours are read in pictures, others' are only declared."""

from collections.abc import Iterator

from tellmark.marks.checks.model import Judged, Mend, Outcome, Remark
from tellmark.marks.checks.provenance import ACTIVE
from tellmark.marks.credentials.bindings import OURS
from tellmark.marks.foreign import WITHHELD
from tellmark.marks.model import Finding, Findings, Mark, Says, State
from tellmark.media.kinds import Modality

_NEEDS = (Remark("watermark_needed"),)


def judge(findings: Findings, modality: str) -> Judged:
    """Pass where our mark is read and says AI; fail where a credential declares ours and it is there no more.

    No reader can show that a file bears none of anybody's: without either, what intact credentials declare is told,
    and who says it. A declaration is no mark, and that nothing is declared is no lack of one.
    """
    read = next((one for one in findings.found if one.mark is Mark.WATERMARK), None)
    if read is not None:
        return _of_ours(read, findings)
    hidden = next((one.why for one in findings.not_checked if one.what == "watermark"), None)
    if hidden is None and any(_key(one) for one in findings.found):
        return Judged(Outcome.FAIL, (Remark("watermark_gone"),), _NEEDS, (Mend.MARK_ORIGINAL,))
    known = [one for one in findings.found if one.mark is Mark.C2PA and one.state is State.INTACT]
    if found := tuple(remark for one in known for remark in _declared(one)):
        return Judged(Outcome.CANNOT_TELL, found, _NEEDS, (Mend.ASK_ITS_MAKER,))
    if modality != Modality.IMAGE:
        return Judged(Outcome.CANNOT_TELL, (Remark("watermark_undeclared"),), _NEEDS, (Mend.NOT_IN_THIS_VERSION,))
    if hidden is not None:
        return Judged(
            Outcome.CANNOT_TELL, (Remark("watermark_hidden", {"why": hidden}),), _NEEDS, (Mend.LOOK_YOURSELF,)
        )
    return Judged(Outcome.CANNOT_TELL, (Remark("watermark_not_ours"),), _NEEDS, (Mend.MARK,))


def _of_ours(read: Finding, findings: Findings) -> Judged:
    """Whoever declares a mark of ours names its key: another than was read is not what was declared."""
    declared = next((key for one in findings.found if one.place == ACTIVE and (key := _key(one))), None)
    if declared is not None and declared != read.detail.get("watermark_key"):
        return Judged(Outcome.FAIL, (Remark("watermark_other"),), _NEEDS, (Mend.MARK_ORIGINAL,))
    if read.says is not Says.AI:
        return Judged(Outcome.FAIL, (Remark("watermark_silent"),), _NEEDS, (Mend.MARK_ORIGINAL,))
    chance = str(read.detail.get("chance_below", ""))
    return Judged(Outcome.PASS, (Remark("watermark_read", {"chance": chance}),), _NEEDS)


def _key(one: Finding) -> str | None:
    """Return the key of our mark that a credential declares; one that no longer fits its file did so too."""
    key = one.detail.get("watermark_key")
    said = one.mark is Mark.C2PA and one.state in (State.INTACT, State.TAMPERED)
    return key if said and isinstance(key, str) else None


def _declared(one: Finding) -> Iterator[Remark]:
    """A signer answers for what it created; what it passes on is somebody's word."""
    where = "declared" if one.place == ACTIVE else "declared_before"
    signer = str(one.detail.get("signer", WITHHELD))
    for name in _names(one, "invisible_marks"):
        if name == OURS:
            continue
        yield Remark(f"watermark_{where}", {"way": name, "signer": signer})
    for name in _names(one, "invisible_marks_passed_on"):
        yield Remark("watermark_passed_on", {"way": name})


def _names(one: Finding, key: str) -> list[str]:
    names = one.detail.get(key)
    return names if isinstance(names, list) else []
