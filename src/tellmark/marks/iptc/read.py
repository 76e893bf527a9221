"""Read the IPTC's digital source type and AI fields wherever a file carries them."""

from collections.abc import Iterator

from tellmark.marks.foreign import WITHHELD, shown, text_of
from tellmark.marks.iptc.values import EXT, PROMPT, SOURCE_TYPE, SYSTEM, SYSTEM_VERSION, SourceType, term_of
from tellmark.marks.model import Detail, Finding, Layer, Mark, Says, State, Trust
from tellmark.media.containers import Carried, Site, xmp
from tellmark.values.errors import Malformed


def findings(carried: Carried) -> tuple[Finding, ...]:
    """Return a finding for each XMP packet, or text of that name, which states a digital source type or AI system.

    A value that is in no vocabulary is malformed and says nothing. A source type that excludes AI beside a named AI
    system contradicts itself: disputed. Prompt and prompt writer are only said to be present.
    """
    found = [finding for packet in carried.xmp for finding in _in_packet(packet)]
    found += [finding for site in carried.texts for finding in _in_text(site)]
    return tuple(found)


def _in_packet(packet: Site) -> Iterator[Finding]:
    try:
        properties = xmp.properties(packet.data)
    except Malformed:
        return  # whoever reads the packet for its own sake says that it is broken
    values = {(item.namespace, item.name): item.value for item in properties if item.namespace == EXT}
    system = values.get(SYSTEM, "").strip()
    prompt = any(values.get(name, "").strip() for name in PROMPT)
    stated = [
        item.value.strip() for item in properties if (item.namespace, item.name) == SOURCE_TYPE and item.value.strip()
    ]
    if not (stated or system or values.get(SYSTEM_VERSION, "").strip() or prompt):
        return
    detail = _system(system, values.get(SYSTEM_VERSION, ""), prompt=prompt)
    values_stated: list[str | None] = [*dict.fromkeys(stated)]
    for value in values_stated or [None]:
        place = f"{packet.place}/{'AISystemUsed' if value is None else 'DigitalSourceType'}"
        yield _finding(place, value, detail, names_ai=bool(system) or prompt)


def _in_text(site: Site) -> Iterator[Finding]:
    """A text chunk or tag that is itself called DigitalSourceType."""
    if site.place.casefold().endswith(".digitalsourcetype") and (value := text_of(site.data, 4096)):
        yield _finding(site.place, value, {}, names_ai=False)


def _system(system: str, version: str, *, prompt: bool) -> Detail:
    fields = {"system": shown(system), "system_version": shown(version.strip()), "prompt": WITHHELD if prompt else ""}
    said = {key: value for key, value in fields.items() if value}
    withheld = [key for key, value in said.items() if value == WITHHELD]
    return {**said, "withheld": withheld} if withheld else said


def _finding(place: str, value: str | None, detail: Detail, *, names_ai: bool) -> Finding:
    if value is None:
        return _made(place, State.INTACT, Says.AI, detail)
    term, exact = term_of(value)
    if term is None:
        says = Says.AI if names_ai else Says.NOTHING
        return _made(
            place, State.MALFORMED, says, {"digital_source_type": shown(value), "broken": ["unknown_value"], **detail}
        )
    detail = {"digital_source_type": term.uri, **detail}
    if warnings := _warnings(term, exact=exact):
        detail = {**detail, "warnings": warnings}
    if names_ai and term.says is Says.NOT_AI:
        return _made(place, State.DISPUTED, Says.AI, {**detail, "contradicts": "system"})
    return _made(place, State.INTACT, Says.AI if names_ai else term.says, detail)


def _warnings(term: SourceType, *, exact: bool) -> list[str]:
    return [*([] if exact else ["spelling"]), *(["retired"] if term.retired else [])]


def _made(place: str, state: State, says: Says, detail: Detail) -> Finding:
    return Finding(Mark.IPTC, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, shown(place), detail)
