"""What an operator adds to the rules: more is easily said, a refusal needs a name, nothing shipped is loosened."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from tellmark.rules.checking import check
from tellmark.rules.loading import BadPack, read_rule
from tellmark.rules.obligations import Condition, Label, Mark, Takedown
from tellmark.rules.pack import Addition, Library, Pack, Rule
from tellmark.values.digests import sha256

MEND = "Mend the overlay and run `tellmark rules check`."
_PLACE = ("code", "name", "zone")
_OWN = ("territory", "owner", "reason")


@dataclass(frozen=True, slots=True)
class Overlay:
    """The operator's own rules by territory, the territories without a shipped pack, and the SHA-256 of the file."""

    rules: tuple[tuple[str, Rule], ...]
    places: tuple[Pack, ...]
    digest: str


def is_overlay(toml: bytes) -> bool:
    """Tell an overlay from a pack, which says whose it is under `[pack]`."""
    try:
        return "pack" not in tomllib.loads(toml.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False


def load_overlay(toml: bytes) -> Overlay:
    """Read an operator's overlay. Raises BadPack, naming the rule and the field.

    It holds `[[rule]]` tables as a pack does, each with its `territory`, without `served_by`; and a `[[territory]]`
    with `code`, `name` and `zone` for each one that has no shipped pack.
    """
    try:
        data = tomllib.loads(toml.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise BadPack("overlay", f"is not TOML ({broken})", MEND) from broken
    if strange := set(data) - {"rule", "territory"}:
        raise BadPack("overlay", f"`{min(strange)}` is neither `[[rule]]` nor `[[territory]]`", MEND)
    places = tuple(_place(row) for row in _tables(data, "territory"))
    return Overlay(tuple(_added(row) for row in _tables(data, "rule")), places, sha256(toml))


def with_overlay(library: Library, overlay: Overlay) -> Library:
    """Return *library* with what *overlay* adds. Raises BadPack where it would change what is shipped.

    No shipped rule is touched: an id that exists is refused. The digest covers the overlay's own.
    """
    packs = dict(library.packs)
    for place in overlay.places:
        if place.code in packs:
            raise BadPack(place.code, "it has a shipped pack; leave its [[territory]] out of the overlay", MEND)
        packs[place.code] = place
    _refuse_shipped(overlay, library.packs.values())
    for code, rule in overlay.rules:
        if code not in packs:
            raise BadPack(rule.id, f"{code} has no pack; add a [[territory]] with its code, name and zone", MEND)
        packs[code] = replace(packs[code], rules=(*packs[code].rules, rule))
    check(tuple(packs.values()))
    digest = sha256(f"{library.digest}\noverlay:{overlay.digest}\n".encode())
    return Library(MappingProxyType(packs), library.baseline, digest)


def published(library: Library) -> Iterator[tuple[str, Rule]]:
    """Yield everything that an operator added, with its territory: the page and the route `rules` show it.

    Whoever meets a refusal, a condition, a takedown or an identity demand must be able to read whose it is and why.
    """
    for code, pack in library.packs.items():
        yield from ((code, rule) for rule in pack.rules if rule.added is not None)


def takes_away(rule: Rule) -> bool:
    """Tell whether *rule* refuses, asks for something first, or takes down; all else only adds to a file."""
    return any(isinstance(one, Condition | Takedown) for one in rule.do)


def _refuse_shipped(overlay: Overlay, shipped: Iterable[Pack]) -> None:
    names: dict[str, str] = {}
    for pack in shipped:
        names |= dict.fromkeys([rule.id for rule in pack.rules] + [rule.id for rule in pack.unserved], pack.code)
    for _, rule in overlay.rules:
        if rule.id in names:
            raise BadPack(
                rule.id,
                f"the shipped pack of {names[rule.id]} has it, and an overlay changes or removes no shipped rule",
                "Give the added rule an id of its own.",
            )


def _tables(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    rows = data.get(name, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadPack("overlay", f"write [[{name}]], with two brackets", MEND)
    return rows


def _place(row: Mapping[str, Any]) -> Pack:
    if set(row) != set(_PLACE) or not all(_is_text(row, name) for name in _PLACE):
        raise BadPack(str(row.get("code", "territory")), "a territory takes `code`, `name` and `zone`", MEND)
    return Pack(row["code"], row["name"], row["zone"], "overlay", (), (), sha256(b""))


def _added(row: Mapping[str, Any]) -> tuple[str, Rule]:
    """Read one added rule, and say ourselves how it is served: nobody may claim that more is done than is."""
    where = str(row.get("id", "a rule without an id"))
    if "served_by" in row:
        raise BadPack(where, "`served_by` is not for an overlay to say", MEND)
    if not _is_text(row, "territory"):
        raise BadPack(where, "`territory` is missing: where does it hold?", MEND)
    rule = read_rule({**{key: value for key, value in row.items() if key not in _OWN}, "served_by": "recorded"})
    if takes_away(rule):
        for name in ("owner", "reason"):
            if not _is_text(row, name):
                raise BadPack(where, f"whoever adds a refusal, condition or takedown says its `{name}`", MEND)
    added = Addition(str(row.get("owner", "")), str(row.get("reason", "")))
    return row["territory"], replace(rule, served_by=_served(rule), added=added)


def _is_text(row: Mapping[str, Any], name: str) -> bool:
    return isinstance(row.get(name), str) and bool(row[name].strip())


def _served(rule: Rule) -> str:
    if takes_away(rule):
        return "not_yet"
    return "mark" if all(isinstance(one, Label | Mark) for one in rule.do) else "recorded"
