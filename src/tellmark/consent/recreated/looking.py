"""What was made of somebody, page by page as it is shown: uses newest first, each with what is known of its files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.ids import BasisId, ConsentId
from tellmark.consent.made.opening import contents_of
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.phrases import listed
from tellmark.consent.recreated import words
from tellmark.consent.showing import place
from tellmark.consent.uses import OnBasis, Reserved
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.surface.amounts import shortened, size_words
from tellmark.surface.moments import day, instant
from tellmark.values.digests import is_digest
from tellmark.values.languages import Language

FEW = 10
"""So many stand on a page that is about more than uses."""

ON_A_PAGE = 25
"""So many stand on a page of uses, or of files of one use."""

_ID = re.compile(r"[0-9a-f-]{36}")


@dataclass(frozen=True, slots=True)
class FileShown:
    """A finished file as a page shows it; *sha256* and *size* are empty once its person is erased.

    *logged* stands in the log, *unseen* says what could not be looked for, *line* tells of it in one line.
    """

    kind: str
    size: str
    marks: list[str]
    unseen: str
    sha256: str
    short: str
    logged: str
    logged_short: str
    read: str
    line: str


@dataclass(frozen=True, slots=True)
class Made:
    """A use as a page shows it, with the *consent* or the *basis* that it rests on, and None for the other.

    *many* says that its files stand on pages of its own.
    *more* is the digest after which the next of those pages begins, empty where there is none.
    """

    id: str
    consent: ConsentId | None
    basis: BasisId | None
    when: str
    amount: str
    marks: list[str]
    files: tuple[FileShown, ...] = ()
    many: bool = False
    more: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Some uses, newest first; *older* is the id before which the next page begins, None where there is none."""

    uses: tuple[Reserved, ...]
    older: str | None


def named_in(query: str) -> str | None:
    """Return the id of a use that *query* gives, None where it gives none: then a list begins at its beginning."""
    return query if _ID.fullmatch(query) else None


def digest_in(query: str) -> str | None:
    """Return the digest of a file that *query* gives, None where it gives none."""
    return query if is_digest(query) else None


def made_of(unit: ReadUnit, subject: SubjectId, before: str | None, most: int) -> Page:
    """Return what was made of *subject*, at most *most* and only what is older than *before*."""
    return _page(KnownUses(unit).made_of(subject, before, most + 1), most)


def made_under(unit: ReadUnit, consent: ConsentId, before: str | None, most: int) -> Page:
    """Return what was made under *consent*, at most *most* and only what is older than *before*."""
    return _page(KnownUses(unit).made_under(consent, before, most + 1), most)


def made_on(unit: ReadUnit, basis: BasisId, before: str | None, most: int) -> Page:
    """Return what was made on the legal *basis*, at most *most* and only what is older than *before*."""
    return _page(KnownUses(unit).made_under(basis, before, most + 1), most)


def shown(unit: ReadUnit, uses: Sequence[Reserved], language: Language) -> list[Made]:
    """Return *uses* with the marks of their files in a few words, in one look at them."""
    files = _few_files(unit, uses)
    return [_made(one, files.get(one.id, []), language) for one in uses]


def shown_with_files(unit: ReadUnit, vault: Vault, uses: Sequence[Reserved], language: Language) -> list[Made]:
    """Return *uses* with each of their files and its SHA-256; those with *many* files without them."""
    files = _few_files(unit, uses)
    told = contents_of(unit, vault, [file for some in files.values() for file in some])
    return [_made(one, files.get(one.id, []), language, told) for one in uses]


def one_with_files(unit: ReadUnit, vault: Vault, use: Reserved, after: str | None, language: Language) -> Made:
    """Return *use* with a page of its files, of many those whose digests come after *after*."""
    if use.files <= words.MOST_TOGETHER:
        return shown_with_files(unit, vault, [use], language)[0]
    found = KnownFiles(unit).some(use.id, after, ON_A_PAGE + 1)
    files = found[:ON_A_PAGE]
    more = files[-1].digest if len(found) > ON_A_PAGE else ""
    return replace(_made(use, files, language, contents_of(unit, vault, files)), more=more)


def territories(use: Reserved, language: Language) -> str:
    """Return where a use was to be met, in words; empty where no territory was named."""
    return listed((place(code, language) for code in sorted(use.territories)), language)


def _page(found: list[Reserved], most: int) -> Page:
    return Page(tuple(found[:most]), found[most - 1].id if len(found) > most else None)


def _few_files(unit: ReadUnit, uses: Sequence[Reserved]) -> dict[str, list[MadeFile]]:
    return KnownFiles(unit).of([one.id for one in uses if 0 < one.files <= words.MOST_TOGETHER])


def _made(
    use: Reserved,
    files: Sequence[MadeFile],
    language: Language,
    told: Mapping[str, Contents | None] | None = None,
) -> Made:
    each = () if told is None else tuple(_file(one, told[one.id], language) for one in files)
    return Made(
        use.id,
        None if isinstance(use.consent, OnBasis) else use.consent,
        use.consent.basis if isinstance(use.consent, OnBasis) else None,
        day(use.at, language),
        words.amount(use, language),
        words.found(use, files, language),
        each,
        use.files > words.MOST_TOGETHER,
    )


def _file(file: MadeFile, contents: Contents | None, language: Language) -> FileShown:
    sha256, size = ("", "") if contents is None else (contents.sha256, size_words(contents.size, language))
    return FileShown(
        words.kind(file, language),
        size,
        words.marks(file, language),
        words.unseen([file], language),
        sha256,
        shortened(sha256),
        file.digest,
        shortened(file.digest),
        instant(file.at, language),
        words.line(file, size, language),
    )
