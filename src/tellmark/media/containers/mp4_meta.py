"""The metadata of a movie: keys and items (QuickTime File Format, "Metadata"; TC260-PG-20257A), and iTunes' own.

Labels stand in `moov/udta/meta` under the handler `mdta`, where `ffmpeg -movflags use_metadata_tags` puts them too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tellmark.media.containers.model import Gathering, is_label
from tellmark.media.containers.mp4_boxes import Box, box, children, find
from tellmark.values.errors import Malformed

LABEL: Final = b"AIGC"
_UTF8: Final = b"\0\0\0\x01\0\0\0\0"
_HANDLER: Final = box(b"hdlr", bytes(8) + b"mdta" + bytes(13))
_MOST_KEYS: Final = 5000


@dataclass(frozen=True, slots=True)
class _Item:
    """A value: the name that stands over it (a key, `©too`, or `----:mean:name`), and the bytes of the item."""

    name: bytes
    kind: bytes
    body: bytes


def gather(moov: bytes, found: Gathering) -> None:
    """Note what the body of a movie box says. Raises Malformed."""
    for outer in children(moov):
        if outer.kind == b"meta":
            _gather_meta(moov[outer.body : outer.end], "mp4.moov.meta", found)
        elif outer.kind == b"udta":
            _gather_user_data(moov[outer.body : outer.end], found)


def with_label(moov: bytes, label: bytes | None) -> bytes:
    """Return the body of a movie box with *label* as its only one, and no XMP. Raises Malformed."""
    out = []
    placed = label is None
    for outer in children(moov):
        body = moov[outer.body : outer.end]
        if outer.kind == b"meta":
            out.append(_same_or_new(moov, outer, _without_label(body)))
        elif outer.kind == b"udta":
            out.append(_same_or_new(moov, outer, _user_data(body, None if placed else label)))
            placed = True
        else:
            out.append(moov[outer.start : outer.end])
    if not placed and label is not None:
        out.append(box(b"udta", _new_meta(label)))
    return b"".join(out) + _tail(moov)


def _same_or_new(data: bytes, old: Box, body: bytes | None) -> bytes:
    """The box with its new body; its own bytes if nothing changed, none if nothing is left."""
    if body is None:
        return b""
    return data[old.start : old.end] if body == data[old.body : old.end] else box(old.kind, body)


def _tail(data: bytes) -> bytes:
    """What follows the last box: zeros, or nothing."""
    end = 0
    for inner in children(data):
        end = inner.end
    return data[end:]


def _gather_user_data(udta: bytes, found: Gathering) -> None:
    for inner in children(udta):
        body = udta[inner.body : inner.end]
        if inner.kind == b"meta":
            _gather_meta(body, "mp4", found)
        elif inner.kind == b"XMP_":
            found.packet("mp4.udta.XMP_", body)
        elif inner.kind == LABEL:
            found.label("mp4.udta.AIGC", body)
        elif inner.kind[:1] == b"\xa9":  # QuickTime: a length, a language, the text
            found.text(f"mp4.udta.{inner.kind.decode('latin-1')}", body[4:])


def _gather_meta(meta: bytes, place: str, found: Gathering) -> None:
    handler, head = _handler(meta)
    for item in _items(meta, head, handler):
        name = item.name.decode("utf-8" if handler == b"mdta" else "latin-1", "replace")[:128]
        where = f"{place}.{'ilst' if handler == b'mdir' else 'keys'}.{name}"
        if _names_label(item.name):
            found.label("mp4.moov.meta.AIGC" if place != "mp4" else where, _value(item.body))
        else:
            text = _value(item.body)
            found.text(where, text)
            if is_label(text):
                found.label(where, text)


def _user_data(udta: bytes, label: bytes | None) -> bytes | None:
    """The user data with *label* in the first `mdta` metadata, in new ones if there are none. None if it is empty."""
    inner = list(children(udta))
    target = next((b for b in inner if b.kind == b"meta" and _handler(udta[b.body : b.end])[0] == b"mdta"), None)
    out = []
    for part in inner:
        body = udta[part.body : part.end]
        if part.kind in (b"XMP_", LABEL):
            continue
        if part is target and label is not None:
            body = _with_label(body, label)
            out.append(box(b"meta", body))
        elif part.kind == b"meta":
            out.append(_same_or_new(udta, part, _without_label(body)))
        else:
            out.append(udta[part.start : part.end])
    if target is None and label is not None:
        out.append(_new_meta(label))
    return b"".join(out) + _tail(udta) if any(out) or not inner else None


def _new_meta(label: bytes) -> bytes:
    return box(b"meta", bytes(4) + _HANDLER + _keys_box([_key(LABEL)]) + box(b"ilst", _item(1, _data(label))))


def _without_label(meta: bytes) -> bytes | None:
    """The metadata without labels; the very same bytes if there are none, None if nothing else was in it."""
    handler, head = _handler(meta)
    items = list(_items(meta, head, handler))
    if not any(_is_any_label(item) for item in items):
        return meta
    if all(_is_any_label(item) for item in items) and handler == b"mdta":
        return None
    return _rebuilt(meta, head, handler, None)


def _with_label(meta: bytes, label: bytes) -> bytes:
    handler, head = _handler(meta)
    return _rebuilt(meta, head, handler, label)


def _rebuilt(meta: bytes, head: int, handler: bytes, label: bytes | None) -> bytes:
    """Write keys and items anew: foreign ones in their order, with the numbers that their keys now have; ours last."""
    keys = _keys(meta, head) if handler == b"mdta" else []
    gone = {number for number, item in enumerate(_items(meta, head, handler)) if _is_any_label(item)}
    kept = [number for number, key in enumerate(keys, 1) if not _names_label(key[8:])]
    numbers = {old: new for new, old in enumerate(kept, 1)}
    raw = []
    for number, item in enumerate(_items(meta, head, handler)):
        if number not in gone:
            kind = numbers[int.from_bytes(item.kind)].to_bytes(4) if handler == b"mdta" else item.kind
            raw.append(box(kind, item.body))
    names = [keys[number - 1] for number in kept]
    if label is not None:
        names.append(_key(LABEL))
        raw.append(_item(len(names), _data(label)))
    new = {b"keys": _keys_box(names), b"ilst": box(b"ilst", b"".join(raw))}
    return _with_boxes(meta, head, new if handler == b"mdta" else {b"ilst": new[b"ilst"]})


def _with_boxes(meta: bytes, head: int, new: dict[bytes, bytes]) -> bytes:
    """Put *new* boxes in the place of those of their names, or at the end."""
    out = [meta[:head]]
    end = head
    for inner in children(meta, head):
        out.append(new.pop(inner.kind, meta[inner.start : inner.end] if inner.kind not in (b"keys", b"ilst") else b""))
        end = inner.end
    return b"".join((*out, *new.values(), meta[end:]))


def _handler(meta: bytes) -> tuple[bytes, int]:
    """The handler of a meta box, and where its boxes begin: QuickTime's has no version, that of ISO 14496-12 has."""
    head = 0 if meta[4:8] == b"hdlr" else 4
    if len(meta) < head:
        raise Malformed("MP4", "a metadata box is too short")
    handler = find(meta, b"hdlr", head)
    return (meta[handler.body + 8 : handler.body + 12] if handler else b""), head


def _items(meta: bytes, head: int, handler: bytes) -> Iterator[_Item]:
    """Go through the items under a handler that has any: `mdta` and `mdir`."""
    ilst = find(meta, b"ilst", head)
    if ilst is None or handler not in (b"mdta", b"mdir"):
        return
    keys = _keys(meta, head) if handler == b"mdta" else []
    for inner in children(meta, ilst.body, ilst.end):
        body = meta[inner.body : inner.end]
        name = inner.kind
        if handler == b"mdta":
            number = int.from_bytes(inner.kind)
            if not 1 <= number <= len(keys):
                raise Malformed("MP4", "an item of metadata has no key")
            name = keys[number - 1][8:]
        elif inner.kind == b"----":
            name = b":".join((b"----", _part(body, b"mean"), _part(body, b"name")))
        yield _Item(name, inner.kind, body)


def _keys(meta: bytes, head: int) -> list[bytes]:
    """The entries of the key table, each with its length and namespace."""
    table = find(meta, b"keys", head)
    if table is None:
        return []
    count = int.from_bytes(meta[table.body + 4 : table.body + 8])
    entries = [meta[inner.start : inner.end] for inner in children(meta, table.body + 8, table.end)]
    if len(entries) != count or count > _MOST_KEYS:
        raise Malformed("MP4", "the table of metadata keys does not have as many as it says")
    return entries


def _names_label(name: bytes) -> bool:
    """Tell whether a key is that of a label; a reversed host name, or iTunes' `----:mean:`, may stand before it."""
    return name.replace(b":", b".").rpartition(b".")[2].upper() == LABEL


def _is_any_label(item: _Item) -> bool:
    return _names_label(item.name) or is_label(_value(item.body))


def _value(body: bytes) -> bytes:
    """The bytes of an item's first value, after its type and locale."""
    data = find(body, b"data")
    return body[data.body + 8 : data.end] if data else b""


def _part(body: bytes, kind: bytes) -> bytes:
    part = find(body, kind)
    return body[part.body + 4 : part.end][:64] if part else b""


def _key(name: bytes) -> bytes:
    return box(b"mdta", name)


def _keys_box(entries: list[bytes]) -> bytes:
    return box(b"keys", bytes(4) + len(entries).to_bytes(4) + b"".join(entries))


def _item(number: int, body: bytes) -> bytes:
    return box(number.to_bytes(4), body)


def _data(value: bytes) -> bytes:
    return box(b"data", _UTF8 + value)
