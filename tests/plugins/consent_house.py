"""A house with the pages of consent in it: a real store and vault, everybody's visitors by a cookie, invented identity.

Only who somebody is is invented here, for that is another room's: a person has proved it or not, as the test says, and
a passkey or a fresh proof binds whatever is asked. Everything that consent itself decides is the real thing.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from html import unescape
from pathlib import Path

from fastapi import FastAPI
from httpx import Response as Answered
from starlette.staticfiles import StaticFiles

from in_process import InProcess
from migrated import lay_tables
from opened_files import EXAMINER, sandboxed
from tellmark.consent import asking
from tellmark.consent.askers import asker_of
from tellmark.consent.delivering import Mails, Postbox
from tellmark.consent.errors import NotBound
from tellmark.consent.links import Links
from tellmark.consent.model import (
    REQUEST,
    REVIEW,
    Ask,
    ContactKind,
    Invitation,
    Party,
    PersonAsked,
    Request,
    Words,
)
from tellmark.consent.place import Binds, Place
from tellmark.consent.ports import Assures
from tellmark.consent.proofs import IN_PERSON, AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.routes import routes
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Purpose,
    Scope,
    Training,
)
from tellmark.identity.accounts.roles import IDENTITY_VERIFY
from tellmark.identity.copying import kept_of
from tellmark.identity.orders.views import told_to
from tellmark.marks.hearing import Hearing
from tellmark.proof.envelope import KEY
from tellmark.proof.generations import Generations
from tellmark.proof.masters.port import InMemory
from tellmark.store.database import Database, open_database
from tellmark.store.scope import HOME, Machinery
from tellmark.store.scope import Scope as Actor
from tellmark.store.tenants import Tenants
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.ring import RingFile
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import open_subject
from tellmark.surface import written
from tellmark.surface.forgery import FormTokens
from tellmark.surface.guard import Guard
from tellmark.surface.headers import SecurityHeaders
from tellmark.surface.heads import Heads
from tellmark.surface.principal import Assurance, FirstToKnow, Kind, Principal, Shown
from tellmark.surface.rendering import STATIC, Pages, Room
from tellmark.surface.secret import SIZE, Secret
from tellmark.surface.sessions import SessionCookie
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.languages import Language, said

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROOMS = (
    Room("/", "Verify"), Room("/consents", "Requests", REQUEST), Room("/review/consents", "Queue", REVIEW),
    Room("/review/identity", "Identity cases", IDENTITY_VERIFY),
)  # fmt: skip
REQUESTER, OFFICER, SECOND = "requester-1", "officer-1", "officer-2"
SCRIPT = "Winter light lay over the harbour.\nNobody had come by since the morning."


@dataclass
class Clock:
    """A clock that a test sets."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Sessions:
    """Who is signed in, by the secret of a cookie: nobody has a password here."""

    clock: Clock
    known: dict[str, Principal] = field(default_factory=dict)

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        return self.known.get(shown.session)

    def sign_in(self, principal: str, kind: Kind, *capabilities: str) -> str:
        """Return the secret of a session of *principal*."""
        secret = sha256(principal.encode()).hexdigest()[:43]
        session = f"session-{principal}"
        self.known[secret] = Principal(
            principal,
            HOME,
            kind,
            capabilities=frozenset(capabilities),
            assurance=Assurance(2, self.clock()),
            session=session,
            ambient=True,
        )
        return secret


@dataclass(frozen=True)
class Begun:
    """A signature that was asked for."""

    id: str
    options: str = '{"challenge": "AAAA", "allowCredentials": []}'


@dataclass(frozen=True)
class Handed:
    """A wallet that was asked, and never answers."""

    address: str = "openid4vp://?request_uri=https%3A%2F%2Fnorth.example"
    cookie: tuple[str, str] = ("tellmark-wallet", "x")


@dataclass
class Identity:
    """Who has proved who they are, and by what they can confirm."""

    clock: Clock
    proved: dict[str, Assured] = field(default_factory=dict)
    seen: dict[str, Assured] = field(default_factory=dict)
    fresh_at: dict[str, datetime] = field(default_factory=dict)
    passkeys: set[str] = field(default_factory=set)
    asked: dict[str, str] = field(default_factory=dict)

    def prove(self, subject: str, level: int = 2, age: AgeBand = AgeBand.ADULT) -> None:
        """Let *subject* have proved who they are, just now."""
        until = self.clock() + timedelta(days=365)
        self.proved[subject] = Assured(f"record-{subject}", "oidc", level, age, frozenset(), until)
        self.fresh_at[subject] = self.clock()

    def meet(self, subject: str, level: int = 2, age: AgeBand = AgeBand.ADULT) -> None:
        """Let two officers have seen the identity document of *subject*."""
        until = self.clock() + timedelta(days=365)
        self.seen[subject] = Assured(f"seen-{subject}", IN_PERSON, level, age, frozenset(), until)

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> list[Assured]:
        known = [one.get(subject) for one in (self.proved, self.seen)]
        return [one for one in known if one is not None and record in ("", one.record)]

    def met(self, unit: ReadUnit, subject: SubjectId) -> list[Assured]:
        return [self.seen[subject]] if subject in self.seen else []

    def age(self, unit: ReadUnit, subject: SubjectId) -> AgeBand:
        return self.proved[subject].age if subject in self.proved else AgeBand.UNKNOWN

    def address(self, base: str, back: str) -> str:
        return f"{base}/prove?back={back.partition('?')[0]}"

    def passkey(self, base: str) -> str:
        return f"{base}/passkey"

    def ways(self, unit: ReadUnit, subject: SubjectId, cookies: object) -> tuple[BindingMethod, ...]:
        at = self.fresh_at.get(subject)
        fresh = at is not None and self.clock() - at <= timedelta(minutes=5)
        keys = (BindingMethod.PASSKEY,) if subject in self.passkeys else ()
        return (*keys, BindingMethod.FRESH_PROOF) if fresh else keys

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str) -> Begun:
        self.asked["ceremony"] = digest
        return Begun("ceremony")

    def finish(self, unit: WriteUnit, subject: SubjectId, begun: str, answer: str) -> Bound | None:
        return Bound(BindingMethod.PASSKEY, self.asked.pop(begun), "0" * 64, subject, unit.at)

    def hand(self, actor: Actor, subject: SubjectId, digest: str, back: str, language: Language, door: str) -> Handed:
        return Handed()

    def by_wallet(self, unit: ReadUnit, subject: SubjectId, digest: str, cookies: object) -> Bound | None:
        return None

    def fresh(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: object) -> Bound:
        if BindingMethod.FRESH_PROOF not in self.ways(unit, subject, cookies):
            raise NotBound(said("nothing was proved just now"), said("Prove who you are."))
        return Bound(BindingMethod.FRESH_PROOF, digest, "0" * 64, subject, unit.at)


class Vouched:
    """An officer has looked at every company."""

    def checked(self, unit: ReadUnit, party: Party) -> datetime | None:
        return NOON - timedelta(days=265)

    def proved(self, unit: ReadUnit, account: SubjectId) -> str | None:
        return "officer"


@dataclass
class House:
    """Everything that a test of the pages needs."""

    database: Database
    vault: Vault
    clock: Clock
    sessions: Sessions
    identity: Identity
    place: Place
    app: FastAPI

    def as_(self, principal: str, *capabilities: str) -> Actor:
        return Actor(HOME, principal, frozenset(capabilities))

    def reader(self, language: str = "en") -> "Reader":
        """Return somebody who is not signed in."""
        return Reader(InProcess(self.app, follow_redirects=True), language)

    def signed_in(self, principal: str, kind: Kind, *capabilities: str, language: str = "en") -> "Reader":
        """Return *principal*, signed in with *capabilities*."""
        reader = self.reader(language)
        secret = self.sessions.sign_in(principal, kind, *capabilities)
        reader.client.cookies.set(SessionCookie(https=False).name, secret)
        return reader

    def somebody(self) -> SubjectId:
        """Return somebody with an account here, who was asked nothing."""
        with self.database.write(self.as_("admin")) as unit:
            return open_subject(unit, self.vault).id

    def ask(
        self,
        scope: Scope | None = None,
        words: Words | None = None,
        party: str = "Studio North Ltd",
        name: str = "Li Wei",
        contact: str = "li@example.com",
    ) -> tuple[Request, Invitation]:
        """Compose and send a request, for what begins today where no *scope* is told; return it with its link."""
        with self.database.write(self.as_(REQUESTER, REQUEST)) as unit:
            company = asking.name_party(unit, party, "91110000MA01ABCD2Q") if party else None
            told = words or Words(purpose="One audiobook, “Winter Light”", content=SCRIPT, asker="Lantern Media")
            today = unit.at.replace(hour=0, minute=0, second=0, microsecond=0)
            wanted = Ask(scope or voice(start=today), told, company.id if company else None)
            asked = PersonAsked(contact, ContactKind.EMAIL, name, Language.EN)
            who = asker_of(unit, self.place.vouches, self.place.named(), wanted.party)
            drafted = asking.draft(unit, self.vault, wanted, asked, None, who)
            return drafted, asking.send(unit, self.vault, drafted.id, entropy(32))


def voice(**more: object) -> Scope:
    """Return what a studio asks for an audiobook."""
    values: dict[str, object] = {
        "modalities": frozenset({Modality.VOICE}), "operations": frozenset({Operation.VOICE_CLONE}),
        "purposes": frozenset({Purpose.ENTERTAINMENT}), "territories": frozenset({"CN", "EU"}),
        "channels": frozenset({Channel.WEB, Channel.PRIVATE}), "start": NOON.replace(hour=0),
        "end": datetime(2027, 7, 1, tzinfo=UTC), "languages": frozenset({"zh", "en"}),
        "excluded": frozenset({Exclusion.SEXUAL, Exclusion.POLITICAL, Exclusion.RELIGIOUS}),
        "content": sha256(SCRIPT.encode()).hexdigest(), "max_seconds": 9 * 3600, "cross_border": True,
        "pay": Pay(240_000, "EUR"), "aftermath": Aftermath.NO_NEW_COPIES, "training": Training.NONE,
    }  # fmt: skip
    return Scope(**{**values, **more})  # type: ignore[arg-type]  # spelled as keyword arguments


@contextmanager
def furnished(
    folder: Path,
    binds: Callable[[Database, Vault], Binds] | None = None,
    assures: Callable[[Vault], Assures] | None = None,
    mails: Callable[[Vault], Mails] | None = None,
) -> Iterator[House]:
    """Stand the house up in *folder*.

    *binds* makes what ties answers to people, *assures* what knows who has proved who they are: invented ones where
    they are None. *mails* makes what lays letters out; without it whoever asks has to bring their links themselves.
    """
    clock = Clock()
    lay_tables(folder / "tellmark.db")
    database = open_database(str(folder / "tellmark.db"), clock, entropy)
    with database.work(Machinery("test")) as unit:
        Tenants(unit).open(HOME)
    keys = open_database(str(folder / "keys.db"), clock, entropy)
    generations = Generations([folder / "generations"], InMemory("test", entropy(KEY), entropy), entropy)
    generations.create(clock())
    vault = Vault(keys, RingFile(folder / "ring", generations, entropy), entropy)
    vault.create(8)
    sessions, identity = Sessions(clock), Identity(clock)
    secret = Secret(bytes(SIZE))
    tokens = FormTokens(secret.key("forms"))
    knows = FirstToKnow((Links(database), sessions))
    guard = Guard(knows, HOME, SessionCookie(https=False), tokens, clock)
    pages = Pages(["tellmark.consent"], ROOMS, tokens, clock=clock)
    bound, letters = binds(database, vault) if binds else identity, mails(vault) if mails else None
    sure = assures(vault) if assures else identity
    place = Place(database, vault, pages, guard, secret, sure, identity, bound, Vouched(),
                  lambda: "Lantern Media", entropy, tuple, Postbox("http://localhost", letters),
                  EXAMINER, Hearing(sandboxed), orders=told_to,
                  elsewhere=lambda unit, subject: kept_of(unit, vault, subject))  # fmt: skip
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for router in routes(place):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=str(STATIC)))

    app.add_exception_handler(TellmarkError, written.answers(pages, guard))
    app.add_middleware(SecurityHeaders, https=False)
    app.add_middleware(Heads)
    yield House(database, vault, clock, sessions, identity, place, app)
    database.close()
    keys.close()


@dataclass
class Page:
    """An answer, as somebody without JavaScript meets it: its text, and forms whose hidden fields go along."""

    status: int
    path: str
    html: str

    @property
    def title(self) -> str:
        return self.html.partition("<title>")[2].partition("</title>")[0]

    @property
    def text(self) -> str:
        """Return what is read, without tags and with single spaces."""
        main = self.html.partition("<main")[2].partition("</main>")[0]
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", "<main" + main)).split())

    def hidden(self, action: str) -> dict[str, list[str]]:
        """Return the hidden fields of the form to *action*. Raises AssertionError where there is none."""
        form = re.search(rf'<form[^>]+action="{re.escape(action)}\?[^>]*>(.*?)</form>', self.html, re.S)
        assert form, f"no form to {action}"
        found: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form[1]):
            found.setdefault(name, []).append(unescape(value))
        return found


@dataclass
class Reader:
    """Somebody with a browser: follows links, sends forms, in one language."""

    client: InProcess
    language: str = "en"

    def get(self, path: str) -> Page:
        """Open *path*."""
        joint = "&" if "?" in path else "?"
        return self._page(self.client.get(f"{path}{joint}lang={self.language}", headers=HTML))

    def send(self, page: Page, action: str, **typed: str | list[str]) -> Page:
        """Send the form of *page* to *action* with what is *typed*."""
        data = {**page.hidden(action), **typed}
        return self._page(self.client.post(f"{action}?lang={self.language}", data=data, headers=HTML))

    def upload(self, page: Page, action: str, file: bytes) -> Page:
        """Send the form of *page* to *action* with a *file*, nothing where it is empty."""
        files = {"file": ("recording.bin", file, "audio/x-something")}
        answer = self.client.post(f"{action}?lang={self.language}", data=page.hidden(action), files=files, headers=HTML)
        return self._page(answer)

    @staticmethod
    def _page(answer: Answered) -> Page:
        return Page(answer.status_code, answer.url.path, answer.text)


HTML = {"accept": "text/html"}
