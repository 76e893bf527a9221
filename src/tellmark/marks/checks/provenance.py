"""IPTC fields and Content Credentials against what a rule asks: do they stand, do they say AI, do they name enough?"""

from collections.abc import Iterator

from tellmark.marks.checks.model import Judged, Mend, Outcome, Remark, together
from tellmark.marks.model import Finding, Findings, Layer, Mark, Says, State, Trust
from tellmark.rules.obligations import Mark as Demand

ACTIVE = "c2pa"
"""The place of the credential that speaks for the file itself."""

_SAYS_AI = frozenset({Says.AI, Says.POSSIBLY_AI})


def of_iptc(demand: Demand, findings: Findings) -> Judged:
    """Judge the digital source type and the AI fields; every place that states one counts."""
    stated = [one for one in findings.found if one.mark is Mark.IPTC]
    needs = (Remark("iptc_needed"), *(Remark("field_needed", {"field": name}) for name in demand.fields))
    if not stated:
        return Judged(Outcome.FAIL, (Remark("iptc_none"),), needs, _put(demand))
    wrong = [Judged(Outcome.FAIL, (remark,), needs, (Mend.MARK,)) for one in stated if (remark := _iptc_fault(one))]
    if wrong:
        return together(wrong)
    missing = [name for name in demand.fields if not any(one.detail.get(name) for one in stated)]
    if missing:
        found = tuple(Remark("field_missing", {"field": name}) for name in missing)
        return Judged(Outcome.FAIL, found, needs, (Mend.NAME_MODEL,))
    return Judged(Outcome.PASS, (Remark("iptc_says_ai", {"place": stated[0].place}),), needs)


def _put(demand: Demand) -> tuple[Mend, ...]:
    """What is put without the name of a model lacks what some rules ask for."""
    return (Mend.NAME_MODEL if "system_version" in demand.fields else Mend.MARK,)


def _iptc_fault(one: Finding) -> Remark | None:
    if one.state is State.DISPUTED:
        return Remark("iptc_contradicts")
    if one.state is State.MALFORMED:
        return Remark("iptc_unknown_value", {"value": str(one.detail.get("digital_source_type", ""))})
    return None if one.says in _SAYS_AI else Remark("iptc_not_ai", {"place": one.place})


def of_credential(demand: Demand, findings: Findings) -> Judged:
    """Judge the credential of the file itself: intact, in force, says AI, and names the fields of *demand*."""
    needs = (Remark("credential_needed"), *(Remark("field_needed", {"field": name}) for name in demand.fields))
    active = _active(findings)
    if active is None:
        return Judged(Outcome.FAIL, (Remark("credential_none"),), needs, _put(demand))
    if active.state is State.NOT_CHECKED:
        return Judged(Outcome.CANNOT_TELL, (Remark("credential_elsewhere"),), needs, (Mend.LOOK_YOURSELF,))
    fault = _fault(active, findings)
    if fault is not None:
        return Judged(Outcome.FAIL, (fault,), needs, (Mend.MARK_ORIGINAL,))
    return together(_fields(demand, active, needs))


def _active(findings: Findings) -> Finding | None:
    own = [one for one in findings.found if one.mark is Mark.C2PA and one.layer is Layer.CRYPTOGRAPHIC]
    return next((one for one in own if one.place == ACTIVE), None)


def _fault(active: Finding, findings: Findings) -> Remark | None:
    if active.state is not State.INTACT:
        return Remark(f"credential_{active.state}")
    if active.trust in (Trust.EXPIRED, Trust.REVOKED):
        return Remark(f"credential_{active.trust}")
    known = [one for one in findings.found if one.mark is Mark.C2PA and one.state is State.INTACT]
    if not any(one.says in _SAYS_AI for one in known if one.layer is Layer.CRYPTOGRAPHIC):
        return Remark("credential_silent")
    return None


def _fields(demand: Demand, active: Finding, needs: tuple[Remark, ...]) -> Iterator[Judged]:
    """Another maker's credential may name a field in a form that is not read here: only our own can lack one."""
    missing = [name for name in demand.fields if not active.detail.get(name)]
    if not missing:
        code = "credential_says_ai" if active.trust in (Trust.LISTED, Trust.PINNED) else "credential_unknown_signer"
        yield Judged(Outcome.PASS, (Remark(code),), needs)
        return
    found = tuple(Remark("field_missing", {"field": name}) for name in missing)
    if active.detail.get("record_id"):
        yield Judged(Outcome.FAIL, found, needs, (Mend.NAME_MODEL,))
    else:
        yield Judged(Outcome.CANNOT_TELL, (Remark("credential_other_form"), *found), needs, (Mend.LOOK_YOURSELF,))


def of_time_stamp(findings: Findings) -> Judged:
    """Judge who says when the credential was signed; a time-stamp of the signer's own would prove nothing."""
    needs = (Remark("time_stamp_needed"),)
    active = _active(findings)
    if active is None:
        return Judged(Outcome.FAIL, (Remark("credential_none"),), needs, (Mend.STAMP,))
    source = active.detail.get("time_source")
    if source == "time_stamp" and active.state is State.INTACT:
        told = {"at": str(active.detail.get("time_stamp")), "authority": str(active.detail.get("time_stamp_authority"))}
        return Judged(Outcome.PASS, (Remark("time_stamped", told),), needs)
    if source == "unknown_time_stamp":
        return Judged(Outcome.CANNOT_TELL, (Remark("time_stamp_unknown"),), needs, (Mend.LOOK_YOURSELF,))
    if active.state is State.NOT_CHECKED:
        return Judged(Outcome.CANNOT_TELL, (Remark("credential_elsewhere"),), needs, (Mend.LOOK_YOURSELF,))
    found = "time_stamp_broken" if source == "broken_time_stamp" else "time_stamp_none"
    return Judged(Outcome.FAIL, (Remark(found),), needs, (Mend.STAMP,))


def of_fingerprint() -> Judged:
    """Judge a register of fingerprints, which this version does not keep."""
    return Judged(Outcome.CANNOT_TELL, (Remark("fingerprint_unread"),), (), (Mend.NOT_IN_THIS_VERSION,))
