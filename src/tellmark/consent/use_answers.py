"""What programs are answered about uses and their finished files: ids, codes, numbers, and the SHA-256 of a file."""

from collections.abc import Mapping, Sequence

import msgspec

from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.model import OnBasis, Reserved, UseState
from tellmark.consent.uses import LONGEST_MAKING
from tellmark.values.instants import rfc3339


class MarkAnswer(msgspec.Struct, kw_only=True):
    """A mark that was found in a file, whether it stands as it was made, and who knows its signer."""

    mark: str
    state: str
    trust: str


class FileAnswer(msgspec.Struct, kw_only=True):
    """A finished file as it was read here. No marks: none was found, and *unseen* could not be looked for.

    *sha256* and *size* are null once its person is erased, *logged_at* before its use is settled.
    """

    sha256: str | None
    media_type: str
    size: int | None
    marks: list[MarkAnswer]
    unseen: list[str]
    logged_at: str | None


class UsedConsent(msgspec.Struct, kw_only=True):
    """Whose consent a use takes of."""

    subject: str
    consent: str


class UsedBasis(msgspec.Struct, kw_only=True):
    """Of whom a use takes of a legal basis, and of which."""

    subject: str
    basis: str


class UseAnswer(msgspec.Struct, kw_only=True):
    """A use as its program sees it: `reserved`, `settled` or `released`.

    Until *until* it has to be settled; afterwards what was set aside is free. Null once that was told.
    """

    id: str
    state: str
    outputs: int
    seconds: int
    files: int
    until: str | None
    persons: list[UsedConsent]
    lawful: list[UsedBasis]


class MadeUse(msgspec.Struct, kw_only=True):
    """What was made under a consent, as whoever asked sees it, with its finished files."""

    use: str
    at: str
    outputs: int
    seconds: int
    files: list[FileAnswer]


class OutputsAnswer(msgspec.Struct, kw_only=True):
    """What was made under a consent until something was taken back of it, oldest first, as `tellmark.outputs/1`.

    It comes as canonical JSON (RFC 8785). Its *salt*, null once the person is erased, keeps others from trying files
    against its SHA-256, which the log tells.
    """

    form: str
    consent: str
    until: str
    salt: str | None
    uses: list[MadeUse]


ANSWERS = (UseAnswer, FileAnswer, MadeUse, OutputsAnswer)


def use_answer(known: Sequence[Reserved], files: int) -> UseAnswer:
    """Return the use of which *known* is what it has set aside, of each consent the same; *files* were handed in."""
    first = known[0]
    return UseAnswer(
        id=first.use, state=first.state, outputs=first.outputs, seconds=first.seconds, files=files,
        until=rfc3339(first.at + LONGEST_MAKING) if first.state is UseState.RESERVED else None,
        persons=[
            UsedConsent(subject=one.subject, consent=one.consent)
            for one in known
            if not isinstance(one.consent, OnBasis)
        ],
        lawful=[
            UsedBasis(subject=one.subject, basis=one.consent.basis)
            for one in known
            if isinstance(one.consent, OnBasis)
        ],
    )  # fmt: skip


def file_answer(file: MadeFile, contents: Contents | None, *, logged: bool) -> FileAnswer:
    """Return *file*, whose *contents* are None once its person is erased; *logged*: the log tells of it."""
    sha256, size = (None, None) if contents is None else (contents.sha256, contents.size)
    return FileAnswer(
        sha256=sha256, size=size, media_type=file.media_type,
        logged_at=rfc3339(file.at) if logged else None,
        marks=[MarkAnswer(mark=one.mark, state=one.state, trust=one.trust) for one in file.marks],
        unseen=[one.value for one in file.unseen],
    )  # fmt: skip


def made_use(use: Reserved, files: Sequence[MadeFile], contents: Mapping[str, Contents | None]) -> MadeUse:
    """Return *use* with its *files*; *contents* are theirs, by id."""
    return MadeUse(
        use=use.use, at=rfc3339(use.at), outputs=use.outputs, seconds=use.seconds,
        files=[file_answer(one, contents[one.id], logged=True) for one in files],
    )  # fmt: skip
