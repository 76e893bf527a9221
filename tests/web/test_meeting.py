"""Where identity and consent meet: what was asked by one link follows whoever proved by it, and nothing else does."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from consent_house import OFFICER, REQUESTER, House, furnished, voice
from mail_catcher import catcher
from order_steps import PAPER, ordered
from person_steps import agreed, answers, link_of
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REQUEST,
    REVIEW,
    Consent,
    ConsentState,
    Invitation,
    Paper,
    Request,
    RequestId,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.reaching.model import Use as ContactUse
from tellmark.consent.reaching.service import confirm_contact, name_contact
from tellmark.consent.service import confirm_standing, request_of, set_standing
from tellmark.consent.store import KnownConsents, KnownNotes
from tellmark.consent.terms import Purpose
from tellmark.consent.wishes import Wish, state_wish
from tellmark.duties import Assurances
from tellmark.identity.accounts.errors import SignInFirst
from tellmark.identity.accounts.model import Account, AccountState, Role
from tellmark.identity.accounts.roles import ORDER
from tellmark.identity.accounts.service import account_for
from tellmark.identity.accounts.store import Accounts
from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.service import record
from tellmark.identity.orders.model import WhyHeld
from tellmark.identity.orders.service import carry_out
from tellmark.store.leaves import Leaves
from tellmark.store.scope import HOME
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Kind
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.web.meeting import Adopts, ProofPages, TellsConsent
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailDesk, SendMail


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with furnished(tmp_path) as found:
        yield found


@pytest.mark.parametrize("base", ["/c/LINK", "/me/requests/0198-a"])
def test_one_proves_who_one_is_in_the_language_in_which_one_was_asked(base: str) -> None:
    assert ProofPages().address(base, f"{base}/agree?version=1&lang=zh-Hans").endswith("lang%3Dzh-Hans&lang=zh-Hans")
    assert "lang" not in ProofPages().address(base, base)


def met(house: House, invitation: Invitation, known: SubjectId) -> str | None:
    adopts = Adopts(house.database, house.vault, entropy, house.place.postbox)
    return adopts.met(HOME, invitation.subject, known, f"link-{invitation.id}")


def test_the_new_link_goes_by_mail_to_where_the_person_is_reached(tmp_path: Path) -> None:
    with furnished(tmp_path, mails=MailDesk) as house, catcher() as caught:
        known, _ = house.ask(contact="mo@example.com")
        _, link = house.ask()
        led = met(house, link, known.subject)
        server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
        SendMail(house.database, house.vault, server, timedelta(days=30)).round()
        (letter,) = caught.letters
        assert letter["To"] == "li@example.com"
        assert f"http://localhost{led}" in letter.get_content()


def test_without_mail_whoever_asked_is_told_that_a_link_waits_where_officers_found_it_out(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    for away, told in ((False, 0), (True, 1)):
        _, link = house.ask(voice(purposes=frozenset({Purpose.NEWS})) if away else None)
        adopts = Adopts(house.database, house.vault, entropy, house.place.postbox, away=away)
        assert adopts.met(HOME, link.subject, known.subject, f"link-{link.id}") is not None
        with house.database.read(house.as_("anybody")) as unit:
            bodies = [leaf.body for leaf in Leaves(unit).all()]
        assert sum(b"consent.invitation_awaits_delivery" in body for body in bodies) == told


def whose(house: House, request: RequestId) -> SubjectId:
    with house.database.read(house.as_(OFFICER, REVIEW)) as unit:
        return request_of(unit, request).subject


def test_only_what_was_asked_by_the_link_follows_and_the_link_is_void(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    first, link = house.ask()
    second, other = house.ask(voice(purposes=frozenset({Purpose.NEWS})))
    assert first.subject == second.subject
    led = met(house, link, known.subject)
    assert led is not None
    assert led.startswith("/c/")
    assert (whose(house, first.id), whose(house, second.id)) == (known.subject, second.subject)
    reader = house.reader()
    assert reader.get(f"/c/{link.secret}").status == 404
    assert reader.get(led).status == 200
    assert reader.get(f"/c/{other.secret}").status == 200
    assert met(house, link, known.subject) is None  # done again it changes nothing
    assert reader.get(led).status == 200


def test_a_silent_word_goes_along_with_what_was_asked(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    asked, link = house.ask()
    reader = house.reader()
    reader.send(reader.get(f"/c/{link.secret}/help"), f"/c/{link.secret}/help")
    led = met(house, link, known.subject)
    assert led is not None
    house.identity.prove(known.subject)
    reader.get(led)
    query = "?version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
    reader.send(reader.get(f"{led}/agree{query}"), f"{led}/agree", way="fresh_proof")
    with house.database.read(house.as_(OFFICER, REVIEW)) as unit:
        consent = KnownConsents(unit).by(request=asked.id)[0]
        assert (consent.subject, consent.state) == (known.subject, ConsentState.SUSPENDED)
        assert [(one.subject, one.consent) for one in KnownNotes(unit).by(open=True)] == [(known.subject, consent.id)]


def test_staff_go_on_signed_in_and_get_no_link(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    with house.database.write(house.as_("admin-1")) as unit:
        Accounts(unit).add(Account(known.subject, AccountState.ACTIVE, frozenset({Role.REQUESTER}), unit.at))
        with pytest.raises(SignInFirst):
            account_for(unit, known.subject)
    asked, link = house.ask()
    assert met(house, link, known.subject) == f"/me/requests/{asked.id}"


def test_what_the_same_human_refused_before_ends_quietly(house: House) -> None:
    known, refused = house.ask(contact="mo@example.com")
    reader = house.reader()
    reader.get(f"/c/{refused.secret}")
    reader.send(reader.get(f"/c/{refused.secret}/no"), f"/c/{refused.secret}/no")
    asked, link = house.ask()
    assert met(house, link, known.subject) is None
    assert whose(house, asked.id) == asked.subject
    gone = reader.get(f"/c/{link.secret}")
    assert (gone.status, "no answer means no" in gone.text) == (404, True)


def test_who_wishes_for_nobody_is_given_nothing_that_came_to_another_address_of_theirs(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    with house.database.write(house.as_(known.subject, ANSWER)) as unit:
        state_wish(unit, known.subject, Wish.NOBODY)
    asked, link = house.ask()
    assert met(house, link, known.subject) is None
    assert whose(house, asked.id) == asked.subject
    assert house.reader().get(f"/c/{link.secret}").status == 404


def test_what_has_its_answer_is_no_error(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com")
    _, link = house.ask()
    reader = house.reader()
    reader.get(f"/c/{link.secret}")
    reader.send(reader.get(f"/c/{link.secret}/no"), f"/c/{link.secret}/no")
    assert met(house, link, known.subject) is None


# --- orders of authorities --------------------------------------------------------------------------------------------


def handed_over(house: House, subject: SubjectId, **notice: Any) -> None:
    """Let two officers take an order to unmask *subject*, and hand over what consent knows."""
    order = ordered(house.database, house.vault, HOME, subject, **notice)
    with house.database.write(house.as_("officer-3", ORDER)) as unit:
        made = carry_out(unit, house.vault, [TellsConsent(house.vault)], order, subject, bytes(32))
    assert [(thing.what, thing.says) for _, thing in made.items] == [("name", "Mo"), ("email", "mo@example.com")]


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_person_reads_on_their_own_page_what_was_handed_over(house: House, language: str) -> None:
    asked, _ = house.ask(contact="mo@example.com", name="Mo")
    person = house.signed_in(asked.subject, Kind.PERSON, ANSWER, language=language)
    assert "Koeln" not in person.get("/me/orders").text
    assert "/me/orders?" not in person.get("/me").html.partition("<aside")[0]
    handed_over(house, asked.subject)
    assert "/me/orders?" in person.get("/me").html.partition("<aside")[0]
    page = person.get("/me/orders").text
    for told in ("DE-AG-Koeln", "Gs-12/26", "StPO-100j", "EU", "Unmask" if language == "en" else "披露身份"):
        assert told in page
    assert re.search(r"\b[0-9a-f]{64}\b", page)  # of the file that the authority has
    assert PAPER not in page
    assert "officer-3" not in page
    assert "mo@example.com" not in page


def test_as_long_as_the_notice_is_held_back_no_page_of_theirs_tells_of_it(house: House) -> None:
    asked, _ = house.ask(contact="mo@example.com", name="Mo")
    person = house.signed_in(asked.subject, Kind.PERSON, ANSWER)
    before = {path: person.get(path).text for path in ("/me", "/me/orders")}
    due = house.clock() + timedelta(days=30)
    handed_over(house, asked.subject, notice_at=due, notice_why=WhyHeld.INQUIRY)
    assert {path: person.get(path).text for path in before} == before
    house.clock.at = due
    page = person.get("/me/orders").text
    assert "Why you were not told at once" in page
    assert "Telling before would spoil an inquiry" in page


def test_of_another_person_s_order_nobody_reads(house: House) -> None:
    asked, _ = house.ask(contact="mo@example.com", name="Mo")
    other, _ = house.ask(contact="kim@example.com")
    handed_over(house, asked.subject)
    assert "Koeln" not in house.signed_in(other.subject, Kind.PERSON, ANSWER).get("/me/orders").text


def test_an_export_takes_all_that_consent_keeps_and_of_somebody_erased_nothing(house: House) -> None:
    asked, _ = house.ask(contact="mo@example.com", name="Mo")
    tells = TellsConsent(house.vault)
    with house.database.read(house.as_("officer-3", ORDER)) as unit:
        told = {thing.what: thing.says for thing in tells.everything(unit, asked.subject)}
    assert set(told) == {"name", "email", "copy"}
    assert asked.id in told["copy"]
    with house.database.write(house.as_(asked.subject, ANSWER)) as unit:
        ask_erasure(unit, [], asked.subject)
    with house.database.read(house.as_("officer-3", ORDER)) as unit:
        assert [*tells.who(unit, asked.subject), *tells.everything(unit, asked.subject)] == []


def test_consent_tells_contacts_under_an_order_but_a_safe_one_only_with_everything(house: House) -> None:
    known, _ = house.ask(contact="mo@example.com", name="Mo Tse")
    with house.database.write(house.as_(known.subject)) as unit:
        who = unit, house.vault, known.subject
        safe = name_contact(*who, ContactUse.SAFE, "aunt@example.net", Language.EN, entropy(16))
        assert confirm_contact(*who, safe.id, safe.code)
    room = TellsConsent(house.vault)
    with house.database.read(house.as_("officer-1")) as unit:
        assert [(one.what, one.says) for one in room.who(unit, known.subject)] == [
            ("name", "Mo Tse"), ("email", "mo@example.com")
        ]  # fmt: skip
        assert "aunt@example.net" in room.everything(unit, known.subject)[-1].says


# --- how surely somebody is known, and where --------------------------------------------------------------------------


def test_an_agreement_by_a_passkey_counts_where_any_proof_of_its_person_does(proving: House) -> None:
    """Invariant 17: what is surer in one land takes nothing away from what is accepted in another."""
    asked, invitation = proving.ask(voice(territories=frozenset({"CN"})))
    told_by(proving, asked.subject, Method.OIDC, 2, "EU")
    assert not signed_for(proving, asked, invitation)
    chinese = told_by(proving, asked.subject, Method.CN_NETID, 1, "CN")
    [found] = signed_for(proving, asked, invitation)
    assert (found.grounds.record, found.grounds.level, found.grounds.accepted) == (chinese, 1, frozenset({"CN"}))


def told_by(house: House, who: SubjectId, method: Method, level: int, *territories: str) -> str:
    """Let a source that is accepted in *territories* say who somebody is; return the record."""
    places, lasts = frozenset(territories), timedelta(days=365)
    proof = Proof(method, method, level, method, "sub", "e" * 64, places, AgeBand.ADULT, lasts)
    with house.database.write(house.as_(who, ANSWER)) as unit:
        return record(unit, house.vault, who, proof).record.id


def signed_for(house: House, asked: Request, invitation: Invitation) -> list[Consent]:
    """Let whoever was asked agree by a passkey that they have here; return what has come of it."""
    house.identity.passkeys.add(asked.subject)
    reader, link = house.reader(), link_of(invitation)
    signing = reader.send(reader.get(answers(reader, link)), f"{link}/agree", way="passkey")
    reader.send(signing, f"{link}/agree", answer="{}")
    with house.database.read(house.as_(OFFICER)) as unit:
        return KnownConsents(unit).by(request=asked.id)


# --- how old somebody is ----------------------------------------------------------------------------------------------


@pytest.fixture
def proving(tmp_path: Path) -> Iterator[House]:
    """A house that weighs what providers proved and officers found, as the product does."""
    with furnished(tmp_path, assures=lambda vault: Assurances(KnowsAssurance(vault))) as house:
        yield house


@pytest.mark.parametrize(
    ("band", "paper", "after", "counts"),
    [
        (AgeBand.FROM_14_TO_17, Paper.IDENTITY_DOCUMENT, None, True),
        (AgeBand.FROM_14_TO_17, Paper.CONTRACT, None, False),
        (AgeBand.UNDER_14, Paper.IDENTITY_DOCUMENT, None, False),
        (AgeBand.FROM_14_TO_17, Paper.IDENTITY_DOCUMENT, AgeBand.FROM_14_TO_17, False),
    ],
)
def test_an_old_proof_of_a_minor_gives_way_to_a_document_that_two_officers_saw_later(
    proving: House, band: AgeBand, paper: Paper, after: AgeBand | None, counts: bool
) -> None:
    asked, invitation = proving.ask()
    said_by_a_provider(proving, asked.subject, band)
    proving.clock.at += timedelta(days=2)
    found_of_age(proving, asked.subject, paper)
    if after is not None:
        proving.clock.at += timedelta(days=1)
        said_by_a_provider(proving, asked.subject, after)
    assert agreement_counts(proving, asked, invitation) is counts


def test_whatever_officers_found_what_weighs_heavily_takes_a_proof_of_an_age(proving: House) -> None:
    """So two officers alone make nobody a grown-up of whom something sexual is made."""
    asked, invitation = proving.ask(voice(purposes=frozenset({Purpose.SEXUAL}), excluded=frozenset()))
    said_by_a_provider(proving, asked.subject, AgeBand.FROM_14_TO_17)
    proving.clock.at += timedelta(days=2)
    found_of_age(proving, asked.subject, Paper.IDENTITY_DOCUMENT)
    for band, counts in ((None, False), (AgeBand.ADULT, True)):
        if band is not None:
            said_by_a_provider(proving, asked.subject, band)
        assert agreement_counts(proving, asked, invitation) is counts


def test_of_the_dead_nothing_tells_their_age_but_what_they_had_proved(proving: House) -> None:
    """Else an heir agreed to what weighs heavily, of somebody whom a proof calls a minor: the dead prove nothing."""
    asked, _ = proving.ask()
    said_by_a_provider(proving, asked.subject, AgeBand.FROM_14_TO_17)
    proving.clock.at += timedelta(days=2)
    ages = []
    for kind in (StandingKind.ADULT, StandingKind.DECEASED):
        found(proving, asked.subject, kind, Paper.IDENTITY_DOCUMENT)
        with proving.database.read(proving.as_(OFFICER)) as unit:
            ages.append(proving.place.assures.age(unit, asked.subject))
    assert [str(one) for one in ages] == [AgeBand.UNKNOWN, AgeBand.FROM_14_TO_17]


def test_where_a_territory_asks_a_higher_level_the_pages_say_that_it_does_not_count_there(tmp_path: Path) -> None:
    def asks(vault: Vault) -> Assurances:
        return Assurances(KnowsAssurance(vault), {"CN": 3})

    with furnished(tmp_path, assures=asks) as house:
        asked, invitation = house.ask()
        said_by_a_provider(house, asked.subject, AgeBand.ADULT)
        house.identity.prove(asked.subject)
        reader, link = house.reader(), link_of(invitation)
        summary = reader.get(answers(reader, link))
        assert "It does not count in: China. That takes another proof of who you are." in summary.text
        receipt = reader.send(summary, f"{link}/agree", way="fresh_proof")
        told = "Where it is used China and European Union It does not count in: China."
        requester = house.signed_in(REQUESTER, Kind.PERSON, REQUEST)
        for page in (receipt, reader.get(link), requester.get(f"/consents/{asked.id}")):
            assert told in page.text, page.text
        with house.database.read(house.as_(OFFICER)) as unit:
            (consent,) = KnownConsents(unit).by(request=asked.id)
        assert consent.grounds.accepted == {"EU"}


def agreement_counts(house: House, asked: Request, invitation: Invitation) -> bool:
    """Let whoever was asked agree by their link; tell whether a consent has come of it."""
    agreed(house, house.reader(), link_of(invitation), asked.subject)
    with house.database.read(house.as_(OFFICER)) as unit:
        return bool(KnownConsents(unit).by(request=asked.id))


def said_by_a_provider(house: House, who: SubjectId, band: AgeBand) -> None:
    """Let one provider, always the same, say how old somebody is."""
    proof = Proof(Method.OIDC, "north-id", 2, "issuer", "sub", "e" * 64, frozenset(), band, timedelta(days=365))
    with house.database.write(house.as_(who, ANSWER)) as unit:
        record(unit, house.vault, who, proof)


def found_of_age(house: House, who: SubjectId, paper: Paper) -> None:
    """Let two officers record that somebody is of age."""
    found(house, who, StandingKind.ADULT, paper)


def found(house: House, who: SubjectId, kind: StandingKind, paper: Paper) -> None:
    """Let two officers record what somebody is."""
    seen = StandingSeen(kind, "b" * 64, paper)
    with house.database.write(house.as_(OFFICER, REVIEW)) as unit:
        set_standing(unit, house.vault, who, seen)
    with house.database.write(house.as_("officer-2", CONFIRM)) as unit:
        confirm_standing(unit, house.vault, who, seen)
