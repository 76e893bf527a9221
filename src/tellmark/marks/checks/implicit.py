"""The implicit label against the aspects that the rules name (GB 45438-2025 §6.1, App. E; TC260-PG-2025)."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from tellmark.marks.aigc.security import Signature
from tellmark.marks.aigc.values import FIELDS
from tellmark.marks.checks.model import Judged, Mend, Outcome, Remark, together
from tellmark.marks.foreign import WITHHELD
from tellmark.marks.model import Finding, Findings, Mark, State
from tellmark.rules.obligations import Mark as Demand

_CARRIERS = (
    "jpeg.app1.xmp/AIGC",
    "png.itxt.XML:com.adobe.xmp/AIGC",
    "jpeg.exif.UserComment",
    "png.text.AIGC",
    "wav.AIGC",
    "mp3.TXXX.AIGC",
    "mp4.keys.AIGC",
)
"""Where the guides put the label (TC260-PG-20257A, -20259A, -202510A)."""

_WRAPPED_CARRIERS = ("jpeg.exif.UserComment", "png.text.AIGC")
"""Carriers that hold the label within its wrapper {"AIGC": …}: those that can hold anything else as well."""

_AS_GOOD = frozenset({"bare", "entities"})
"""Forms of the bare object; entities are what some XML writers make of its quotation marks."""

_NO_LABEL_AT_ALL = frozenset({"too_long", "too_deep", "not_json", "not_an_object", "service_schema"})


def judge(demand: Demand, findings: Findings) -> Judged:
    """Judge every implicit label of a file by the aspects that *demand* names; the worst copy counts.

    *fields* of the demand are keys of App. E, which must be there, and the aspects of `ASPECTS`. Without any the label
    must be well-formed.
    """
    labels = [one for one in findings.found if one.mark is Mark.AIGC and one.detail.get("form") != ["bytedance"]]
    if not labels:
        private = any(one.mark is Mark.AIGC for one in findings.found)
        if set(demand.fields) <= OPTIONAL and demand.fields:
            return Judged(Outcome.NOT_APPLICABLE, (Remark("aigc_optional"),))
        found = (Remark("aigc_private_only"),) if private else (Remark("aigc_none"),)
        return Judged(Outcome.FAIL, found, (Remark("aigc_needed"),), (Mend.MARK,))
    names = demand.fields or (WELL_FORMED,)
    return together(one for label in labels for one in _of_label(names, label))


def _of_label(names: Sequence[str], label: Finding) -> Iterator[Judged]:
    if unreadable := [code for code in _codes(label, "broken") if code in _NO_LABEL_AT_ALL]:
        yield _fails(Remark(f"aigc_{unreadable[0]}", {"place": label.place}), Remark("aigc_needed"))
        return
    if keys := [name for name in names if name in FIELDS]:
        yield from _keys(keys, label)
    for name in names:
        if name in ASPECTS:
            yield from ASPECTS[name](label)
        elif name not in FIELDS:
            yield Judged(Outcome.CANNOT_TELL, (Remark("aspect_unknown", {"aspect": name}),))


def _keys(keys: Sequence[str], label: Finding) -> Iterator[Judged]:
    """Every key must be there once, as a text, with something in it."""
    codes = _codes(label, "broken")
    need = Remark("aigc_keys_needed", {"keys": ", ".join(keys)})
    faults = [remark for key in keys if (remark := _fault(key, codes, label))]
    for remark in faults:
        yield _fails(remark, need)
    if not faults:
        yield _passes(Remark("aigc_keys", {"keys": ", ".join(keys)}), need)


def _fault(key: str, codes: Sequence[str], label: Finding) -> Remark | None:
    for code in ("not_a_string", "duplicate_field"):
        if f"{code}:{key}" in codes:
            return Remark(f"aigc_{code}", {"key": key})
    return Remark("aigc_missing", {"key": key}) if label.detail.get(FIELDS[key]) in (None, "") else None


def _well_formed(label: Finding) -> Iterator[Judged]:
    codes = _codes(label, "broken")
    need = Remark("aigc_well_formed_needed")
    if not codes:
        yield _passes(Remark("aigc_well_formed", {"place": label.place}), need)
    for code in codes:
        yield _fails(_of_code(code, label), need)


def _one_copy(label: Finding) -> Iterator[Judged]:
    copies = label.detail.get("copies", 1)
    need = Remark("aigc_one_copy_needed")
    if copies == 1:
        yield _passes(Remark("aigc_one_copy", {"place": label.place}), need)
        return
    count = copies if isinstance(copies, int) else 2
    if label.state is State.DISPUTED:
        yield _fails(Remark("aigc_contradictory", {"copies": count}), need)
    else:
        yield _fails(Remark("aigc_duplicated", {"copies": count}), need)


def _seven_keys(label: Finding) -> Iterator[Judged]:
    codes = [*_codes(label, "broken"), *_codes(label, "warnings")]
    need = Remark("aigc_seven_keys_needed")
    wrong = [one for one in codes if one.startswith(("not_a_string:", "absent_field:", "missing:", "duplicate_field:"))]
    for code in wrong:
        yield _fails(_of_code(code, label), need)
    if not wrong:
        odd = tuple(_of_code(code, label) for code in codes if code in ("order", "unknown_field"))
        yield Judged(Outcome.PASS, odd or (Remark("aigc_seven_keys"),), (need,))


def _label_value(label: Finding) -> Iterator[Judged]:
    need, value = Remark("aigc_label_value_needed"), str(label.detail.get("label", ""))
    codes = _codes(label, "broken")
    if "not_a_string:Label" in codes:
        yield _fails(Remark("aigc_not_a_string", {"key": "Label"}), need)
    elif "unknown_label" in codes:
        yield _fails(_of_code("unknown_label", label), need)
    elif not value:
        yield _fails(Remark("aigc_missing", {"key": "Label"}), need)
    else:
        yield _passes(Remark("aigc_label_value", {"value": value}), need)


def _at_birth(label: Finding) -> Iterator[Judged]:
    """A file on its way may name another propagator; nobody can tell from the file whether it is."""
    need = Remark("aigc_at_birth_needed")
    pairs = (("content_producer", "content_propagator"), ("produce_id", "propagate_id"))
    detail = {key: str(label.detail.get(key, "")) for pair in pairs for key in pair}
    if not all(detail.values()):
        empty = next(key for key, attribute in FIELDS.items() if attribute in detail and not detail[attribute])
        yield _fails(Remark("aigc_missing", {"key": empty}), need)
    elif any(detail[one] != detail[other] for one, other in pairs):
        yield Judged(Outcome.CANNOT_TELL, (Remark("aigc_other_propagator"),), (need,), (Mend.LOOK_YOURSELF,))
    elif WITHHELD in detail.values():
        yield Judged(Outcome.CANNOT_TELL, (Remark("aigc_withheld"),), (need,), (Mend.LOOK_YOURSELF,))
    else:
        yield _passes(Remark("aigc_at_birth"), need)


def _characters(label: Finding) -> Iterator[Judged]:
    """The standard says “mainly”: another character is named, and does not fail."""
    odd = [code.partition(":")[2] for code in _codes(label, "warnings") if code.startswith("characters:")]
    need = Remark("aigc_characters_needed")
    if odd:
        yield Judged(Outcome.PASS, tuple(Remark("aigc_characters_odd", {"key": key}) for key in odd), (need,))
    else:
        yield _passes(Remark("aigc_characters"), need)


def _own_number(label: Finding) -> Iterator[Judged]:
    need = Remark("aigc_own_number_needed")
    if "blank_id" in _codes(label, "warnings"):
        yield _fails(Remark("aigc_blank_id"), need)
    elif not label.detail.get("produce_id"):
        yield _fails(Remark("aigc_missing", {"key": "ProduceID"}), need)
    else:
        yield _passes(Remark("aigc_own_number"), need)


def _provider_code(label: Finding) -> Iterator[Judged]:
    need = Remark("aigc_provider_code_needed")
    wrong = [code.partition(":")[2] for code in _codes(label, "warnings") if code.startswith("provider_code:")]
    for key in wrong:
        yield Judged(Outcome.FAIL, (Remark("aigc_provider_code_wrong", {"key": key}),), (need,), (Mend.GIVE_CODE,))
    if wrong:
        return
    if label.detail.get("credit_code"):
        yield _passes(Remark("aigc_provider_code"), need)
    elif label.detail.get("content_producer") == WITHHELD:
        yield Judged(Outcome.CANNOT_TELL, (Remark("aigc_withheld"),), (need,))
    elif label.detail.get("content_producer"):
        yield Judged(Outcome.PASS, (Remark("aigc_provider_name"),), (need,), (Mend.GIVE_CODE,))
    else:
        yield _fails(Remark("aigc_missing", {"key": "ContentProducer"}), need)


def _carrier(label: Finding) -> Iterator[Judged]:
    need = Remark("aigc_carrier_needed")
    form = label.detail.get("form")
    forms = set(form) if isinstance(form, list) else set()
    if label.place not in _CARRIERS or "packet_not_xml" in _codes(label, "warnings"):
        yield _fails(Remark("aigc_wrong_carrier", {"place": label.place}), need)
    elif label.place in _WRAPPED_CARRIERS:
        yield _formed(label, forms, wanted="wrapped", allowed=frozenset({"wrapped", "entities"}), need=need)
    else:
        yield _formed(label, forms, wanted="bare", allowed=_AS_GOOD, need=need)


def _formed(label: Finding, forms: set[str], wanted: str, allowed: frozenset[str], need: Remark) -> Judged:
    where = {"place": label.place}
    if wanted == "wrapped" and "wrapped" not in forms:
        return _fails(Remark("aigc_bare_in_wrapper_carrier", where), need)
    if odd := sorted(forms - allowed):
        return _fails(Remark(f"aigc_form_{odd[0]}", where), need)
    return _passes(Remark("aigc_carrier", where), need)


def _signature(label: Finding) -> Iterator[Judged]:
    """Optional: none is no fault, one that does not fit is."""
    need = Remark("aigc_signature_needed")
    match label.detail.get("signature"):
        case None:
            yield Judged(Outcome.NOT_APPLICABLE, (Remark("aigc_optional"),))
        case Signature.FITS:
            yield _passes(Remark("aigc_signature_fits"), need)
        case Signature.DOES_NOT_FIT:
            yield _fails(Remark("aigc_signature_does_not_fit"), need)
        case _:
            yield Judged(Outcome.CANNOT_TELL, (Remark("aigc_signature_unchecked"),), (need,), (Mend.LOOK_YOURSELF,))


WELL_FORMED = "well_formed"
OPTIONAL = frozenset({"signature"})

ASPECTS: Mapping[str, Callable[[Finding], Iterator[Judged]]] = {
    WELL_FORMED: _well_formed,
    "one_copy": _one_copy,
    "seven_keys": _seven_keys,
    "label_value": _label_value,
    "at_birth": _at_birth,
    "characters": _characters,
    "own_number": _own_number,
    "provider_code": _provider_code,
    "carrier": _carrier,
    "signature": _signature,
}
"""What a pack may name in the `fields` of a mark of kind aigc, besides the keys of App. E."""


def _codes(label: Finding, where: str) -> list[str]:
    codes = label.detail.get(where)
    return codes if isinstance(codes, list) else []


def _of_code(code: str, label: Finding) -> Remark:
    if code == "unknown_label":
        return Remark("aigc_unknown_label", {"value": str(label.detail.get("label", ""))})
    name, _, key = code.partition(":")
    return Remark(f"aigc_{name}", {"key": key} if key else {})


def _fails(found: Remark, need: Remark) -> Judged:
    return Judged(Outcome.FAIL, (found,), (need,), (Mend.MARK,))


def _passes(found: Remark, need: Remark) -> Judged:
    return Judged(Outcome.PASS, (found,), (need,))
