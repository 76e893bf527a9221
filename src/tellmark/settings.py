"""Installation settings: flag > TELLMARK_* > tellmark.toml > default, and where each value came from."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from tellmark.identity.verifiers.configured import VerifierSetting, levels_asked, verifier_settings
from tellmark.rules.audiences import BadAudience, audiences_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.model import Operation
from tellmark.values.errors import ErrorKind, TellmarkError

FILE = "tellmark.toml"
KEYS = ".tellmark"
DATABASE = "tellmark.db"
BLOBS = "blobs"
KEY_DATABASE = "keys.db"
V = TypeVar("V", str, bool, int, tuple[str, ...])


class BadSettings(TellmarkError):
    """A settings file or variable holds something that is no setting."""

    code = "settings.bad"
    kind = ErrorKind.USAGE


@dataclass(frozen=True, slots=True)
class Setting(Generic[V]):
    """One setting: its name in the file, its default, what it does, and the words it takes where not any will do."""

    name: str
    default: V
    what: str
    choices: tuple[str, ...] = ()

    @property
    def variable(self) -> str:
        """The environment variable that overrides the file."""
        return "TELLMARK_" + self.name.upper().replace(".", "_")


PROVIDER_NAME = Setting("provider.name", "", "Who answers for what is marked here; stands in every credential.")
PROVIDER_CODE = Setting(
    "provider.code", "", "The registered 27-character provider code (TC260-PG-20252A), if you have one."
)
DEFAULTS_FOR = Setting("defaults.for", ("CN", "EU", "US-CA"), "Audiences when none is named.")
GATE_REQUIRED = Setting(
    "gate.required", default=False, what="Refuse an operation that recreates a person without a permit."
)
RULES_OVERLAY = Setting(
    "rules.overlay", "", "A file beside tellmark.toml with rules of your own; they add to the shipped ones."
)
STAMPS_URL = Setting("stamps.url", "", "The time-stamp authority (RFC 3161) that dates each signature; http or https.")
STAMPS_POLICY = Setting(
    "stamps.policy",
    "",
    "Without a time-stamp: required (no file; so with a url), retry (the file all the same), without (none is wanted).",
    choices=("required", "retry", "without"),
)
STAMPS_ANCHORS = Setting(
    "stamps.anchors", "", "A file beside tellmark.toml with root certificates (PEM) of authorities known here."
)
STAMPS_UNDER = Setting("stamps.under", "", "The authority's policy (an OID) that a time-stamp has to be made under.")
STORE_FOLDER = Setting(
    "store.folder", "tellmark-data", "The folder beside tellmark.toml that holds the database, the blobs and the log."
)
STORE_DATABASE = Setting(
    "store.database", "", "Another database: postgresql://user@host/name, or a file; a password never stands here."
)
STORE_BLOBS = Setting(
    "store.blobs", "", "Another place for blobs: s3://BUCKET/PREFIX, or a folder; by default `blobs` in store.folder."
)
STORE_BLOBS_ENDPOINT = Setting(
    "store.blobs_endpoint",
    "",
    "The server that has the bucket, http or https, where it is not Amazon's; who may is said by the environment.",
)
STORE_KEEP_EVENTS = Setting(
    "store.keep_events_days",
    30,
    "Days that an event stays in the outbox once everybody has it; the log keeps it for ever.",
)
VAULT_FOLDER = Setting(
    "vault.folder",
    "tellmark-vault",
    "The folder beside tellmark.toml that holds the keys of persons; no ordinary backup takes it along.",
)
VAULT_DATABASE = Setting(
    "vault.database", "", "Another database for the keys of persons, one of its own: postgresql://user@host/name."
)
VAULT_MASTER = Setting(
    "vault.master", "file", "Who keeps the master key: file, credential:NAME, pkcs11:…, or the scheme of a plug-in."
)
VAULT_COPIES: Setting[tuple[str, ...]] = Setting(
    "vault.copies", (), "Folders on other disks in which the key generations are written, too, each time."
)
LOG_ORIGIN = Setting(
    "log.origin", "", "The log's name for ever, such as example.com/log; by default one made from its key."
)
LOG_WITNESSES = Setting(
    "log.witnesses",
    "",
    "A file beside tellmark.toml (C2SP tlog-policy): who signs the log's checkpoints, where they are, who must.",
)
LOG_ANCHOR = Setting(
    "log.anchor", "", "A file outside this installation, on another disk, that keeps the log's last checkpoint."
)
SERVE_ADDRESS = Setting("serve.address", "127.0.0.1:8700", "Where `tellmark serve` listens.")
SERVE_URL = Setting(
    "serve.url",
    "",
    "The address that people see, such as https://tellmark.example; passkeys are tied to its name for ever.",
)
SERVE_UPLOAD_MB = Setting("serve.upload_mb", 200, "The largest file that the server takes, in megabytes.")
SERVE_PER_MINUTE = Setting("serve.per_minute", 60, "Requests that one client may make in a minute.")
SERVE_WORKERS = Setting("serve.workers", 2, "Sandboxed children that work at the same time.")
MAIL_SERVER = Setting(
    "mail.server", "", "The mail server, such as smtp.example.com:587; without one, whoever asks sends the link."
)
MAIL_SECURITY = Setting(
    "mail.security", "starttls", "How the line to it is kept private; none: on this machine only.",
    choices=("starttls", "tls", "none"),
)  # fmt: skip
MAIL_FROM = Setting("mail.from", "", "The address that mail to persons comes from.")
MAIL_USER = Setting(
    "mail.user", "", "Who signs in at the mail server; TELLMARK_MAIL_PASSWORD_FILE names a file with the password."
)
MAIL_OFFICERS: Setting[tuple[str, ...]] = Setting(
    "mail.officers", (), "Addresses that are told, at most once an hour and without a word of what, that a case waits."
)
WEBHOOKS_ALLOW: Setting[tuple[str, ...]] = Setting(
    "webhooks.allow", (), "Private networks that webhooks may reach, such as 10.20.0.0/16; else only the open Internet."
)
SERVE_TRUSTED_PROXIES: Setting[tuple[str, ...]] = Setting(
    "serve.trusted_proxies",
    (),
    "Reverse proxies whose word counts for whom they ask, such as 10.0.0.0/8; else nobody's.",
)
SERVE_PROXY_HEADER = Setting(
    "serve.proxy_header",
    "x-forwarded-for",
    "The header in which these proxies say for whom they ask; the other one is not read.",
    choices=("x-forwarded-for", "forwarded"),
)

ALL: tuple[Setting[Any], ...] = (
    PROVIDER_NAME,
    PROVIDER_CODE,
    DEFAULTS_FOR,
    GATE_REQUIRED,
    RULES_OVERLAY,
    STAMPS_URL,
    STAMPS_POLICY,
    STAMPS_ANCHORS,
    STAMPS_UNDER,
    STORE_FOLDER,
    STORE_DATABASE,
    STORE_BLOBS,
    STORE_BLOBS_ENDPOINT,
    STORE_KEEP_EVENTS,
    VAULT_FOLDER,
    VAULT_DATABASE,
    VAULT_MASTER,
    VAULT_COPIES,
    LOG_ORIGIN,
    LOG_WITNESSES,
    LOG_ANCHOR,
    SERVE_ADDRESS,
    SERVE_URL,
    SERVE_UPLOAD_MB,
    SERVE_PER_MINUTE,
    SERVE_WORKERS,
    MAIL_SERVER,
    MAIL_SECURITY,
    MAIL_FROM,
    MAIL_USER,
    MAIL_OFFICERS,
    WEBHOOKS_ALLOW,
    SERVE_TRUSTED_PROXIES,
    SERVE_PROXY_HEADER,
)


_SECTIONS = ("models", "verifiers", "identity")  # what they hold is no setting, and is read by whoever needs it
_WITHOUT_PASSWORD = {
    STORE_DATABASE.name: "Take it out, and name a file that holds it in TELLMARK_STORE_PASSWORD_FILE.",
    VAULT_DATABASE.name: "Take it out, and name a file that holds it in TELLMARK_VAULT_PASSWORD_FILE.",
    STAMPS_URL.name: f"Take it out, for {FILE} is in every backup; name an authority that asks for none.",
}
"""The addresses that could hold a password, and what to do instead."""


@dataclass(frozen=True, slots=True)
class Model:
    """What `[models.NAME]` says: the operation that the model does, its version, the day it came to the market."""

    operation: Operation
    version: str = ""
    market: date | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one installation, with the origin of each value (`default`, `file` or `environment`)."""

    home: Path
    values: Mapping[str, Any]
    origins: Mapping[str, str]
    models: Mapping[str, Model] = field(default_factory=lambda: MappingProxyType({}))
    verifiers: Mapping[str, VerifierSetting] = field(default_factory=lambda: MappingProxyType({}))
    levels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, setting: Setting[V]) -> V:
        """Return the value of *setting*."""
        value: V = self.values[setting.name]
        return value

    @property
    def keys(self) -> Path:
        """The folder of keys and pins."""
        return self.home / KEYS

    @property
    def data(self) -> Path:
        """The folder of everything that is kept: the database, the blobs, the log's files."""
        return self.home / self.get(STORE_FOLDER)

    @property
    def database(self) -> str:
        """Where the database is: a URL, or the path of a file."""
        named = self.get(STORE_DATABASE)
        if "://" in named:
            return named
        return str(self.home / named if named else self.data / DATABASE)

    @property
    def blobs(self) -> str:
        """Where blobs are: a URL, or the path of a folder."""
        named = self.get(STORE_BLOBS)
        if "://" in named:
            return named
        return str(self.home / named if named else self.data / BLOBS)

    @property
    def vault(self) -> Path:
        """The folder of the keys of persons."""
        return self.home / self.get(VAULT_FOLDER)

    @property
    def key_database(self) -> str:
        """Where the keys of persons are: a URL, or the path of a file."""
        named = self.get(VAULT_DATABASE)
        if "://" in named:
            return named
        return str(self.home / named if named else self.vault / KEY_DATABASE)

    def shown(self, setting: Setting[V]) -> V | str:
        """Return the value of *setting* as anybody may see it: without the password that a URL may hold."""
        value = self.get(setting)
        if isinstance(value, str) and (secret := _password(value)):
            return value.replace(f":{secret}@", ":***@", 1)
        return value


def load(home: Path, environ: Mapping[str, str]) -> Settings:
    """Read the settings of the installation in *home*. Raises BadSettings, BadVerifierSetting, BadLevel."""
    tree = _tree(home / FILE)
    verifiers, levels = verifier_settings(_section(tree, "verifiers")), levels_asked(_section(tree, "identity"))
    tree = {part: row for part, row in tree.items() if part not in ("verifiers", "identity")}
    models = {name: _model(name, row) for name, row in _section(tree, "models").items()}
    flat = {f"{part}.{key}": value for part, row in tree.items() for key, value in _section(tree, part).items() if row}
    _refuse_unknown(flat)
    values: dict[str, Any] = {}
    origins = {}
    for setting in ALL:
        if setting.variable in environ:
            values[setting.name] = _from_text(setting, environ[setting.variable])
            origins[setting.name] = "environment"
        elif setting.name in flat:
            values[setting.name] = _of_type(setting, flat[setting.name])
            origins[setting.name] = "file"
        else:
            values[setting.name] = setting.default
            origins[setting.name] = "default"
        _refuse_no_choice(setting, values[setting.name])
    values[DEFAULTS_FOR.name] = _audiences(values[DEFAULTS_FOR.name])
    for name, remedy in _WITHOUT_PASSWORD.items():
        if origins[name] == "file" and (_password(values[name]) or (name == STAMPS_URL.name and "@" in values[name])):
            raise BadSettings(f"{name} in {FILE} holds a password", remedy)
    return Settings(home, *map(MappingProxyType, (values, origins, models, verifiers, levels)))


def _password(where: str) -> str:
    """Return the password that a URL holds, as it stands there; empty without one."""
    user = where.partition("://")[2].partition("/")[0].rpartition("@")[0]
    return user.partition(":")[2]


def _tree(path: Path) -> dict[str, Any]:
    try:
        tree = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        raise BadSettings(f"{FILE} is not TOML: {broken}", f"Mend that line of {FILE}.") from broken
    except OSError as fault:
        raise BadSettings(f"{FILE} cannot be read: {fault.strerror}", "Make it a file that you may read.") from fault
    for part in tree:
        if part not in {*_SECTIONS, *(setting.name.partition(".")[0] for setting in ALL)}:
            known = [*(setting.name.partition(".")[0] for setting in ALL), *_SECTIONS]
            raise _unknown(f"[{part}]", [f"[{one}]" for one in known])
    return tree


def _section(tree: dict[str, Any], part: str) -> dict[str, Any]:
    row = tree.get(part, {})
    if not isinstance(row, dict):
        raise BadSettings(f"`{part}` in {FILE} is not a section", f"Write [{part}] on a line of its own.")
    return row


def _refuse_unknown(flat: Mapping[str, Any]) -> None:
    known = [setting.name for setting in ALL]
    for name in flat:
        if name not in known and not name.startswith("models."):
            raise _unknown(name, known)


def _refuse_no_choice(setting: Setting[Any], value: object) -> None:
    if setting.choices and value not in ("", *setting.choices):
        nearest = get_close_matches(str(value), setting.choices, n=1)
        hint = f"Did you mean {nearest[0]}? " if nearest else ""
        raise BadSettings(
            f"{setting.name} does not take “{value}”", f"{hint}It is one of: {', '.join(setting.choices)}."
        )


def _unknown(name: str, known: list[str]) -> BadSettings:
    nearest = get_close_matches(name, known, n=1)
    hint = f"Did you mean {nearest[0]}?" if nearest else f"The settings are: {', '.join(sorted(set(known)))}."
    return BadSettings(f"{name} in {FILE} is no setting", hint)


def _model(name: str, row: object) -> Model:
    if not isinstance(row, dict) or not set(row) <= {"operation", "version", "market"} or "operation" not in row:
        raise BadSettings(
            f"[models.{name}] takes `operation`, and `version` and `market` if you like",
            f'Write: [models.{name}] operation = "face_swap"',
        )
    market = row.get("market")
    if market is not None and type(market) is not date:
        raise BadSettings(f"[models.{name}] `market` is the day it came to the market", "Write: market = 2026-08-02")
    return Model(operation_named(row["operation"]), str(row.get("version", "")), market)


def operation_named(name: object) -> Operation:
    """Return the operation called *name*. Raises BadSettings with the nearest name otherwise."""
    if name in list(Operation):
        return Operation(str(name))
    nearest = get_close_matches(str(name), list(Operation), n=1)
    hint = f"Did you mean {nearest[0]}? " if nearest else ""
    raise BadSettings(f"{name} is no operation", f"{hint}The operations are: {', '.join(Operation)}.")


def _audiences(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return audiences_of(names, shipped_codes())
    except BadAudience as bad:
        raise BadSettings(f"{DEFAULTS_FOR.name}: {bad.what}", bad.remedy) from bad


def _of_type(setting: Setting[Any], value: object) -> object:
    if isinstance(setting.default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
    elif type(value) is type(setting.default):
        return value
    wanted = {bool: "true or false", int: "a whole number", str: "text in quotes", tuple: "a list of texts"}
    raise BadSettings(f"{setting.name} takes {wanted[type(setting.default)]}", f"Mend {setting.name} in {FILE}.")


def _from_text(setting: Setting[Any], text: str) -> object:
    match setting.default:
        case bool():
            if text in ("true", "false"):
                return text == "true"
        case int():
            if text.isdecimal():
                return int(text)
        case tuple():
            return tuple(item.strip() for item in text.split(",") if item.strip())
        case _:
            return text
    raise BadSettings(f"{setting.variable} cannot be read", f"See {setting.name}: {setting.what}")
