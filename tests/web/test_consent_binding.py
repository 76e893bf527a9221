"""An agreement over the pages, bound by identity's own passkeys and proofs: nothing in between is invented."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest

pytest.importorskip("webauthn", reason="needs the extra `server`")

from account_steps import RELYING
from consent_house import REQUESTER, House, Page, furnished
from recordings import voice
from soft_passkey import SoftPasskey
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.store import KnownConsents
from tellmark.identity.accounts.model import Account, AccountState, Passkey, Role
from tellmark.identity.accounts.passkeys.service import Owner, add, ask_for_new
from tellmark.identity.accounts.proving import Proof
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.store import Accounts
from tellmark.identity.binding import FreshProof, PasskeyBinding
from tellmark.identity.evidence.store import Evidence
from tellmark.store.database import Database
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy
from tellmark.web.consent_binding import Binding

ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"


@dataclass
class Proofs:
    """When each person last proved who they are."""

    known: dict[str, Proof] = field(default_factory=dict)

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: object) -> Proof | None:
        return self.known.get(subject)


@dataclass
class Bound:
    """A house whose answers are bound by identity."""

    house: House
    proofs: Proofs

    def summary(self) -> tuple[SubjectId, str, Page]:
        """Ask somebody who has proved who they are; return them, their link, and the summary."""
        request, invitation = self.house.ask()
        link = f"/c/{invitation.secret}"
        self.house.identity.prove(request.subject)
        self.house.reader().get(link)
        return request.subject, link, self.house.reader().get(f"{link}/agree?{ALL_YES}")


@pytest.fixture
def bound(tmp_path: Path) -> Iterator[Bound]:
    proofs = Proofs()

    def binds(_: Database, vault: Vault) -> Binding:
        return Binding(PasskeyBinding(RELYING, vault), FreshProof(proofs, vault), entropy)

    with furnished(tmp_path, binds) as house:
        yield Bound(house, proofs)


def test_a_passkey_signs_the_very_decision_that_the_consent_rests_on(bound: Bound) -> None:
    request, invitation = bound.house.ask()
    link, reader = f"/c/{invitation.secret}", bound.house.reader()
    key = _with_passkey(bound.house, request.subject)
    bound.house.identity.prove(request.subject)
    reader.get(link)
    signing = reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="passkey")
    options = unescape(signing.html.partition('data-options="')[2].partition('"')[0])
    answer = key.show(options)
    wrong = json.loads(answer)
    wrong["response"]["signature"] = wrong["response"]["authenticatorData"]
    refused = reader.send(signing, f"{link}/agree", answer=json.dumps(wrong))
    assert (refused.status, "could not be sure that this answer is yours" in refused.text) == (422, True)
    replayed = reader.send(signing, f"{link}/agree", answer=answer)
    assert replayed.status == 422  # the question was taken, whatever came of it
    again = reader.send(refused, f"{link}/agree", way="passkey")
    options = unescape(again.html.partition('data-options="')[2].partition('"')[0])
    receipt = reader.send(again, f"{link}/agree", answer=key.show(options))
    assert "Your passkey" in receipt.text
    with bound.house.database.read(bound.house.as_(REQUESTER)) as unit:
        consent = KnownConsents(unit).by(request=request.id)[0]
    assert consent.grounds.method == BindingMethod.PASSKEY
    with bound.house.database.write(bound.house.as_("admin-1", IDENTITY_MANAGE)) as unit:
        evidence = Evidence(unit).opened(consent.grounds.evidence, key_of(unit, bound.house.vault, request.subject))
    assert evidence is not None
    assert json.loads(evidence)["digest"] == consent.document


def test_one_proof_of_identity_is_good_for_one_agreement_within_five_minutes(bound: Bound) -> None:
    subject, link, summary = bound.summary()
    assert 'name="way"' not in summary.html  # proved once, but not just now
    bound.proofs.known[subject] = Proof(f"record-{subject}", bound.house.clock())
    reader = bound.house.reader()
    summary = reader.get(f"{link}/agree?{ALL_YES}")
    receipt = reader.send(summary, f"{link}/agree", way="fresh_proof")
    assert re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", receipt.text)
    second, other = bound.house.ask()
    reader.get(f"/c/{other.secret}")
    again = reader.get(f"/c/{other.secret}/agree?{ALL_YES}")
    assert second.subject == subject
    assert 'name="way"' not in again.html  # it is spent
    with bound.house.database.read(bound.house.as_(REQUESTER)) as unit:
        assert len(KnownConsents(unit).every()) == 1


@pytest.mark.needs("ffmpeg")
@pytest.mark.needs("espeak-ng")
@pytest.mark.needs("av")
def test_a_recording_takes_a_proof_of_just_now_and_spends_it(bound: Bound) -> None:
    subject, link, _ = bound.summary()
    bound.proofs.known[subject] = Proof(f"record-{subject}", bound.house.clock())
    reader = bound.house.reader()
    words = reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="spoken")
    bound.house.clock.at += timedelta(minutes=6)
    assert reader.upload(words, f"{link}/speak", voice()).status == 422  # it is not just now any more
    bound.proofs.known[subject] = Proof(f"record-{subject}", bound.house.clock())
    words = reader.send(reader.get(f"{link}/agree?{ALL_YES}"), f"{link}/agree", way="spoken")
    assert "waits for an officer" in reader.upload(words, f"{link}/speak", voice()).text
    assert 'value="fresh_proof"' not in reader.get(f"{link}/agree?{ALL_YES}").html  # it is spent
    with bound.house.database.read(bound.house.as_(REQUESTER)) as unit:
        assert KnownSpoken(unit).waiting()[0].record == f"record-{subject}"


def _with_passkey(house: House, subject: SubjectId) -> SoftPasskey:
    """Give *subject* a passkey, as the pages of accounts do."""
    key, admin = SoftPasskey(credential=entropy(16)), house.as_("admin-1", IDENTITY_MANAGE)
    with house.database.write(admin) as unit:
        account = Account(subject, AccountState.ACTIVE, frozenset({Role.DEPICTED_PERSON}), unit.at)
        Accounts(unit).add(account)
        question = ask_for_new(unit, RELYING, subject, "li", "somebody", entropy(32))
    with house.database.write(admin) as unit:
        person = key_of(unit, house.vault, subject)
        made = add(unit, RELYING, Owner(subject, person), "somebody", question.id, key.make(question.options), "phone")
    assert isinstance(made, Passkey), made
    return key
