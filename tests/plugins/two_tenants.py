"""Two tenants of one installation that serves: each with a door of its own, for the product has one for `home` only.

What runs is `tellmark serve`: one process, one database, one vault, one secret. The only thing of ours in it is which
tenant somebody comes to of whom nothing is known yet, and whose sessions and keys are known there: that of the door.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

from addresses import filled
from erased_town import Town, Townsman, Visitor, erased_town, townsmen
from planted import Planted, planted
from stages import Person, Stage, staged
from tellmark.consent.model import ANSWER
from tellmark.consent.spoken.store import Said
from tellmark.identity.accounts.store import KnownSessions
from tellmark.store.scope import HOME, Machinery, Scope, TenantId
from tellmark.store.tenants import TenantOpened, Tenants
from tellmark.surface.forgery import FIELD, NONCE, FormTokens
from tellmark.surface.secret import Secret
from tellmark.surface.session_secrets import digest_of
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from town_life import says_no, shows, speaks

SOUTH = TenantId("south")
DOOR = "x-door"
"""The header that says at whose door a request is."""
ROUTES = "routes.json"
DOORS = f"""
import json
from dataclasses import replace
from pathlib import Path
from tellmark.consent.links import Links
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.surface.declared import declared
from tellmark.surface.principal import FirstToKnow
from tellmark.web import asgi

whole = asgi.make_app

def make_app(parts, *limits, **more):
    database = parts.consents.database
    def door(tenant):
        asgi.HOME = tenant
        knows = FirstToKnow((Links(database), KnownVisitors(database, tenant)))
        return whole(replace(parts, knows=knows), *limits, **more)
    home, south = door("{HOME}"), door("{SOUTH}")
    Path("{ROUTES}").write_text(json.dumps([[one.path, sorted(one.methods)] for one in declared(home.routes)]))
    async def app(scope, receive, send):
        came = dict(scope["headers"]).get(b"{DOOR}", b"")
        await (south if came == b"{SOUTH}" else home)(scope, receive, send)
    return app

asgi.make_app = make_app
"""


@dataclass
class Tenant:
    """A tenant with everything that it may have, and everybody who visits it, each in a browser of their own."""

    stage: Stage
    enrolment: str
    """The secret of the link by which an officer's first passkey was made."""

    @property
    def town(self) -> Town:
        """Where they live."""
        return self.stage.town

    @cached_property
    def routes(self) -> list[tuple[str, str]]:
        """Each method of each route, as the server itself says."""
        told = json.loads((self.town.house.home / ROUTES).read_text("utf-8"))
        return [(method, path) for path, methods in told for method in methods]

    @cached_property
    def everybody(self) -> Mapping[str, httpx.Client]:
        """Return the client of everybody: staff, persons with accounts, programs, and somebody unknown."""
        one, two, _, _ = self.stage.people
        visitors = {**self.town.staff, "one": one.visitor, "two": two.visitor}
        found = {name: visitor.client for name, visitor in visitors.items()}
        for name, key in self.town.keys.items():
            found[f"key of {name}"] = client = self.town.visitor().client
            client.headers["Authorization"] = f"Bearer {key}"
        return found | {"nobody": self.town.visitor().client}

    def confirm(self) -> None:
        """Let everybody who has a passkey show just now that it is them."""
        one, two, _, _ = self.stage.people
        for visitor in (*self.town.staff.values(), one.visitor, two.visitor):
            visitor.confirms()

    def rows(self, other: "Tenant | None" = None) -> Planted:
        """Return what is there of this tenant and not of the *other*, with ids of rows for whom something waits."""
        place, cases = self.town.place, self.stage.cases
        with place.database() as database, database.work(Machinery("tests")) as unit:
            mine = planted(unit, self.town.tenant, self._words())
            others = planted(unit, other.town.tenant, other._words()) if other else None
        one, _, three, _ = self.stage.people
        known = {
            "consent_requests": one.request, "consents": one.consent, "consent_representatives": cases["speaker"],
            "subjects": three.subject, "accounts": one.subject, "orders": cases["order"], "mandates": cases["mandate"],
            "uses": cases["use"], "consent_uses": cases["reserved"],
            "identity_cases": cases["meeting"].rpartition("/")[2],
            "consent_contacts": cases["contact"].rpartition("/")[2],
        }  # fmt: skip
        missing = known.keys() - mine.rows.keys()
        assert not missing, missing
        if others is None:
            return Planted(mine.people, mine.ids, {**mine.rows, **known})
        return Planted(mine.people - others.people, mine.ids - others.ids, {**mine.rows, **known})

    def _words(self) -> set[str]:
        words = {word for one in self.stage.people for word in (*one.who.kept, one.who.phone, one.link)}
        return words | {self.stage.cases["sha256"]}

    def form(self, client: httpx.Client, action: str, **fields: Any) -> dict[str, Any]:
        """Return a form to *action* as a page of ours would have given it to the session of *client*.

        No page gives it for what is another's: whether the wall behind it stands can be seen only by who has a token.
        """
        town = self.town
        key = Secret((town.house.home / ".tellmark" / "pages-secret").read_bytes()).key("forms")
        token = FormTokens(key).token(f"{town.tenant} {self._session(client)}", action, now(), entropy(NONCE))
        return {FIELD: token, **fields}

    def _session(self, client: httpx.Client) -> str:
        secret = client.cookies.get("tellmark")
        if secret is None:
            return "anonymous"
        with self.town.place.database() as database, database.read(Scope(self.town.tenant, "tests")) as unit:
            found = KnownSessions(unit).by_digest(digest_of(secret))
        assert found is not None
        return found.id


Both = tuple[Tenant, Tenant]
"""Who attacks, and whom."""


def addresses(tenant: Tenant, rows: Planted) -> Iterator[tuple[str, str, str]]:
    """Yield each method at each address that has ids: of *rows*, and of what is nowhere."""
    more = [(method, path) for path in MORE for method in ("GET", "POST")]
    acts = [("POST", f"/consents/{{request}}/{act}") for act in ("recall", "accept", "decline", "remind", "link")]
    for method, path in tenant.routes + more + acts:
        there, nowhere = filled(path, rows.rows)
        if there != nowhere:
            yield method, there, nowhere


MORE = (
    "/review/consents/confirm/speaker/{speaker}", "/review/consents/confirm/standing/{subject}",
    "/review/consents/notes/{case}",
)  # fmt: skip
"""Addresses that stand in the routes with a word for what they are of."""


@contextmanager
def two_tenants(home: Path, kind: str) -> Iterator[tuple[Tenant, Tenant]]:
    """Install the product in *home* on a database of *kind*, open a second tenant, and serve both.

    The first person of both is the same human, under the same contact, with the same passkey and the same phone.
    """
    with erased_town(home, kind, DOORS) as plain:
        north = replace(plain, door={DOOR: HOME})
        with north.place.database() as database, database.work(Machinery("operator")) as unit:
            Tenants(unit).open(SOUTH)
            unit.within(SOUTH).say(TenantOpened())
        people = townsmen(4)
        first = _settled(north, people)
        skipped = len(north.house.mail.letters)
        south = replace(north, staff={}, keys={}, tenant=SOUTH, door={DOOR: SOUTH}, skipped=skipped)
        yield first, _settled(south, [people[0], *townsmen(4, seed=7)[1:]])


def _settled(town: Town, people: list[Townsman]) -> Tenant:
    stage = staged(town, people)
    told = {"url": town.house.hook.url, "events": ["consent.granted", "consent.withdrawn"]}
    stage.cases["hook"] = town.api("POST", "/v1/webhooks", "builds", told)["id"]
    one, two, three, four = stage.people
    shows(town, four.who, town.asks(four.who, 1)["id"])
    asked = town.asks(two.who, 1)
    town.staff["reviews"].confirms()
    says_no(town, asked["id"], two.subject)
    _disputes(two.visitor, two)
    _ends(three.visitor, three)
    said = Said(b"n" * 32, f"Words read out by {one.who.contact}")
    with town.place.database() as database, town.place.vault_place.open() as vault:
        person = Scope(town.tenant, one.subject, frozenset({ANSWER}))
        speaks(database, vault, person, said, f"RIFF of {one.who.contact}".encode())
    return Tenant(stage, town.house.links["reviews"].rpartition("/")[2])


def _ends(visitor: Visitor, one: Person) -> None:
    """End what somebody agreed to, so that something has to follow."""
    visitor.confirms()
    visitor.open(f"/me/consents/{one.consent}/end")
    visitor.sends(f"/me/consents/{one.consent}/end")


def _disputes(visitor: Visitor, one: Person) -> None:
    visitor.confirms()
    visitor.open(f"/me/consents/{one.consent}/wrong")
    visitor.sends(f"/me/consents/{one.consent}/wrong", what="not_me")
