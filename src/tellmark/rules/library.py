"""All packs together: those that are shipped, those that an operator adds, and what a territory without one gets."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from tellmark.rules.checking import check
from tellmark.rules.loading import load_pack
from tellmark.rules.obligations import Condition, Label, Mark, MarkKind, Need, Obligation
from tellmark.rules.pack import Library, Pack
from tellmark.values.digests import sha256

BASELINE: tuple[Obligation, ...] = (
    Condition(Need.CONSENT),
    Label(text="AI-generated", min_ink=0.05, seconds=4.0),
    Label(spoken="en"),
    Mark(MarkKind.IPTC),
    Mark(MarkKind.CREDENTIAL),
)
"""What a territory gets whose rules about marks are not known here (DESIGN, invariant 17)."""


@cache
def shipped() -> Library:
    """Return the packs of this version."""
    folder = files(__package__).joinpath("packs")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return library_of(load_pack(folder.joinpath(name).read_bytes()) for name in names)


def shipped_codes() -> Iterator[str]:
    """Yield the codes whose rules are known; the packs are read when the first is asked for."""
    yield from codes_of(shipped())


def codes_of(library: Library) -> Iterator[str]:
    """Yield the codes of *library*: those of its packs, and of the territories in which they hold."""
    for pack in library.packs.values():
        yield from (pack.code, *pack.members)


def library_of(packs: Iterable[Pack]) -> Library:
    """Put *packs* together after checking them. Raises BadPack."""
    chosen = tuple(packs)
    check(chosen)
    by_code: Mapping[str, Pack] = MappingProxyType({pack.code: pack for pack in chosen})
    digests = "".join(f"{code}:{by_code[code].digest}\n" for code in sorted(by_code))
    return Library(by_code, BASELINE, sha256(digests.encode()))
