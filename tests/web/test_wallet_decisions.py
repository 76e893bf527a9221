"""An agreement that a wallet signs, over the pages; and the corpus of answers that bind nothing."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("webauthn", reason="needs the extra `server`")

from account_steps import RELYING
from consent_house import NOON, REQUESTER, House, Page, Reader, furnished
from consent_steps import take_offer
from tellmark.consent import asking
from tellmark.consent.documents import person_of
from tellmark.consent.model import REQUEST, Ask, Granted, Words
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.duties import Assurances
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.service import record
from tellmark.identity.assurance.store import WellKnown
from tellmark.identity.binding import FreshProof, PasskeyBinding
from tellmark.identity.evidence.store import Evidence
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.proving import service
from tellmark.identity.proving.api import _wallet
from tellmark.identity.proving.browsers import BINDING
from tellmark.identity.proving.pages import Booth
from tellmark.identity.wallet_binding import WalletBinding
from tellmark.store.database import Database
from tellmark.store.leaves import Leaves
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.surface.limits import Attempts
from tellmark.values.ids import entropy
from tellmark.values.instants import rfc3339
from tellmark.web.consent_binding import Binding
from wallet_attacks import ATTACKS
from wallet_mint import Lists, Shown, asked, read, shown_for, verifier_of

ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


@dataclass
class Counter:
    """A house in which a person agrees, the wallet that they hold, and what the two say to each other."""

    house: House
    lists: Lists
    others: int = field(default=0)

    def asks(self, *, flagged: timedelta | None = None) -> "Asked":
        """Ask somebody new, who has proved once, a while ago, with this very wallet.

        Where they are *flagged*, it was so long before as somebody well known.
        """
        self.others += 1
        number = f"DE-{self.others}"
        asked_, invitation = self.house.ask(contact=f"li-{self.others}@example.com")
        one = Asked(self, SubjectId(asked_.subject), f"/c/{invitation.secret}", self.house.reader(), number)
        with self.house.database.write(self.house.as_(asked_.subject)) as unit:
            if flagged is not None:
                WellKnown(unit).put(one.subject, "officer-9", at := unit.at - flagged, at + COOLING)
            record(unit, self.house.vault, one.subject, _proof(self.lists, number))
        one.reader.get(one.link)
        return one


@dataclass
class Asked:
    """Somebody who is asked, at *link*, with their browser and their wallet's *number*."""

    counter: Counter
    subject: SubjectId
    link: str
    reader: Reader
    number: str

    def hands(self, ticks: str = ALL_YES, reader: Reader | None = None) -> tuple[Page, dict[str, Any]]:
        """Choose the wallet on the summary; return the page that asks it, and what the wallet reads."""
        reader = reader or self.reader
        page = reader.send(reader.get(f"{self.link}/agree?{ticks}"), f"{self.link}/agree", way="wallet")
        address = unescape(page.html.partition('href="openid4vp://?')[2].partition('"')[0])
        place = urlsplit(parse_qs(address)["request_uri"][0]).path
        return page, read(self.counter.house.reader().client.get(place).text)

    def shows(self, request: dict[str, Any], number: str = "") -> Shown:
        """Return what the wallet shows for a *request*."""
        house = self.counter.house
        shown = shown_for(request, house.clock(), self.counter.lists)
        shown.disclosures[1] = ["s2", "personal_administrative_number", number or self.number]
        return shown

    def posts(self, request: dict[str, Any], shown: Shown | None = None) -> int:
        """Let the wallet post what it shows to where the *request* says; return the status."""
        form = (shown or self.shows(request)).posted()
        place = urlsplit(request["response_uri"]).path
        status: int = self.counter.house.reader().client.post(place, data=form).status_code
        return status

    def agrees(self, page: Page, reader: Reader | None = None) -> Page:
        """Say on the *page* that the wallet has signed."""
        return (reader or self.reader).send(page, f"{self.link}/agree")

    def consents(self) -> int:
        """Return how many consents this person has given."""
        with self.counter.house.database.read(self.counter.house.as_(REQUESTER)) as unit:
            return len(KnownConsents(unit).by(subject=self.subject))


def _proof(lists: Lists, number: str) -> Any:
    verifier = verifier_of(lists)
    kept, request = asked(verifier, NOON)
    shown = shown_for(request, NOON, lists)
    shown.disclosures[1] = ["s2", "personal_administrative_number", number]
    return verifier.finish(kept, shown.posted(), NOON)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    lists, desks = Lists(NOON), list[ProofDesk]()

    def binds(database: Database, vault: Vault) -> Binding:
        desks.append(ProofDesk(database, vault, {"wallet": verifier_of(lists)}, entropy))
        proofs = FreshProof(KnowsAssurance(vault), vault)
        return Binding(PasskeyBinding(RELYING, vault), proofs, entropy, WalletBinding(desks[0].prover, vault))

    with furnished(tmp_path, binds, lambda vault: Assurances(KnowsAssurance(vault))) as house:
        place = house.place
        house.app.include_router(_wallet(Booth(desks[0].prover, place.guard, place.pages, Attempts(10**6))))
        yield Counter(house, lists)


def test_a_new_wallet_of_somebody_well_known_ties_nothing_before_it_has_cooled_off(counter: Counter) -> None:
    one = counter.asks(flagged=timedelta(days=30))
    place = f"{one.link}/agree?{ALL_YES}"
    page = one.reader.get(place)
    assert ("Prove who you are" in page.text, 'value="wallet"' in page.html) == (True, False)
    assert f'action="{one.link}/agree"' not in page.html
    counter.house.clock.at += COOLING
    assert 'value="wallet"' in one.reader.get(place).html


def test_what_a_wallet_signs_while_its_person_cools_off_as_well_known_is_not_agreed(counter: Counter) -> None:
    one = counter.asks()
    with counter.house.database.write(counter.house.as_("officer-9")) as unit:
        WellKnown(unit).put(one.subject, "officer-9", unit.at, unit.at + COOLING)
    page, request = one.hands()
    assert one.posts(request) == 200
    told = one.agrees(page)
    assert one.consents() == 0
    assert "we have to know more surely who you are. Nothing was decided." in told.text


def test_a_wallet_signs_the_very_decision_and_the_consent_says_so(counter: Counter) -> None:
    one = counter.asks()
    page, request = one.hands()
    assert one.agrees(page).title  # nothing has come yet
    assert one.consents() == 0
    assert "Your wallet has sent nothing that counts" in one.agrees(page).text
    shown = one.shows(request)
    presented = shown.presentation()
    shown.body["vp_token"] = {"pid": [presented]}
    assert one.posts(request, shown) == 200
    receipt = one.agrees(page)
    assert "Your wallet" in receipt.text
    house = counter.house
    with house.database.read(house.as_(REQUESTER)) as unit:
        (consent,) = KnownConsents(unit).by(subject=one.subject)
        leaves = [leaf.body for leaf in Leaves(unit).all()]
    assert consent.grounds.method == BindingMethod.WALLET
    assert consent.document in page.html
    with house.database.write(house.as_("admin-1", IDENTITY_MANAGE)) as unit:
        kept = Evidence(unit).opened(consent.grounds.evidence, key_of(unit, house.vault, one.subject))
    assert kept == presented
    granted = next(body for body in leaves if b"consent.granted" in body)
    assert consent.grounds.evidence.encode() in granted
    until = rfc3339(consent.grounds.assured_until)
    assert person_of(consent.id, consent.subject, consent.grounds.record, until).encode() in granted
    assert consent.grounds.record.encode() not in granted
    assert not any(one.number.encode() in body for body in leaves)


def test_the_page_has_a_code_for_another_device_and_a_link_for_this_one_in_each_language(counter: Counter) -> None:
    one = counter.asks()
    for language in ("en", "zh-Hans"):
        reader = counter.house.reader(language)
        reader.get(one.link)
        page, request = one.hands(reader=reader)
        assert page.status == 200
        assert (page.html.count('class="qr"><svg'), page.html.count("openid4vp://")) == (1, 1)
        assert "<script" not in page.html
        assert request["transaction_data"]


def test_the_wallet_s_answer_may_come_twice_to_the_page_and_grants_once(counter: Counter) -> None:
    one = counter.asks()
    page, request = one.hands()
    one.posts(request)
    assert "You agreed on" in one.agrees(page).text
    assert "You agreed on" in one.agrees(page).text
    assert one.consents() == 1


def test_where_no_wallet_is_spoken_to_none_is_offered(tmp_path: Path) -> None:
    def binds(_: Database, vault: Vault) -> Binding:
        return Binding(PasskeyBinding(RELYING, vault), FreshProof(KnowsAssurance(vault), vault), entropy)

    with furnished(tmp_path, binds) as house:
        request, invitation = house.ask()
        house.identity.prove(request.subject)
        house.reader().get(f"/c/{invitation.secret}")
        assert 'value="wallet"' not in house.reader().get(f"/c/{invitation.secret}/agree?{ALL_YES}").html


# --- the corpus: in each case something has come, and nothing is agreed -----------------------------------------------


def over_another_digest(one: Asked) -> Page:
    page, request = one.hands()
    other = one.hands(ALL_YES.replace("cross_border=yes", "cross_border=no"), one.counter.house.reader())[1]
    assert one.posts(request, one.shows({**request, "transaction_data": other["transaction_data"]})) == 403
    return one.agrees(page)


def over_none(one: Asked) -> Page:
    page, request = one.hands()
    assert one.posts(request, one.shows({**request, "transaction_data": []})) == 403
    return one.agrees(page)


def for_another_request(one: Asked) -> Page:
    page, request = one.hands()
    other = one.counter.asks()
    assert one.posts(request, one.shows(other.hands()[1])) == 403
    return one.agrees(page)


def for_other_answers(one: Asked) -> Page:
    """The wallet signs a narrower agreement than the one that is then sent."""
    page, request = one.hands(ALL_YES.replace("cross_border=yes", "cross_border=no"))
    assert one.posts(request) == 200
    return one.reader.send(page, f"{one.link}/agree", cross_border="yes")


def for_the_request_before_it_was_changed(one: Asked) -> Page:
    page, request = one.hands()
    assert one.posts(request) == 200
    house = one.counter.house
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        (found,) = KnownRequests(unit).by(subject=one.subject)
        asking.edit(unit, house.vault, found.id, Ask(found.scope, Words(purpose="Other"), found.party), 1)
    return one.agrees(page)


def replayed(one: Asked) -> Page:
    """What has been posted once is posted again, to the same and to a new question."""
    _, request = one.hands()
    shown = one.shows(request)
    shown.body["vp_token"] = {"pid": [shown.presentation()]}
    assert one.posts(request, shown) == 200
    assert one.posts(request, shown) == 403
    again, anew = one.hands()
    shown.request = anew
    shown.body = {"vp_token": shown.body["vp_token"]}
    assert one.posts(anew, shown) == 403
    return one.agrees(again)


def late_to_us(one: Asked) -> Page:
    page, request = one.hands()
    one.counter.house.clock.at += timedelta(minutes=5, seconds=1)
    assert one.posts(request) == 403
    return one.agrees(page)


def late_to_agree(one: Asked) -> Page:
    page, request = one.hands()
    assert one.posts(request) == 200
    one.counter.house.clock.at += timedelta(minutes=5, seconds=1)
    return one.agrees(page)


def in_another_browser(one: Asked) -> Page:
    """Whoever else has the link sends the same form, once the person's wallet has signed."""
    _, request = one.hands()
    assert one.posts(request) == 200
    other = one.counter.house.reader()
    theirs = one.hands(reader=other)[0]
    assert one.agrees(theirs, other).status == 200
    other.client.cookies.clear()
    return one.agrees(theirs, other)


def asked_elsewhere(one: Asked) -> Page:
    """Somebody lets the person's wallet sign what they have begun: it is the browser that began which it counts in."""
    _, request = one.hands(reader=one.counter.house.reader())
    assert one.posts(request) == 200
    return one.agrees(one.hands()[0])


def with_somebody_else_s_wallet(one: Asked) -> Page:
    page, request = one.hands()
    assert one.posts(request, one.shows(request, "DE-of-a-stranger")) == 403
    return one.agrees(page)


def with_a_cookie_that_is_made_up(one: Asked) -> Page:
    page, request = one.hands()
    assert one.posts(request) == 200
    handle = one.reader.client.cookies[BINDING].partition("~")[0]
    one.reader.client.cookies.clear()
    one.reader.client.cookies.set(BINDING, f"{handle}~{'A' * 43}")
    return one.agrees(page)


def without_asking_at_all(one: Asked) -> Page:
    summary = one.reader.get(f"{one.link}/agree?{ALL_YES}")
    return one.reader.send(summary, f"{one.link}/agree", way="wallet", answer="sent")


CORPUS: tuple[Callable[[Asked], Page], ...] = (
    over_another_digest, over_none, for_another_request, for_other_answers, for_the_request_before_it_was_changed,
    replayed, late_to_us, late_to_agree, in_another_browser, asked_elsewhere, with_somebody_else_s_wallet,
    with_a_cookie_that_is_made_up, without_asking_at_all,
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.__name__)
def test_a_wallet_s_answer_that_is_not_to_this_question_agrees_to_nothing(
    counter: Counter, case: Callable[[Asked], Page]
) -> None:
    one = counter.asks()
    page = case(one)
    assert page.status == 200
    assert "You agreed on" not in page.text
    assert one.consents() == 0


@pytest.mark.slow
def test_no_attack_on_wallets_comes_to_an_agreement(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus of presentations that are bent, each over a decision: 0 agreed to."""
    monkeypatch.setattr(service, "MOST_A_DAY", 10_000)
    one, came = counter.asks(), []
    for attack in ATTACKS:
        counter.lists.__dict__.update(Lists(NOON).__dict__)
        page, request = one.hands()
        shown = one.shows(request)
        attack.bend(shown)
        came.append((attack.name, one.posts(request, shown), "You agreed on" in one.agrees(page).text))
    assert [name for name, status, agreed in came if status != 403 or agreed] == []
    assert len(came) >= 75


def test_a_wallet_signs_what_is_offered_in_advance_and_another_browser_s_signature_is_none(counter: Counter) -> None:
    one, offer = counter.asks(), f"{ALL_YES}&minutes=60"
    page, request = one.hands(offer)
    assert one.posts(request) == 200
    stolen = one.agrees(page, counter.house.reader())
    assert "Your wallet has sent nothing that counts" in stolen.text
    bent = one.reader.send(page, f"{one.link}/agree", minutes="30")
    assert "Your wallet has sent nothing that counts" in bent.text
    sent = one.agrees(page)
    assert "Your proposal was sent, and you have agreed to it" in sent.text
    assert one.consents() == 0
    house = counter.house
    with house.database.write(house.as_(REQUESTER, REQUEST)) as unit:
        (asked_,) = KnownRequests(unit).by(subject=one.subject)
        asking_for = take_offer(unit, house.vault, asked_.id, house.place.assures.age)
        (consent,) = KnownConsents(unit).by(subject=one.subject)
    assert isinstance(asking_for, Granted)
    assert (consent.grounds.method, consent.scope.max_seconds) == (BindingMethod.WALLET, 3600)
    assert consent.document in page.html  # the very digest that the page said is signed
