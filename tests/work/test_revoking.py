"""A restore takes away again what was taken away after the backup was made, as far as a log tells of it."""

from dataclasses import replace

import pytest

from consent_steps import EUROPE, Studio, answering
from every_table import ADMIN, integrate
from restore_stage import Stage, alike, plain
from store_children import ACME
from store_places import Place
from tellmark.consent.ids import ConsentId
from tellmark.consent.model import ConsentState, Ending
from tellmark.consent.proofs import AgeBand
from tellmark.consent.service import dispute, withdraw
from tellmark.consent.store import KnownConsents
from tellmark.duties import replays
from tellmark.identity.accounts.address import change_address
from tellmark.identity.accounts.errors import LinkGone
from tellmark.identity.accounts.fallback.service import new_recovery_codes
from tellmark.identity.accounts.fallback.store import KnownRecoveryCodes
from tellmark.identity.accounts.model import Account, AccountState, Role
from tellmark.identity.accounts.passkeys.revoking import revoke
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.programs.service import revoke_key
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.service import give_roles, linked, lock
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit
from tellmark.surface.session_secrets import new_secret
from tellmark.values.ids import entropy
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.service import remove
from tellmark.work.hooks.store import KnownHooks


def the_engineer(unit: ReadUnit) -> Account:
    """Return the account from which everything is taken away, and not the one that reads."""
    (account,) = (one for one in KnownAccounts(unit).all() if Role.REGULATOR not in one.roles)
    return account


def taken_away(stage: Stage) -> dict[str, bool]:
    """Tell what of everything that can be taken away counts in the place that was restored into."""
    with stage.target.read(ADMIN) as unit:
        account = the_engineer(unit)
        return {
            "passkey": bool(KnownPasskeys(unit).of(account.id)),
            "key": bool(KnownApiKeys(unit).of(account.id)),
            "codes": bool(KnownRecoveryCodes(unit).left(account.id)),
            "session": bool(KnownSessions(unit).running(account.id)),
            "account": account.state is AccountState.ACTIVE,
            "role": Role.ENGINEER in account.roles,
            "address": KnownAccounts(unit)._get(account.id)["contact"] is not None,
            "consent": any(one.state is ConsentState.ACTIVE for one in KnownConsents(unit).every()),
            "held": any(one.state is ConsentState.SUSPENDED for one in KnownConsents(unit).every()),
            "webhook": bool(KnownHooks(unit).all()),
        }


def take_away(stage: Stage, kept: ConsentId, held: ConsentId) -> None:
    """Take everything away that the backup knows as given."""
    with stage.database.write(ADMIN) as unit:
        account = the_engineer(unit)
        change_address(unit, stage.vault, account, "mei@new.example", None)
        revoke(unit, KnownPasskeys(unit).of(account.id)[0].id, account.id, by="admin-1")
        revoke_key(unit, KnownApiKeys(unit).of(account.id)[0].id)
        new_recovery_codes(unit, account, entropy)
        give_roles(unit, account.id, [Role.REQUESTER])
        lock(unit, account.id)
    with stage.database.write(Scope(ACME.tenant, "key-of-acme", frozenset({MANAGE}))) as unit:
        remove(unit, KnownHooks(unit).all()[0].id)
    for consent, what in ((kept, withdraw), (held, dispute)):
        with stage.database.write(ACME) as unit:
            subject = KnownConsents(unit).get(consent).subject
        with stage.database.write(answering(subject)) as unit:
            what(unit, consent, ages=lambda *_: AgeBand.ADULT)
    integrate(stage.database, stage.log)


@pytest.mark.usefixtures("people")
@alike
def test_what_was_taken_away_after_the_backup_is_taken_away_again(stage: Stage, place: Place) -> None:
    """A passkey that was stolen, and therefore revoked, opens nothing after a restore; no consent comes back."""
    studio = Studio(Place("", at=stage.database.now()), stage.database, stage.vault)
    consents = [studio.granted(EUROPE).consent for _ in range(2)]
    with stage.database.write(ADMIN) as unit:
        change_address(unit, stage.vault, the_engineer(unit), "mei@studio.example", None)
    stage.back_up()
    take_away(stage, *consents)
    stage.into = replace(stage.into, rooms=replays())
    done = stage.restore(accept_loss=True)
    assert done.revoked is not None
    assert done.revoked >= 9
    assert taken_away(stage) == {**dict.fromkeys(taken_away(stage), False), "held": True}
    with stage.target.read(ADMIN) as unit:
        assert KnownConsents(unit).get(consents[0]).ending is Ending.WITHDRAWN


@pytest.mark.usefixtures("people")
@plain
def test_where_no_log_tells_what_was_taken_away_it_is_said_and_everybody_signs_in_anew(stage: Stage) -> None:
    stage.back_up()
    stage.say()
    stage.into = replace(stage.into, rooms=replays())
    kept = tuple(replace(one, reads=None) for one in stage.known())
    done = stage.restore(accept_loss=True, known=list(kept))
    assert done.revoked is None
    found = taken_away(stage)
    assert (found["passkey"], found["key"], found["session"]) == (True, True, False)
    with stage.target.write(ADMIN) as unit, pytest.raises(LinkGone):
        linked(unit, new_secret(bytes(32)))  # the one of the backup may have been used since, or been taken away
