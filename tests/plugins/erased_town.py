"""A town whose people can be erased: the product as a server, and persons who leave all that can be left with it.

Everything goes the way that people and programs go: pages, forms, passkeys, the API, mail, the gateway of codes.
"""

import json
import random
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from account_house import OPERATOR
from account_pages import PAGE, Reader
from coming_days import midnight
from hook_receivers import Receiver, receiver
from mail_catcher import catcher
from open_house import OpenHouse, free_port, serving
from soft_passkey import SoftPasskey
from store_places import Place
from tellmark.app import Installation, installation
from tellmark.consent.model import RequestId
from tellmark.consent.store import KnownRequests
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.service import make_link, open_account
from tellmark.store.scope import HOME, Scope, TenantId
from tellmark.store.vault import place as vault_place
from tellmark.subjects.model import SubjectId
from tellmark.values.digests import sha256
from tellmark.values.ids import entropy
from throwaway_postgresql import Server, running_server
from town_netid import SERVICE, installed, passed
from waiting import eventually

GROUPS = 4
"""Groups of persons' keys, not 1024: a burglar tries every key of a group at every byte there is."""
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英玉萍红鹏辉建华文斌海燕志国庆春梅兰凤洁琳宇浩凯健俊帆雪婷"

SETTINGS = """
[mail]
server = "127.0.0.1:{mail}"
security = "none"
from = "consent@studio.example"

[webhooks]
allow = ["127.0.0.0/8"]

[verifiers.phone]
kind = "phone"
gateway = "{gateway}"
secret_file = "gateway-secret"
level = 2
territories = ["CN", "EU"]

[verifiers.netid]
kind = "cn_netid"
adapter = "town"
territories = ["CN", "EU"]

[verifiers.officer]
kind = "officer"
"""


@dataclass(frozen=True)
class Townsman:
    """Somebody who is asked: everything that is theirs alone, and that no copy may give back once they are erased."""

    name: str
    contact: str
    label: str
    words: tuple[Mapping[str, str], ...]
    """What is said to them in words, ask by ask."""
    phone: str
    client: str
    """The address that their requests come from."""
    agent: str
    """What their browser calls itself."""

    @property
    def kept(self) -> list[str]:
        """What the product keeps of them for as long as they are here."""
        lines = [line for words in self.words for said in words.values() for line in said.splitlines()]
        return [self.name, self.contact, self.label, *lines]

    @property
    def passing(self) -> list[str]:
        """What it is told and never keeps, or not for longer than it takes."""
        return [self.phone, self.client, self.agent]


_SAID = ("purpose", "asker", "content", "brands", "pay", "retention", "message")
ASKS = 2
LINES = 40
"""Of the text that somebody is to speak; each of them is theirs alone."""


def _words(chance: random.Random, number: int) -> dict[str, str]:
    """Return what is said at an ask of this *number*: nothing is fixed by the first, of which something is made."""
    said = {name: f"{name.title()} of {chance.randrange(16**10):010x}" for name in _SAID}
    script = "\n".join(f"Line of {chance.randrange(16**10):010x}" for _ in range(LINES))
    return said | {"content": script if number else ""}


def townsmen(count: int, seed: int = 5) -> list[Townsman]:
    """Return *count* persons, each with some fifty identifiers that are kept of them."""
    chance = random.Random(seed)
    names: set[str] = set()
    while len(names) < count:
        names.add(chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)) + chance.choice(GIVEN))
    return [
        Townsman(
            name,
            f"person{number:03}.{chance.randrange(10**6):06}@mail.example",
            f"phone of {name} {chance.randrange(10**6):06}",
            tuple(_words(chance, number) for number in range(ASKS)),
            f"+861{chance.choice('3589')}{number:03}{chance.randrange(10**6):06}",
            f"10.{chance.randrange(256)}.{number}.{chance.randrange(256)}",
            f"Browser-of-{chance.randrange(16**10):010x}/1.0",
        )
        for number, name in enumerate(sorted(names))
    ]  # fmt: skip


def connection(address: str, **how: Any) -> httpx.Client:
    """Open a client of a server of this machine; *how* goes to it. Certificates, which nobody needs, are not loaded."""
    return httpx.Client(base_url=address, timeout=60, trust_env=False, verify=False, **how)


class Visitor(Reader):
    """Somebody with a browser, at the other end of a real connection."""

    def __init__(self, address: str, **headers: str) -> None:
        self.key = SoftPasskey(credential=entropy(16), origin=address)
        self.client = connection(address, headers={**PAGE, **headers}, follow_redirects=True)
        self.page = ""

    def __repr__(self) -> str:
        return f"Visitor({self.client.base_url})"

    def leads(self, pattern: str) -> str:
        """Return the first address on the open page that *pattern* is found in."""
        found = re.search(rf'href="([^"]*{pattern}[^"]*)"', self.page)
        assert found is not None, (pattern, self.page[:3000])
        return unescape(found[1])


@dataclass
class Town:
    """The product that serves, who works there, and the persons who have been asked, by their ids."""

    house: OpenHouse
    gateway: Receiver
    server: Server | None = None
    staff: dict[str, Visitor] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """The keys of programs, by whose they are."""
    tenant: TenantId = HOME
    door: Mapping[str, str] = field(default_factory=dict)
    """Headers that say to which tenant's door somebody comes."""
    skipped: int = 0
    """How many letters were sent before it had anybody."""

    @property
    def place(self) -> Installation:
        """The installation, as a command opens it."""
        return installation(self.house.home, self.house.environ)

    def visitor(self, who: Townsman | None = None) -> Visitor:
        """Return somebody with a browser of their own."""
        headers = {"x-forwarded-for": who.client, "user-agent": who.agent} if who else {}
        return Visitor(self.house.address, **headers, **self.door)

    def employ(self, name: str, role: str, label: str = "desk") -> Visitor:
        """Open an account for *name* as the command does, and make its first passkey by the link."""
        place, operator = self.place, replace(OPERATOR, tenant=self.tenant)
        with place.database() as database, place.vault_place.open() as vault, database.write(operator) as unit:
            account = open_account(unit, vault, name, [Role(role)])
            link = self.house.links[name] = f"/enrol/{make_link(unit, account.id, entropy(32)).secret}"
        visitor = self.visitor()
        visitor.open(link)
        assert visitor.answers(link, label=label).url.path == "/account", visitor.page
        self.staff[name] = visitor
        return visitor

    def program(self, name: str, label: str, *rights: str) -> str:
        """Make a key for a program on the page of the account called *name*."""
        visitor = self.staff[name]
        visitor.open("/account")
        visitor.sends("/account/keys", label=label, days="90", capability=list(rights))
        key = re.search(r"tmk_[\w-]{43}", visitor.page)
        assert key is not None, visitor.page
        self.keys[name] = key[0]
        return key[0]

    def api(self, method: str, path: str, name: str, body: Any = None, **headers: str) -> Any:
        """Let the program of *name* ask; return the document that comes back."""
        with connection(self.house.address) as client:
            told = {"Authorization": f"Bearer {self.keys[name]}", **self.door, **headers}
            answer = client.request(method, path, json=body, headers=told)
        assert answer.is_success, (answer.status_code, answer.text)
        return answer.json() if answer.content else None

    def asks(self, who: Townsman, count: int = 0, contact: str = "", **more: Any) -> dict[str, Any]:
        """Ask *who* for the *count*th time, by the API; return the request. *more* goes into the document."""
        name, words = "asks", dict(who.words[count])
        body = {
            "persons": [{"contact": contact or who.contact, "name": who.name}], "words": words,
            "scope": {**SCOPE, "purposes": [_PURPOSES[count]]}, "send": True, **more,
        }  # fmt: skip
        if words["content"]:
            body["scope"] = {**body["scope"], "content": sha256(words["content"].encode())}
        headers = {"Idempotency-Key": f"ask {who.contact} {entropy(4).hex()}"}
        made: dict[str, Any] = self.api("POST", "/v1/consents", name, body, **headers)["items"][0]
        return made

    def whom(self, request: dict[str, Any]) -> SubjectId:
        """Return under which id the person of *request* is here: whoever asks is not told."""
        with self.place.database() as database, database.read(Scope(self.tenant, "tests")) as unit:
            return KnownRequests(unit).get(RequestId(request["id"])).subject

    def link_to(self, contact: str, count: int = 1) -> str:
        """Wait for the *count*th invitation to *contact*, and return the path of the link in it."""

        def found() -> list[str]:
            letters = [
                str(one.get_body(("plain",)))
                for one in self.house.mail.letters[self.skipped :]
                if contact in str(one["To"])
            ]
            return [link for text in letters for link in re.findall(r"/c/[\w-]{43}", text)][count - 1 :]

        link: str = eventually(found)[0]
        return link

    def proves(self, visitor: Visitor, who: Townsman, link: str, back: str) -> None:
        """Let *who* prove by the network identity service that it is them, and go *back* to what asked for it."""
        self.passes(visitor, who, link, back)
        visitor.open(visitor.leads(re.escape(back.partition("?")[0])))

    def passes(self, visitor: Visitor, who: Townsman, link: str, back: str) -> None:
        """Let *who* pass at the network identity service, and stay on the page that thanks them."""
        visitor.open(f"{link}/prove/way/netid?back={back}")
        visitor.sends(f"{link}/prove/way/netid")
        visitor.open(passed(visitor.leads(re.escape(SERVICE)), who.phone))

    def has_a_phone(self, visitor: Visitor, who: Townsman) -> None:
        """Let *who*, signed in, show by a code that they hold their phone: it tells of no person, and is kept."""
        visitor.open("/prove/way/phone?back=/me")
        visitor.sends("/prove/way/phone", phone=who.phone)
        visitor.sends("/prove/way/phone/code", code=self.code_of(who))
        assert visitor.leads("/me"), visitor.page

    def code_of(self, who: Townsman) -> str:
        """Return the code that was last sent to the phone of *who*."""
        told = (json.loads(body) for _, body in reversed(self.gateway.came))
        return next(str(one["code"]) for one in told if one["to"] == who.phone)

    def agrees(self, visitor: Visitor, who: Townsman, link: str) -> str:
        """Let *who* read what is asked, prove who they are, and agree; return the code that ends it."""
        visitor.open(link)
        self.proves(visitor, who, link, f"{link}/agree")
        visitor.open(f"{link}/agree?version=1&{'&'.join(f'{tick}=yes' for tick in TICKS)}")
        visitor.sends(f"{link}/agree", way="fresh_proof")
        code = re.search(r'class="say[^"]*"[^>]*>([^<]+)<', visitor.page)
        assert code is not None, visitor.page
        return code[1].strip()

    def returns(self, visitor: Visitor, who: Townsman, link: str) -> None:
        """Let *who* make a passkey, after a proof of its own, and so have an account to come back to."""
        self.proves(visitor, who, link, f"{link}/passkey")
        assert visitor.answers(f"{link}/passkey", label=who.label).status_code == 200
        assert visitor.open("/me").status_code == 200, visitor.page

    def erases(self, visitor: Visitor) -> str:
        """Let somebody who is signed in delete everything about them; return the page that tells so."""
        visitor.confirms("/me/erase")
        visitor.open("/me/erase")
        visitor.sends("/me/erase", sure="yes")
        assert "<h1>It is deleted</h1>" in visitor.page, visitor.page
        return visitor.page


SCOPE: dict[str, Any] = {
    "modalities": ["face"], "operations": ["face_swap"], "purposes": ["advert"], "territories": ["CN", "EU"],
    "channels": ["web"], "start": midnight(-8), "end": midnight(210), "max_outputs": 5,
    "excluded": ["sexual"],
}  # fmt: skip
TICKS = ("biometric", "public_disclosure")
_PURPOSES = ("advert", "art")


@contextmanager
def erased_town(home: Path, kind: str, broken: str = "") -> Iterator[Town]:
    """Install the product in *home* on a database of *kind*, and serve; *broken* is as in `serving`."""
    with ExitStack() as stack:
        server, environ = _database(stack, kind)
        environ |= installed(home.parent / "adapters")
        mail, hook, gateway = (
            stack.enter_context(catcher()), stack.enter_context(receiver()), stack.enter_context(receiver())
        )  # fmt: skip
        port = free_port()
        house = OpenHouse(home, f"http://localhost:{port}", mail, hook, {}, environ)
        with patch.object(vault_place, "GROUPS", GROUPS):
            installation(home, environ).vault_place.furnish()
        house.run("init", "--name", "Studio-North")
        (home / "gateway-secret").write_text("a-secret-of-tests-that-is-long-enough", "utf-8")
        file = home / "tellmark.toml"
        text = file.read_text("utf-8") + 'per_minute = 1000000\ntrusted_proxies = ["127.0.0.0/8"]\n'
        file.write_text(text + SETTINGS.format(mail=mail.port, gateway=gateway.url), "utf-8")
        stack.enter_context(serving(home, port, environ, broken))
        yield Town(house, gateway, server)


def _database(stack: ExitStack, kind: str) -> tuple[Server | None, dict[str, str]]:
    """Return a server of its own where the *kind* of database has one, and the settings that lead there."""
    if kind == "sqlite":
        return None, {}
    server = stack.enter_context(running_server())
    with server.admin() as admin:
        admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
    template = Place(server.url("tellmark", "template1"), server)
    store, keys = template.bare(), template.bare()
    return server, {"TELLMARK_STORE_DATABASE": store.where, "TELLMARK_VAULT_DATABASE": keys.where}
