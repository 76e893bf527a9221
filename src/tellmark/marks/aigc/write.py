"""Decide what label is written, and into which carrier."""

from tellmark.marks.aigc import wild
from tellmark.marks.aigc.values import NAMESPACE, encode
from tellmark.marks.foreign import text_of
from tellmark.marks.iptc.values import SOURCE_TYPE, SYSTEM, SYSTEM_VERSION
from tellmark.marks.iptc.write import properties_of
from tellmark.marks.model import AigcLabel, IptcFields
from tellmark.media.containers import Carried, Inscribed, xmp
from tellmark.media.kinds import Kind, Modality

PROPERTY = (NAMESPACE, "AIGC")
"""The XMP property that holds the label in pictures (TC260-PG-20259A)."""


def inscription(kind: Kind, label: AigcLabel | None, iptc: IptcFields | None, existing: Carried) -> Inscribed:
    """Decide what is written into a file that carries *existing*.

    A picture's label stands in its XMP packet, others have a carrier of their own, and XMP is left to the IPTC. A new
    label takes the place of every old one (§6.1 c). Without a new label an old one is kept, in the one carrier that
    the writer leaves it. All other properties of the main XMP packet stay. Raises BadValue; Malformed for XMP that
    cannot be merged with.
    """
    text = encode(label) if label is not None else _kept(existing)
    packet = existing.xmp[0].data if existing.xmp else None
    texts = {} if iptc is None else properties_of(iptc)
    drop = set() if iptc is None else {SOURCE_TYPE, SYSTEM, SYSTEM_VERSION} - texts.keys()
    if label is not None and packet is not None:
        drop |= _labels_in(packet)
    if kind.modality is Modality.IMAGE:
        if text is not None:
            texts[PROPERTY] = text.decode()
        return Inscribed(None, _merged(packet, texts, drop))
    return Inscribed(text, _merged(packet, texts, drop))


def _merged(packet: bytes | None, texts: dict[tuple[str, str], str], drop: set[tuple[str, str]]) -> bytes | None:
    if not texts and not drop:
        return packet
    return xmp.with_properties(packet, texts, drop - texts.keys())


def _labels_in(packet: bytes) -> set[tuple[str, str]]:
    """Every property that a reader would take for a label, whatever its name."""
    return {
        (item.namespace, item.name)
        for item in xmp.properties(packet)
        if item.name.casefold() == "aigc" or wild.in_text(item.value[: wild.LIMIT].encode("utf-8", "replace"))
    }


def _kept(existing: Carried) -> bytes | None:
    """The label that is there already outside XMP, as it is written: the writer would else take it out."""
    return next((text.encode() for site in existing.aigc if (text := text_of(site.data).replace("\0", ""))), None)
