"""Read every implicit label in a file, judge each, and say where two of them disagree."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tellmark.marks.aigc import wild
from tellmark.marks.aigc.judge import Judgement, judge, provider_of
from tellmark.marks.aigc.provider import ProviderCode
from tellmark.marks.aigc.values import LABELS
from tellmark.marks.foreign import WITHHELD, shown, text_of
from tellmark.marks.model import AigcLabel, Detail, Finding, Layer, Mark, Says, State, Trust
from tellmark.media.containers import Carried, Site, xmp
from tellmark.values.errors import Malformed


@dataclass(frozen=True, slots=True)
class _Met:
    place: str
    form: wild.Form
    warnings: tuple[str, ...] = ()


def findings(carried: Carried) -> tuple[Finding, ...]:
    """Return one finding for each implicit label in *carried*, in the order of its places.

    An intact label states 1, 2 or 3 as the standard asks; a malformed one says in `broken` which rules it fails.
    Labels that contradict each other are disputed. `copies` counts the labels where there is more than one
    (GB 45438-2025 §6.1 c allows one). ByteDance's private number is reported too, for its exporters write nothing else.
    """
    met = list(_met(carried))
    labels = [item for item in met if wild.vendor_type(item.form) is None]
    judged = [judge(item.form) for item in labels]
    disputed = len({_claim(judgement.label) for judgement in judged if judgement.label is not None}) > 1
    found = [_finding(item, judgement) for item, judgement in zip(labels, judged, strict=True)]
    if len(found) > 1:
        found = [_among(finding, len(found), disputed=disputed) for finding in found]
    vendors = (_vendor(item) for item in met)
    return (*found, *[finding for finding in vendors if finding is not None])


def _met(carried: Carried) -> Iterator[_Met]:
    seen: set[tuple[str, bytes]] = set()
    for site in carried.aigc:
        seen.add((site.place, site.data))
        if (form := wild.in_carrier(site.data)) is not None:
            yield _Met(site.place, form)
    for packet in carried.xmp:
        yield from _in_packet(packet)
    for site in carried.texts:
        if (site.place, site.data) not in seen and (form := wild.in_text(site.data)) is not None:
            yield _Met(site.place, form)


def _in_packet(packet: Site) -> Iterator[_Met]:
    """Labels in an XMP packet, as a property AIGC of any namespace: some writers get the address wrong."""
    try:
        properties = xmp.properties(packet.data)
    except Malformed:
        yield from _in_broken_packet(packet)
        return
    for item in properties:
        if item.name.casefold() == "aigc":
            form = wild.in_carrier(item.value.encode("utf-8", "replace"))
        else:
            form = wild.in_text(item.value[: wild.LIMIT].encode("utf-8", "replace"))
        if form is not None:
            yield _Met(f"{packet.place}/{item.name}", form)


def _in_broken_packet(packet: Site) -> Iterator[_Met]:
    text = text_of(packet.data, wild.LIMIT)
    start = text.find("TC260:AIGC")
    if start >= 0:
        rest = text[start + len("TC260:") :].replace("&quot;", '"').replace('AIGC="{', "AIGC={", 1)
        if (form := wild.in_text(rest.replace("AIGC>", "AIGC=", 1).encode("utf-8", "replace"))) is not None:
            form = replace(form, form=tuple(note for note in form.form if note != "trailing_data"))
            yield _Met(f"{packet.place}/AIGC", form, warnings=("packet_not_xml",))


def _claim(label: AigcLabel) -> tuple[str, ...]:
    return (label.label, label.content_producer, label.produce_id, label.content_propagator, label.propagate_id)


def _finding(item: _Met, judgement: Judgement) -> Finding:
    service = wild.is_service_schema(item.form)
    broken = (*judgement.broken, "service_schema") if service else judgement.broken
    # Tencent's older fields hang under the word AIGC and have no Label: the wrapper itself is the statement.
    says = Says.AI if service else LABELS.get(judgement.says or "", Says.NOTHING)
    detail: dict[str, str | int | float | bool | list[str] | None] = {"form": list(item.form.form)}
    if judgement.label is not None:
        detail |= (elements := _shown(judgement.label))
        if withheld := [key for key, value in elements.items() if value == WITHHELD]:
            detail["withheld"] = withheld
    if judgement.signature is not None:
        detail["signature"] = judgement.signature.value
    if broken:
        detail["broken"] = list(broken)
    if warnings := [*judgement.warnings, *item.warnings]:
        detail["warnings"] = warnings
    state = State.MALFORMED if broken else State.INTACT
    return Finding(Mark.AIGC, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, shown(item.place), detail)


def _shown(label: AigcLabel) -> Detail:
    """The five elements as they may be shown: providers and content numbers, never a person."""
    shows: dict[str, str | None] = {
        "label": shown(label.label, 16),
        "content_producer": _provider(label.content_producer),
        "produce_id": shown(label.produce_id),
        "content_propagator": _provider(label.content_propagator),
        "propagate_id": shown(label.propagate_id),
    }
    if isinstance(code := provider_of(label.content_producer), ProviderCode):
        shows |= {"credit_code": code.credit_code, "service": code.service, "extension": code.extension}
    return {key: value for key, value in shows.items() if value}


def _provider(text: str) -> str:
    """A provider's name or code; a code of a subject that is no organisation may hold a person's number."""
    if len(text) == 27 and text.startswith("00") and not text.startswith("0011"):
        return WITHHELD
    return shown(text)


def _among(finding: Finding, copies: int, *, disputed: bool) -> Finding:
    state = State.DISPUTED if disputed and finding.state is State.INTACT else finding.state
    return replace(finding, state=state, detail={**finding.detail, "copies": copies})


def _vendor(item: _Met) -> Finding | None:
    """ByteDance's number: 1 is the user's own word, 2 the service's; 0 is written into exports of every sort."""
    kind = wild.vendor_type(item.form)
    if kind is None or kind in ("0", ""):
        return None
    says = {"1": Says.POSSIBLY_AI, "2": Says.AI}.get(kind, Says.NOTHING)
    state = State.MALFORMED if says is Says.NOTHING else State.INTACT
    detail: Detail = {"form": ["bytedance"], "aigc_label_type": shown(kind, 16)}
    return Finding(Mark.AIGC, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, shown(item.place), detail)
