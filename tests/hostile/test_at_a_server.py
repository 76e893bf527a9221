"""Hostile users with real sessions, keys and links at a server that runs: nothing breaks or is got that is another's.

`tests/web/test_every_route.py` tries every route as each role, with nothing right in it; here the forms and documents
are right but for one thing, and the ids are those of people of the same tenant.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from bending import OURS, bent_documents, bent_forms
from coming_days import day, midnight
from erased_town import TICKS, Visitor, erased_town, townsmen
from stages import (
    CHILD,
    LESS,
    MANDATE,
    NEWS,
    ORDER,
    ORDERED,
    PAPER,
    REASON,
    STAFF,
    USE,
    WEIGHED,
    Stage,
    staged,
)
from store_places import BOTH

pytestmark = pytest.mark.slow

TYPED = {
    "role": "agent", "may": "both", "until": day(180), "since": "2026-01-01", "born": CHILD, "kind": "minor",
    **PAPER,
}  # fmt: skip
MANDATED = {
    **{name: value for name, value in MANDATE.items() if name not in ("begins_at", "until")}, "begins": day(0),
    "until": day(30),
}  # fmt: skip
COMPOSED = {
    "start": day(3), "end": day(210), "amount": "2400", "currency": "EUR", "per": "once", "training": "none",
    "aftermath": "take_down", "modalities": "face", "operations": "face_swap", "purposes": "advert", "channels": "web",
    "territories": "EU", "purpose_words": "an ad", "max_outputs": "5", "go": "keep", "step": "summary",
}  # fmt: skip


@pytest.fixture(scope="module", params=BOTH)
def stage(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    home = tmp_path_factory.mktemp("hostile") / "home"
    home.mkdir()
    with erased_town(home, request.param) as town:
        yield staged(town, townsmen(4))


# --- one thing is bent ------------------------------------------------------------------------------------------------


def _ends(action: str) -> bool:
    return re.search(r"/(sign-out|erase|lock|forget|end|sessions|passkeys|keys/end)\b", action) is not None


def pages(stage: Stage) -> Iterator[tuple[Visitor, list[str], dict[str, Any]]]:
    """Yield who opens which pages with forms, and what is right in them."""
    one, two, three, four = stage.people
    staff, cases = stage.town.staff, stage.cases
    person = f"/review/consents/person/{four.subject}"
    reviews = ["/review/consents/person", f"{person}/speaker", f"{person}/standing", "/review/consents/witness",
               f"/review/consents/witness/{four.request}"]  # fmt: skip
    yield staff["reviews"], reviews, {**TYPED, "speaker": two.subject, "number": four.subject}
    yield staff["reviews"], ["/review/orders/new"], {**ORDERED, "subject": one.subject}
    yield staff["reviews"], ["/review/mandates/new"], {**MANDATED, "reader": one.subject}
    yield staff["reads"], [f"/oversight/{cases['mandate']}"], {}
    yield staff["reviews"], ["/review/bases/new"], {**WEIGHED, "subject": four.subject}
    confirms = [f"/review/consents/confirm/speaker/{cases['speaker']}",
                f"/review/consents/confirm/standing/{three.subject}", f"/review/orders/{cases['order']}",
                f"/review/bases/{cases['basis']}"]  # fmt: skip
    yield staff["confirms"], confirms, {"paper": "b" * 64, "reason": REASON, "decision": "confirm"}
    met = {"document": "passport", "number": "E12345678", "born": "1990-03-02", "evidence": "e" * 64}
    yield staff["verifies"], ["/review/identity/well-known", cases["meeting"]], met
    yield staff["asks"], ["/consents/new", f"/consents/{four.request}/edit"], COMPOSED
    yield staff["admin-of-town"], ["/accounts"], {"name": "somebody"}
    yield one.visitor, [cases["contact"], "/me/wish", "/me/speakers", f"/me/requests/{one.request}/change"], {}
    link = [f"{four.link}/change", f"{four.link}/no", f"{four.link}/help", "/e"]
    yield stage.town.visitor(), link, {"outputs": "2", "step": "look", "code": "AAAA-BBBB-CCCC-DDDD"}


def test_no_field_of_a_form_breaks_the_server(stage: Stage) -> None:
    count, broken = 0, []
    for visitor, addresses, typed in pages(stage):
        for address in addresses:
            if "tellmark" in visitor.client.cookies:
                visitor.confirms()
            if address.startswith("/c/"):
                visitor.open(address.rpartition("/")[0])
            for bent, answer in bent_forms(visitor.client, address, typed, _ends):
                count += 1
                broken += [(bent, answer.text[:200])] if answer.status_code >= 500 else []
    assert broken == []
    assert stage.crashes() == []
    assert count > 1500


def documents(stage: Stage) -> Iterator[tuple[Callable[..., httpx.Response], dict[str, Any]]]:
    """Yield how each document is sent, and one that is right."""
    one, two, three, four = stage.people
    cases = stage.cases

    def at(name: str, path: str, method: str = "POST", **headers: str) -> Callable[..., httpx.Response]:
        client = stage.officer(name) if name in stage.town.staff else stage.town.visitor().client
        return lambda **sent: client.request(method, path, headers={**OURS, **headers}, follow_redirects=False, **sent)

    words = {"purpose": "an ad", "asker": "Studio North", "message": "hello"}
    scope = {**LESS, "pay": {"amount": 3, "currency": "EUR", "per": "once"}, "languages": ["en"], "content": "e" * 64}
    who = {"contact": "bent@mail.example", "name": "Kim", "kind": "email", "language": "en", "ward": False}
    yield at("asks", "/v1/consents"), {"persons": [who], "words": words, "scope": scope, "party": {"name": "North"}}
    yield at("asks", f"/v1/consents/{four.request}", "PUT", **{"If-Match": '"9"'}), {"words": words, "scope": scope}
    use = {"subjects": [one.subject], "use": {**USE, "seconds": 2}}
    yield at("builds", "/v1/consents/check"), use
    yield at("builds", "/v1/consents/uses"), use
    yield at("builds", f"/v1/consents/uses/{cases['use']}/settle"), {"outputs": 1, "seconds": 0}
    yield at("builds", "/v1/webhooks"), {"url": "https://studio.example/hook", "events": ["consent.granted"]}
    yield at("nobody", "/v1/consents/withdraw"), {"code": "AAAA-BBBB-CCCC-DDDD", "reason": "changed_mind"}
    speaks = {"person": four.subject, "speaker": two.subject, "role": "agent", "until": midnight(150), **PAPER,
              "since": "2026-01-01T00:00:00Z"}  # fmt: skip
    yield at("reviews", "/v1/consents/speakers"), speaks
    yield (
        at("reviews", "/v1/consents/standings"),
        {"person": four.subject, "kind": "minor", "born": CHILD, **PAPER},
    )
    yield at("reviews", "/v1/identity/orders"), {**ORDER, "subject": one.subject}
    yield at("reviews", "/v1/identity/mandates"), {**MANDATE, "reader": one.subject}
    yield at("confirms", f"/v1/identity/mandates/{cases['mandate']}/confirm"), {"paper": "b" * 64}
    yield (
        at("reviews", f"/v1/identity/orders/{cases['order']}/carry-out"),
        {"subject": one.subject, "rooms": ["consent"]},
    )
    yield at("reviews", "/v1/bases"), {**NEWS, "person": four.subject}
    yield at("confirms", f"/v1/bases/{cases['basis']}/confirm"), {"paper": "b" * 64, "of_age": True}
    yield at("reviews", f"/v1/bases/{cases['basis']}/decide"), {"upheld": True, "reason": REASON}
    yield at("confirms", f"/v1/identity/orders/{cases['order']}/confirm"), {"paper": "b" * 64}
    yield (
        at("confirms", f"/v1/consents/speakers/{cases['speaker']}/confirm"),
        {"reason": REASON, "despite": ["conflict"]},
    )
    seen = {"kind": "minor", **PAPER, "born": CHILD, "reason": REASON}
    yield at("confirms", f"/v1/consents/standings/{three.subject}/confirm"), seen
    yield at("verifies", "/v1/identity/well-known"), {"person": four.subject}
    yield at("audits", "/v1/identity/proofs"), {"verifier": "netid", "phone": ""}


def test_no_part_of_a_document_breaks_the_server(stage: Stage) -> None:
    count, wrong = 0, []
    for send, document in documents(stage):
        first = send(json=document)
        assert first.status_code in (200, 201, 403, 404, 409, 412), first.text
        for bent, answer in bent_documents(send, document):
            count += 1
            fits = answer.is_success or answer.headers["content-type"] == "application/problem+json"
            wrong += [(bent, answer.text[:200])] if answer.status_code >= 500 or not fits else []
    assert wrong == []
    assert stage.crashes() == []
    assert count > 1500


# --- the ids of others of the same tenant -----------------------------------------------------------------------------


def test_within_a_tenant_nobody_gets_what_is_somebody_else_s(stage: Stage) -> None:
    one, two, _, four = stage.people
    receipts = "&".join(f"{tick}=yes" for tick in TICKS)
    theirs = {
        f"/me/requests/{one.request}": (), f"/me/requests/{one.request}/law": (),
        f"/me/requests/{one.request}/agree?version=1&{receipts}": (), f"/me/consents/{one.consent}": (),
        f"/me/consents/{one.consent}/end": (), stage.cases["contact"]: (), f"{one.link}/receipt.json": (),
        f"/me/uses/{stage.cases['reserved']}": (), f"/me/uses?consent={one.consent}": (),
        f"/consents/{one.answered}/uses": ("asks", "key of asks"),
        f"/consents/{one.answered}/uses/{stage.cases['reserved']}": ("asks", "key of asks"),
        f"/v1/consents/{one.request}": ("asks", "key of asks"),
        f"/consents/{one.request}/edit": ("asks", "key of asks"),
        f"/v1/consents/speakers?person={one.subject}": ("reviews",), f"/accounts/{one.subject}": ("admin-of-town",),
        f"/review/consents/person/{one.subject}": ("reviews",),
        f"/review/consents/confirm/speaker/{stage.cases['speaker']}": ("confirms",),
        f"/v1/identity/orders/{stage.cases['order']}": ("reviews", "confirms"),
        f"/review/orders/{stage.cases['order']}": ("reviews", "confirms"),
        f"/v1/bases/{stage.cases['basis']}": ("reviews", "confirms"),
        f"/review/bases/{stage.cases['basis']}": ("reviews", "confirms"), "/v1/bases": ("reviews", "confirms"),
        stage.cases["meeting"]: ("verifies", "confirms"), "/v1/webhooks": ("builds", "key of builds"),
        "/v1/consents/changes": ("builds", "key of builds"),
        f"/v1/consents/uses/{stage.cases['use']}": ("builds", "key of builds"),
        f"/v1/consents/{one.answered}/uses": ("asks", "key of asks"),
    }  # fmt: skip
    everybody = {name: stage.officer(name) for name in STAFF} | {"nobody": stage.town.visitor().client}
    for person in (two, four):  # the first is to speak for them, and does not yet
        person.visitor.confirms()
        everybody[f"person {person.subject}"] = person.visitor.client
    for name, key in stage.town.keys.items():
        everybody[f"key of {name}"] = stage.town.visitor().client
        everybody[f"key of {name}"].headers["Authorization"] = f"Bearer {key}"
    for address, may in theirs.items():
        got = {name for name, client in everybody.items() if client.get(address, follow_redirects=False).is_success}
        assert got == set(may), address
    use = f"/v1/consents/uses/{stage.cases['use']}"
    for address in (f"/v1/consents/{one.consent}/withdraw", f"/v1/consents/speakers/{stage.cases['speaker']}/refuse",
                    f"/v1/consents/{one.request}/withdraw", f"{use}/files", f"{use}/settle",
                    f"{use}/release"):  # fmt: skip
        for name, client in everybody.items():
            if name != f"person {two.subject}" and not (use in address and name.endswith("builds")):
                assert client.post(address, json={}, headers=OURS).status_code in (401, 403, 404), (name, address)
