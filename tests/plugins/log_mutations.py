"""Everything that somebody could make of a log, by what it is: each must be refused, by us and by other checkers."""

from collections.abc import Callable
from datetime import timedelta

from log_builder import AT, LOG, ORIGIN, OTHER, WITNESSES, Built, build, entry
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.merkle import Head, leaf_hash
from tellmark.proof.log.notes import Note, NoteSignature
from tellmark.proof.log.tiles import LARGEST_BUNDLE, pack, unpack
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.vkeys import cosignature, signed_checkpoint

SIZE = 600  # two full tiles of leaves and one of 88, and one of 2 above them
KEPT = Checkpoint(ORIGIN, build(300).edge.head)


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def change(path: str, what: Callable[[bytes], bytes]) -> Callable[[Built], None]:
    def changed(log: Built) -> None:
        log.files[path] = what(log.files[path])

    return changed


def flip(path: str, at: int) -> Callable[[Built], None]:
    return change(path, lambda data: flipped(data, at))


def drop(path: str) -> Callable[[Built], None]:
    return lambda log: (log.files.pop(path), None)[1]


def swap(one: str, other: str) -> Callable[[Built], None]:
    def swapped(log: Built) -> None:
        log.files[one], log.files[other] = log.files[other], log.files[one]

    return swapped


def note(make: Callable[[Built], bytes]) -> Callable[[Built], None]:
    def changed(log: Built) -> None:
        log.files["checkpoint"] = make(log)

    return changed


def resigned(log: Built, checkpoint: Checkpoint) -> bytes:
    """Return a checkpoint that the log and its witnesses have signed, whatever it says."""
    signed = signed_checkpoint(checkpoint, LOG)
    return signed.signed(*(cosignature(signed, witness, AT) for witness in WITNESSES)).data


def rewritten(bundle: str, place: int, *, tile: str | None = None) -> Callable[[Built], None]:
    """Put another event into a bundle; with *tile*, put its hash there, too."""

    def changed(log: Built) -> None:
        several = list(unpack(log.files[bundle], log.files[bundle].count(b"permit.issued")))
        several[place] = entry(place, "-rewritten")
        log.files[bundle] = pack(several)
        if tile is not None:
            data = log.files[tile]
            log.files[tile] = data[: 32 * place] + leaf_hash(several[place]) + data[32 * (place + 1) :]

    return changed


def two_entries_swapped(data: bytes) -> bytes:
    several = list(unpack(data, 256))
    several[3], several[4] = several[4], several[3]
    return pack(several)


def become(other: Built) -> Callable[[Built], None]:
    def changed(log: Built) -> None:
        log.files = dict(other.files)

    return changed


def with_cosignature(make: Callable[[bytes], bytes]) -> Callable[[Built], None]:
    """Change the signature of the first witness."""

    def made(log: Built) -> bytes:
        signed = log.checkpoint()
        lines = [cosignature(signed, witness, AT) for witness in WITNESSES]
        first = NoteSignature(lines[0].name, lines[0].key_id, make(lines[0].signature))
        return signed.signed(first, lines[1]).data

    return note(made)


def cosigned(at_later: timedelta, count: int = 2) -> Callable[[Built], None]:
    def made(log: Built) -> bytes:
        signed = log.checkpoint()
        return signed.signed(*(cosignature(signed, one, AT + at_later) for one in WITNESSES[:count])).data

    return note(made)


def signed_by_another(log: Built) -> bytes:
    return signed_checkpoint(Checkpoint(ORIGIN, log.edge.head), OTHER).data


def signed_under_the_id_of_the_log(log: Built) -> bytes:
    signed = signed_checkpoint(Checkpoint(ORIGIN, log.edge.head), OTHER)
    forged = NoteSignature(LOG.key.name, LOG.key.id, signed.signatures[0].signature)
    return Note(signed.text, (forged,)).data


def renamed_witness(log: Built) -> bytes:
    """Both cosignatures by the same witness, the second under a name of its own."""
    signed = log.checkpoint()
    return signed.signed(*(cosignature(signed, WITNESSES[0], AT) for _ in range(2))).data


FULL, LAST, TOP = "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2"
BUNDLE, LAST_BUNDLE = "tile/entries/000", "tile/entries/002.p/88"
S = LogState

MUTATIONS: dict[str, tuple[Callable[[Built], None], LogState, str]] = {
    "no checkpoint": (drop("checkpoint"), S.NO_CHECKPOINT, "checkpoint"),
    "an empty checkpoint": (change("checkpoint", lambda _: b""), S.MALFORMED_CHECKPOINT, "checkpoint"),
    "half a checkpoint": (change("checkpoint", lambda data: data[:60]), S.MALFORMED_CHECKPOINT, "checkpoint"),
    "a checkpoint with Windows' line ends": (
        change("checkpoint", lambda data: data.replace(b"\n", b"\r\n")),
        S.MALFORMED_CHECKPOINT,
        "checkpoint",
    ),
    "a huge checkpoint": (change("checkpoint", lambda data: data * 4000), S.MALFORMED_CHECKPOINT, "checkpoint"),
    "a letter of the origin": (flip("checkpoint", 2), S.BAD_SIGNATURE, "checkpoint"),
    "another size under the old signature": (
        change("checkpoint", lambda data: data.replace(b"\n600\n", b"\n601\n")),
        S.BAD_SIGNATURE,
        "checkpoint",
    ),
    "an extension line slipped in": (
        change("checkpoint", lambda data: data.replace(b"\n\n", b"\nmore\n\n")),
        S.BAD_SIGNATURE,
        "checkpoint",
    ),
    "another's signature under the log's id": (note(signed_under_the_id_of_the_log), S.BAD_SIGNATURE, "checkpoint"),
    "another's signature": (note(signed_by_another), S.UNKNOWN_SIGNER, "checkpoint"),
    "the checkpoint of another log of the same key": (
        note(lambda log: resigned(log, Checkpoint("log.example/south", log.edge.head))),
        S.WRONG_ORIGIN,
        "checkpoint",
    ),
    "one witness too few": (cosigned(timedelta(), 1), S.TOO_FEW_WITNESSES, "checkpoint"),
    "no witness": (note(lambda log: log.checkpoint().data), S.TOO_FEW_WITNESSES, "checkpoint"),
    "one witness twice": (note(renamed_witness), S.TOO_FEW_WITNESSES, "checkpoint"),
    "a witness's signature changed": (with_cosignature(lambda one: flipped(one, 20)), S.BAD_COSIGNATURE, "checkpoint"),
    "a witness's time changed": (with_cosignature(lambda one: flipped(one, 7)), S.BAD_COSIGNATURE, "checkpoint"),
    "a witness's signature cut": (with_cosignature(lambda one: one[:-1]), S.BAD_COSIGNATURE, "checkpoint"),
    "a witness of the future": (cosigned(timedelta(hours=1)), S.BAD_COSIGNATURE, "checkpoint"),
    "a full tile gone": (drop(FULL), S.MISSING_TILE, FULL),
    "the last tile gone": (drop(LAST), S.MISSING_TILE, LAST),
    "the upper tile gone": (drop(TOP), S.MISSING_TILE, TOP),
    "a bit of a full tile": (flip(FULL, 77), S.CHANGED_TILE, FULL),
    "a bit of the last tile": (flip(LAST, 77), S.CHANGED_TILE, LAST),
    "a bit of the upper tile": (flip(TOP, 40), S.CHANGED_TILE, TOP),
    "a full tile cut short": (change(FULL, lambda data: data[:-32]), S.CHANGED_TILE, FULL),
    "a full tile cut within a hash": (change(FULL, lambda data: data[:-1]), S.CHANGED_TILE, FULL),
    "an empty tile": (change(LAST, lambda _: b""), S.CHANGED_TILE, LAST),
    "a hash too many": (change(LAST, lambda data: data + data[:32]), S.CHANGED_TILE, LAST),
    "two tiles swapped": (swap(FULL, "tile/0/001"), S.CHANGED_TILE, FULL),
    "a bundle gone": (drop(BUNDLE), S.MISSING_ENTRIES, BUNDLE),
    "the last bundle gone": (drop(LAST_BUNDLE), S.MISSING_ENTRIES, LAST_BUNDLE),
    "a bit of an entry": (flip(BUNDLE, 50), S.CHANGED_ENTRIES, BUNDLE),
    "a bit of the last entry": (flip(LAST_BUNDLE, -3), S.CHANGED_ENTRIES, LAST_BUNDLE),
    "a bit of a length": (flip(BUNDLE, 1), S.CHANGED_ENTRIES, BUNDLE),
    "a bundle cut": (change(BUNDLE, lambda data: data[:-1]), S.CHANGED_ENTRIES, BUNDLE),
    "a byte after a bundle": (change(BUNDLE, lambda data: data + b"\0"), S.CHANGED_ENTRIES, BUNDLE),
    "a bundle without end": (change(BUNDLE, lambda _: bytes(LARGEST_BUNDLE + 9)), S.CHANGED_ENTRIES, BUNDLE),
    "two entries swapped": (change(BUNDLE, two_entries_swapped), S.CHANGED_ENTRIES, BUNDLE),
    "two bundles swapped": (swap(BUNDLE, "tile/entries/001"), S.CHANGED_ENTRIES, BUNDLE),
    "an entry rewritten": (rewritten(BUNDLE, 9), S.CHANGED_ENTRIES, BUNDLE),
    "an entry rewritten with its hash": (rewritten(BUNDLE, 9, tile=FULL), S.CHANGED_TILE, FULL),
    "the last entry rewritten with its hash": (rewritten(LAST_BUNDLE, 9, tile=LAST), S.WRONG_ROOT, "checkpoint"),
    "a signed root that is none of the tree": (
        note(lambda log: resigned(log, Checkpoint(ORIGIN, Head(SIZE, bytes(32))))),
        S.WRONG_ROOT,
        "checkpoint",
    ),
    "a signed size that the files do not have": (
        note(lambda log: resigned(log, Checkpoint(ORIGIN, Head(SIZE + 1, log.edge.head.root)))),
        S.MISSING_TILE,
        "tile/0/002.p/89",
    ),
    "a signed size beyond all bounds": (
        note(lambda log: resigned(log, Checkpoint(ORIGIN, Head((1 << 63) - 1, log.edge.head.root)))),
        S.MISSING_TILE,
        "tile/0/x036/x028/x797/x018/x963/967.p/255",
    ),
    "a log that forked before": (become(build(SIZE, salt="-fork")), S.FORKED, "checkpoint"),
    "another log of the size that was kept": (become(build(300, salt="-fork")), S.FORKED, "checkpoint"),
    "a log that shrank": (become(build(299)), S.SHRUNK, "checkpoint"),
    "a log that is empty again": (become(build(0)), S.SHRUNK, "checkpoint"),
}
