"""A copy of all that is kept of a person, for them and for machines (GDPR Arts. 15, 20; PIPL Art. 45)."""

import base64
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

from tellmark.consent.documents import digest_of, scope_values
from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.handed.asking_anew import over
from tellmark.consent.hands.model import Change
from tellmark.consent.lawful.decide import stands
from tellmark.consent.lawful.knowing import passed_on
from tellmark.consent.lawful.model import Basis
from tellmark.consent.lawful.service import told_of
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.made.opening import contents_of, salt_of
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.mine import also_kept
from tellmark.consent.model import Consent, Effect, Request, Reserved
from tellmark.consent.previews.model import Preview
from tellmark.consent.previews.store import KnownPreviews
from tellmark.consent.reaching.model import Contact
from tellmark.consent.reaching.service import named
from tellmark.consent.service import all_of, asked, effects_of, notice_of, uses_of, words_of
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.spoken.store import KnownSpoken
from tellmark.consent.timeline import entries, scopes
from tellmark.consent.witnessed.model import Witnessed, shows
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language

SCHEMA = "tellmark.my_copy/2"
"""Version 1, `tellmark.my_consents`, held agreements and contacts alone."""


@dataclass(frozen=True, slots=True)
class _Made:
    """The finished files that were made of a person, by their uses, with what only the person's *key* opens of them."""

    key: PersonKey
    files: Mapping[str, list[MadeFile]]
    contents: Mapping[str, Contents | None]


_NOTHING: Mapping[str, Any] = MappingProxyType({})


def copy_of(unit: ReadUnit, vault: Vault, subject: SubjectId, elsewhere: Mapping[str, Any] = _NOTHING) -> bytes:
    """Return what is kept of *subject* as JSON, in UTF-8, with what is kept *elsewhere*. Raises SubjectErased.

    Whoever stands behind them may read it: what they told the officers alone is not in it, nor that they did.
    """
    everything, made = all_of(unit, subject), _made(unit, vault, subject)
    document = {
        "schema": SCHEMA,
        "made_at": rfc3339(unit.at),
        "subject": subject,
        "requests": [_request(unit, vault, one) for one in everything.requests],
        "spoken": [_spoken(unit, vault, one) for one in KnownSpoken(unit).by(subject)],
        "witnessed": [_witnessed(one) for one in KnownWitnessed(unit).by(subject=subject)],
        "consents": [_consent(unit, one, made) for one in everything.consents],
        "bases": [_basis(unit, one, made) for one in told_of(unit, subject)],
        "contacts": [_contact(one) for one in named(unit, vault, subject)],
        **also_kept.of(unit, vault, subject, everything.consents),
        **elsewhere,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _made(unit: ReadUnit, vault: Vault, subject: SubjectId) -> _Made:
    files: dict[str, list[MadeFile]] = {}
    key, found = key_of(unit, vault, subject), KnownFiles(unit).by(subject=subject, told=True)
    for one in found:
        files.setdefault(one.reserved, []).append(one)
    return _Made(key, files, contents_of(unit, vault, found))


def _request(unit: ReadUnit, vault: Vault, request: Request) -> dict[str, Any]:
    return {
        "request": request.id,
        "state": request.state,
        "version": request.version,
        "opened_at": rfc3339(request.opened_at),
        "due": request.due and rfc3339(request.due),
        "answered_at": request.answered_at and rfc3339(request.answered_at),
        "scope": scope_values(request.scope),
        "words": asdict(words_of(unit, vault, request.id)),
        "versions": _versions(unit, request),
        "notices": _notices(unit, vault, request),
        "asked": asdict(asked(unit, vault, request.id)),
        "previews": [_preview(unit, vault, one) for one in KnownPreviews(unit).of(request.id)],
        "log": _log(unit, request.id),
    }


def _versions(unit: ReadUnit, request: Request) -> list[dict[str, Any]]:
    """Return what was asked in each version, as the log tells it; of the words, only the newest are kept."""
    told = scopes(entries(unit, [request.id]))
    return [{"version": version, "scope": scope_values(scope)} for version, scope in sorted(told.items())]


def _notices(unit: ReadUnit, vault: Vault, request: Request) -> list[dict[str, Any]]:
    """Return the text of the newest version in each language in which it was shown; its digest stands in the log."""
    made = (notice_of(unit, vault, request.id, language) for language in Language)
    return [asdict(one) for one in made if one.digest in request.shown]


def _preview(unit: ReadUnit, vault: Vault, preview: Preview) -> dict[str, Any]:
    file = KnownPreviews(unit).opened(preview, key_of(unit, vault, preview.subject))
    return {
        "preview": preview.id,
        "media_type": preview.kind,
        "sha256": preview.digest,
        "file_base64": base64.b64encode(file).decode(),
    }


def _spoken(unit: ReadUnit, vault: Vault, spoken: Spoken) -> dict[str, Any]:
    said = KnownSpoken(unit).opened(spoken, key_of(unit, vault, spoken.subject))
    return {
        "request": spoken.request,
        "state": spoken.state,
        "since": rfc3339(spoken.since),
        "decision": spoken.digest,
        "sentence": said.sentence,
        "recording_wav_base64": base64.b64encode(said.recording).decode(),
    }


def _witnessed(one: Witnessed) -> dict[str, Any]:
    return {
        "request": one.request,
        "state": one.state,
        "since": rfc3339(one.since),
        "decided": one.decided.verdict,
        "ticks": sorted(one.decided.ticks),
        "decision": digest_of(one.decided),
        **shows(one),
    }


def _consent(unit: ReadUnit, consent: Consent, made: _Made) -> dict[str, Any]:
    return {
        "consent": consent.id,
        "request": consent.request,
        "state": consent.state,
        "ending": consent.ending,
        "granted_at": rfc3339(consent.granted_at),
        "counts_from": rfc3339(consent.counts_from),
        "until": rfc3339(consent.until),
        "scope": scope_values(consent.scope),
        "ticks": sorted(consent.ticks),
        "notice": consent.notice,
        "decision": consent.document,
        "effects": [_effect(one) for one in effects_of(unit, consent.id)],
        "uses": [_use(one, made) for one in uses_of(unit, consent.id)],
        "changed_hands": [_hands(one) for one in over(unit, [consent]).values()],
        "log": [] if consent.holds else _log(unit, consent.id),
    }


def _hands(one: Change) -> dict[str, Any]:
    """Return to whom what holds an agreement up has changed hands."""
    return {"kind": one.former.kind, "since": rfc3339(one.since), "name": one.to.name, "contact": one.to.contact,
            "number": one.to.number}  # fmt: skip


def _basis(unit: ReadUnit, basis: Basis, made: _Made) -> dict[str, Any]:
    """Return on which ground something may be made without the person's consent, with what was made on it."""
    terms, objection = basis.terms, basis.objection
    return {
        "basis": basis.id,
        "ground": terms.ground,
        "state": stands(basis, unit.at, passed_on=passed_on(unit, basis)),
        "reason": KnownBases(unit).words(basis.id, made.key),
        "memorandum": basis.paper,
        "for": terms.requester,
        "extent": {
            "modalities": sorted(terms.extent.modalities),
            "operations": sorted(terms.extent.operations),
            "purposes": sorted(terms.extent.purposes),
            "territory": terms.extent.territory,
            "channels": sorted(terms.extent.channels),
            "max_outputs": terms.extent.max_outputs,
            "max_seconds": terms.extent.max_seconds,
        },
        "since": basis.confirmed_at and rfc3339(basis.confirmed_at),
        "until": rfc3339(terms.until),
        "objected_at": objection and rfc3339(objection.at),
        "objection_upheld": objection and objection.upheld,
        "earlier_objections": [{"at": rfc3339(one.at), "upheld": one.upheld} for one in basis.earlier],
        "ending": basis.ending,
        "ended_at": basis.ended_at and rfc3339(basis.ended_at),
        "uses": [_use(one, made) for one in reversed(KnownUses(unit).by(consent=basis.id))],
        "log": _log(unit, basis.id),
    }


def _effect(one: Effect) -> dict[str, Any]:
    return {
        "effect": one.kind,
        "begun_at": rfc3339(one.begun_at),
        "due": rfc3339(one.due),
        "done_at": one.done_at and rfc3339(one.done_at),
        "shown_by": one.evidence,
    }


def _use(one: Reserved, made: _Made) -> dict[str, Any]:
    """Return a use with its finished files: whoever has its *salt* can check the *digest* of each against the log."""
    return {
        "use": one.use,
        "set_aside": one.id,
        "at": rfc3339(one.at),
        "state": one.state,
        "outputs": one.outputs,
        "seconds": one.seconds,
        "territories": sorted(one.territories),
        "salt": salt_of(made.key, one.id).hex(),
        "files": [_file(file, made.contents[file.id]) for file in made.files.get(one.id, [])],
    }


def _file(file: MadeFile, contents: Contents | None) -> dict[str, Any]:
    return {
        "file": file.id,
        "logged_at": rfc3339(file.at),
        "media_type": file.media_type,
        "size": contents and contents.size,
        "marks": [one.word for one in file.marks],
        "not_looked_for": [one.value for one in file.unseen],
        "sha256": contents and contents.sha256,
        "digest": file.digest,
    }


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact.id,
        "for": contact.use,
        "address": contact.address,
        "language": contact.language,
        "named_at": rfc3339(contact.made_at),
        "counts_from": contact.counts_from and rfc3339(contact.counts_from),
        "ends_at": contact.ends_at and rfc3339(contact.ends_at),
    }


def _log(unit: ReadUnit, thing: str) -> list[dict[str, Any]]:
    return [{"type": one.type, "at": rfc3339(one.at), "entry": one.position} for one in entries(unit, [thing])]
