"""From a pack's file to typed values: nothing unknown is passed over, nothing missing is made up."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime
from difflib import get_close_matches
from enum import Enum
from typing import Any, TypeVar, get_args, get_type_hints

from tellmark.rules.model import Grade, Operation, Purpose, Role
from tellmark.rules.obligations import KINDS, Obligation
from tellmark.rules.pack import Effect, Exemption, Feature, Pack, Rule, Source, Trigger, Unserved
from tellmark.values.digests import sha256
from tellmark.values.errors import ErrorKind, TellmarkError

E = TypeVar("E", bound=Enum)


class BadPack(TellmarkError):
    """A rule pack cannot be used as it is written."""

    code = "rules.bad_pack"
    kind = ErrorKind.USAGE

    def __init__(self, where: str, what: str, remedy: str = "Mend the pack and run `tellmark rules check`.") -> None:
        super().__init__(f"{where}: {what}", remedy)


def load_pack(toml: bytes) -> Pack:
    """Read one pack. Raises BadPack, naming the rule and the field."""
    try:
        data = tomllib.loads(toml.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as broken:
        raise BadPack("pack", f"is not TOML ({broken})") from broken
    _only(data, {"pack", "rule", "unserved"}, "pack")
    head = _table(data.get("pack"), "pack", {"code", "name", "zone", "version", "within", "members"})
    code = _text(head, "code", "pack")
    return Pack(
        code=code,
        name=_text(head, "name", code),
        zone=_text(head, "zone", code),
        version=_text(head, "version", code),
        rules=tuple(read_rule(row) for row in data.get("rule", [])),
        unserved=tuple(_unserved(row) for row in data.get("unserved", [])),
        digest=sha256(toml),
        within=str(head.get("within", "")),
        members=tuple(map(str, _list(head, "members", code))),
    )


_RULE = {
    "id", "what", "cites", "grade", "url", "from", "until", "when", "do", "exempt", "yields_to", "served_by", "speech",
}  # fmt: skip


def read_rule(row: object) -> Rule:
    """Read one rule from its table. Raises BadPack, naming the rule and the field."""
    where = str(row.get("id", "a rule without an id")) if isinstance(row, dict) else "rule"
    given = _table(row, where, _RULE)
    since = _day(given, "from", where)
    if since is None:
        raise BadPack(where, "`from` is missing: since when does it hold?")
    return Rule(
        id=_text(given, "id", where),
        what=_text(given, "what", where),
        source=Source(_text(given, "cites", where), _one(Grade, given.get("grade"), where), str(given.get("url", ""))),
        since=since,
        until=_day(given, "until", where),
        when=_trigger(given.get("when", {}), where),
        do=tuple(_obligation(one, where) for one in _list(given, "do", where)),
        exempt=tuple(_exemption(one, where) for one in _list(given, "exempt", where)),
        yields_to=tuple(map(str, _list(given, "yields_to", where))),
        served_by=_text(given, "served_by", where),
        speech=_flag(given, "speech", where),
    )


def _trigger(row: object, where: str) -> Trigger:
    given = _table(row, where, {field.name for field in fields(Trigger)})
    return Trigger(
        roles=_set(Role, given, "roles", where),
        operations=_set(Operation, given, "operations", where),
        modalities=_modalities(given, where),
        purposes=_set(Purpose, given, "purposes", where),
        features=_set(Feature, given, "features", where),
        any_features=_set(Feature, given, "any_features", where),
        without=_set(Feature, given, "without", where),
        market_before=_day(given, "market_before", where),
        market_from=_day(given, "market_from", where),
    )


def _modalities(given: Mapping[str, Any], where: str) -> frozenset[str]:
    named = frozenset(map(str, _list(given, "modalities", where)))
    if strange := named - {"image", "audio", "video", "text"}:
        raise BadPack(where, f"{', '.join(sorted(strange))} is no modality (image, audio, video, text)")
    return named


def _exemption(row: object, where: str) -> Exemption:
    given = _table(row, where, {"purposes", "features", "effect"})
    purposes, features = _set(Purpose, given, "purposes", where), _set(Feature, given, "features", where)
    if not purposes and not features:
        raise BadPack(where, "an exemption needs purposes or features; without them it would always hold")
    return Exemption(purposes, features, _one(Effect, given.get("effect"), where))


def _obligation(row: object, where: str) -> Obligation:
    if not isinstance(row, dict) or row.get("ask") not in KINDS:
        raise BadPack(where, f"`ask` is one of {', '.join(KINDS)}")
    shape = KINDS[row["ask"]]
    known = {field.name: field for field in fields(shape)}
    given = _table(row, where, {"ask", *known})
    if missing := [name for name, one in known.items() if one.default is MISSING and name not in given]:
        raise BadPack(where, f"a {row['ask']} needs `{missing[0]}`")
    hints = get_type_hints(shape)
    return shape(**{name: _value(hints[name], given[name], where, name) for name in known if name in given})


def _value(hint: Any, value: object, where: str, name: str) -> Any:
    options = get_args(hint) or (hint,)
    if isinstance(value, list) and getattr(hint, "__origin__", None) is tuple:
        kind = options[0]
        return tuple(_one(kind, one, where) if issubclass(kind, Enum) else str(one) for one in value)
    for option in options:
        if isinstance(option, type) and issubclass(option, Enum):
            return _one(option, value, where)
        if option is float and type(value) in (int, float):
            return float(str(value))
        if isinstance(option, type) and type(value) is option:
            return value
    raise BadPack(where, f"`{name}` cannot be {value!r}")


def _unserved(row: object) -> Unserved:
    where = str(row.get("id", "an unserved rule without an id")) if isinstance(row, dict) else "unserved"
    given = _table(row, where, {"id", "cites", "grade", "why"})
    return Unserved(
        _text(given, "id", where), _text(given, "cites", where), _one(Grade, given.get("grade"), where),
        _text(given, "why", where),
    )  # fmt: skip


def _table(row: object, where: str, known: Iterable[str]) -> Mapping[str, Any]:
    if not isinstance(row, dict):
        raise BadPack(where, "is not a table")
    _only(row, set(known), where)
    return row


def _only(row: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in row:
        if name not in known:
            nearest = get_close_matches(name, known, n=1)
            hint = f"did you mean `{nearest[0]}`?" if nearest else f"the fields are {', '.join(sorted(known))}"
            raise BadPack(where, f"`{name}` is no field; {hint}")


def _text(row: Mapping[str, Any], name: str, where: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadPack(where, f"`{name}` is missing" + (": a rule without a source is no rule" * (name == "cites")))
    return value


def _flag(row: Mapping[str, Any], name: str, where: str) -> bool:
    value = row.get(name, False)
    if not isinstance(value, bool):
        raise BadPack(where, f"`{name}` is true or false")
    return value


def _list(row: Mapping[str, Any], name: str, where: str) -> list[Any]:
    value = row.get(name, [])
    if not isinstance(value, list):
        raise BadPack(where, f"`{name}` is a list")
    return value


def _set(kind: type[E], row: Mapping[str, Any], name: str, where: str) -> frozenset[E]:
    return frozenset(_one(kind, value, where) for value in _list(row, name, where))


def _one(kind: type[E], value: object, where: str) -> E:
    known = [str(member.value) for member in kind]
    if value not in known:
        nearest = get_close_matches(str(value), known, n=1)
        hint = f"did you mean {nearest[0]}?" if nearest else f"known are {', '.join(known)}"
        raise BadPack(where, f"{value} is no {kind.__name__.lower()}; {hint}")
    return kind(value)


def _day(row: Mapping[str, Any], name: str, where: str) -> date | None:
    value = row.get(name)
    if value is None:
        return None
    if not isinstance(value, date) or isinstance(value, datetime):
        raise BadPack(where, f"`{name}` is a day such as 2026-12-02")
    return value
