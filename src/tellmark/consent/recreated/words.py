"""What was made of somebody, in words: how much, how it stands, and which marks were found in its files."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from tellmark.consent.files import MadeFile, MarkSeen
from tellmark.consent.phrases import listed
from tellmark.consent.showing import span
from tellmark.consent.uses import Reserved
from tellmark.marks.model import Mark, State, Trust
from tellmark.values.languages import Language, said, wording

MARKS: Mapping[Mark, str] = {
    Mark.LABEL: said("visible label"),
    Mark.AIGC: said("AIGC label"),
    Mark.C2PA: said("Content Credential"),
    Mark.IPTC: said("digital source type (IPTC)"),
    Mark.WATERMARK: said("invisible mark"),
    Mark.FINGERPRINT: said("fingerprint"),
    Mark.TRACE: said("trace of a program"),
}
"""What each mark is called within a sentence, in the order in which people meet them."""

_LABELS: Mapping[str, str] = {"audio": said("audible label"), "video": said("label that is seen or heard")}
"""What a label is called in files that are not only seen."""

STATES: Mapping[State, str] = {
    State.TAMPERED: said("{mark} (changed since it was signed)"),
    State.MALFORMED: said("{mark} (not written as its standard asks)"),
    State.ABSENT: said("{mark} (looked for, and not there)"),
    State.NOT_CHECKED: said("{mark} (could not be looked at here)"),
    State.DISPUTED: said("{mark} (another mark in the file contradicts it)"),
}
"""How it is said of a mark that it is not intact."""

SIGNERS: Mapping[Trust, str] = {
    Trust.UNKNOWN: said("{mark} (by a signer who is not known here)"),
    Trust.EXPIRED: said("{mark} (by a signer whose certificate had expired)"),
    Trust.REVOKED: said("{mark} (by a signer whose certificate was withdrawn)"),
    Trust.NOT_CHECKED: said("{mark} (its signer could not be checked here)"),
}
"""How it is said of an intact mark that its signer is nobody whom this service knows."""

KINDS: Mapping[str, str] = {
    "image": said("Picture"),
    "audio": said("Sound recording"),
    "video": said("Film"),
}
NO_MARK = said("No mark was found.")
_NONE = said("no mark was found")
NO_FILE = said("No finished file was handed in, so nothing is known of its marks.")

MOST_TOGETHER = 25
"""Of so many files of one use the marks are put together in a few words; more stand on pages of their own."""

_MOST_GROUPS = 3


def amount(use: Reserved, language: Language) -> str:
    """Return how much was made, as it was told: pieces and length."""
    _ = wording(language)
    pieces = _(said("1 piece")) if use.outputs == 1 else _(said("{count} pieces")).format(count=f"{use.outputs:,}")
    length = span(use.seconds, language)
    return _(said("{pieces}, {length}")).format(pieces=pieces, length=length) if length else pieces


def kind(file: MadeFile, language: Language) -> str:
    """Return what a file is: a picture, a recording, a film; another keeps its media type."""
    phrase = KINDS.get(_sort(file))
    return wording(language)(phrase) if phrase else file.media_type


def mark(seen: MarkSeen, file: MadeFile, language: Language) -> str:
    """Return what a mark of *file* is called, and how it stands where it is not intact."""
    _ = wording(language)
    called = _name(seen.mark, file, language)
    phrase = STATES.get(seen.state) or SIGNERS.get(seen.trust)
    return _(phrase).format(mark=called) if phrase else called


def marks(file: MadeFile, language: Language) -> list[str]:
    """Return each mark of *file* in words, each once; none where none was found."""
    order = list(MARKS)
    seen = sorted(file.marks, key=lambda one: (order.index(one.mark), one.state, one.trust))
    return list(dict.fromkeys(mark(one, file, language) for one in seen))


def unseen(files: Iterable[MadeFile], language: Language) -> str:
    """Return which marks could not be looked for in some of *files*; empty where all could."""
    _ = wording(language)
    told = list(dict.fromkeys(_name(one, file, language) for one in MARKS for file in files if one in file.unseen))
    return _(said("Could not be looked for: {marks}.")).format(marks=listed(told, language)) if told else ""


def line(file: MadeFile, size: str, language: Language) -> str:
    """Return *file* in one line: what it is, how large if that is known, and its marks."""
    _ = wording(language)
    what = kind(file, language)
    if size:
        what = _(said("{kind}, {size}")).format(kind=what, size=size)
    told = listed(marks(file, language), language) or _(_NONE)
    return _(said("{file}: {marks}")).format(file=what, marks=told)


def found(use: Reserved, files: Sequence[MadeFile], language: Language) -> list[str]:
    """Return what is known of the marks of *use*, line by line: what was found in *files*, all that were handed in."""
    _ = wording(language)
    if not use.files:
        return [_(NO_FILE)]
    if use.files > MOST_TOGETHER:
        return [_(said("{count} files were handed in; their marks are told file by file.")).format(count=use.files)]
    told = Counter(tuple(marks(one, language)) for one in files).most_common()
    lines = [_group(number, len(files), one, language) for one, number in told[:_MOST_GROUPS]]
    if len(told) > _MOST_GROUPS:
        lines.append(_(said("The others differ; their marks are told file by file.")))
    bare = [one for one in files if not one.marks]  # of others, their own page tells it
    return [*lines, *filter(None, [unseen(bare, language)]), *_without(use, language)]


def _group(number: int, everything: int, told: tuple[str, ...], language: Language) -> str:
    """Return what *number* of the files have in common, all of them or some."""
    _ = wording(language)
    words = listed(told, language) or _(_NONE)
    if everything == 1:
        return words[:1].upper() + words[1:] if told else _(NO_MARK)
    if number == everything:
        return _(said("In each of {count} files: {marks}")).format(count=everything, marks=words)
    return _(said("{count} of {all} files: {marks}")).format(count=number, all=everything, marks=words)


def _without(use: Reserved, language: Language) -> list[str]:
    """Return of how many pieces no file was handed in, if of any."""
    missing = use.outputs - use.files
    if missing <= 0:
        return []
    _ = wording(language)
    if missing == 1:
        return [_(said("Of one piece no finished file was handed in."))]
    return [_(said("Of {count} pieces no finished file was handed in.")).format(count=f"{missing:,}")]


def _name(mark: Mark, file: MadeFile, language: Language) -> str:
    return wording(language)(_LABELS.get(_sort(file), MARKS[mark]) if mark is Mark.LABEL else MARKS[mark])


def _sort(file: MadeFile) -> str:
    return file.media_type.partition("/")[0]
