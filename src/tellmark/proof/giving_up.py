"""To give up a key that somebody else may hold: stop, replace, and tell everybody who asks."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from cryptography import x509
from cryptography.x509.oid import NameOID

from tellmark.proof.certificates import as_pem
from tellmark.proof.errors import BadChain, BadStatement, NotYet
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, Standing, sign_document, verify_document
from tellmark.proof.trust import certificates
from tellmark.proof.withdrawals import Withdrawal, Withdrawals, withdrawal
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.keys/1"
TYPE = "tellmark-keys+jws"


class Statement(msgspec.Struct, frozen=True):
    """What is published of the keys: who signs now (PEM), and which keys were given up, the first first.

    Of two statements of one provider the one that was issued later counts.
    """

    schema: str
    issued_at: str
    provider: str
    signs_now: str
    given_up: Sequence[Withdrawal]


def give_up(keys: KeyFolder, key_id: str, since: datetime, at: datetime, reason: str) -> Withdrawal:
    """Sign no more with *key_id*, believe nothing under it from *since* on, and replace it where it is the active one.

    What it signed earlier counts only where a time-stamp or the log proves it. Stopped half-way, the key has stopped
    nevertheless, and to say it again goes on. Raises NoSuchKey, NotYet for a time to come, ValueError for no reason of
    ours, and as `KeyFolder.rotate`.
    """
    if since > at:
        raise NotYet
    new = withdrawal(key_id, keys.certificates_of(key_id), since, at, reason)
    kept = Withdrawals(keys.path).add(new)
    if keys.is_active(key_id):
        keys.rotate(at)
    return kept


def believed_pins(keys: KeyFolder) -> bytes:
    """Return the pins without those that were given up: a saved report bears no time but its signer's own."""
    lost = {one for each in Withdrawals(keys.path).all() for one in certificates(each.certificates.encode())}
    return as_pem(*(one for one in certificates(keys.pins()) if one not in lost))


def statement(keys: KeyFolder, provider: str, at: datetime) -> str:
    """Return what is published of the keys, signed with the key for reports. Raises as `KeyFolder.load_reports`."""
    given_up = Withdrawals(keys.path).all()
    active = next(one.key_id for one in keys.listing())
    body = Statement(SCHEMA, rfc3339(at), provider, keys.certificates_of(active).decode(), given_up)
    return sign_document(msgspec.json.encode(body), keys.load_reports(at), TYPE)


def believe(keys: KeyFolder, jws: str, at: datetime) -> tuple[Withdrawal, ...]:
    """Write down what somebody who is pinned here says of lost keys of their own, and return it.

    Raises BadStatement unless the statement is intact, its signer is pinned, and each certificate in it bears the
    signer's own name: nobody gives up another's key.
    """
    found = verify_document(jws, believed_pins(keys), at, TYPE)
    if found.integrity is not Integrity.INTACT or found.payload is None:
        raise BadStatement("the statement is damaged, or is none of a provider's keys")
    if found.signer is not Standing.PINNED:
        raise BadStatement("nobody here knows the signer of this statement")
    try:
        said = msgspec.json.decode(found.payload, type=Statement)
        owners = {_owner(one) for each in said.given_up for one in certificates(each.certificates.encode())}
        lost = [each.withdrawn.since for each in said.given_up]
    except (msgspec.DecodeError, ValueError, BadChain) as fault:
        raise BadStatement("the statement is signed, but does not have the shape of one") from fault
    if said.schema != SCHEMA or owners - {found.organisation} or any(since > at for since in lost):
        raise BadStatement("the statement gives up keys that are not its signer's own, or from a time to come")
    return tuple(Withdrawals(keys.path).add(each) for each in said.given_up)


def _owner(certificate: x509.Certificate) -> str | None:
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(names[0].value)[:200] if names else None
