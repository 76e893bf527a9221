"""What a person does who takes back a part of what they agreed to, on a page of their own."""

from consent_house import REQUESTER, House, Reader, voice
from person_steps import answers, link_of
from tellmark.consent.model import ANSWER, Consent, ConsentId
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Aftermath, Modality, Operation, Purpose, Scope, Training
from tellmark.surface.principal import Kind

WIDE = voice(
    modalities=frozenset({Modality.VOICE, Modality.FACE}), max_outputs=40, models=frozenset({"m-1", "m-2"}),
    operations=frozenset({Operation.VOICE_CLONE, Operation.LIP_SYNC}), derivatives=True, sublicence=True,
    purposes=frozenset({Purpose.ENTERTAINMENT, Purpose.ADVERT}), training=Training.ANY_MODEL, retention_days=30,
    aftermath=Aftermath.LET_STAND,
)  # fmt: skip
"""Of each term something that can be made smaller."""


def granted(house: House, scope: Scope) -> tuple[Reader, ConsentId]:
    """Let a person agree to all of *scope*; return them signed in, and the consent."""
    request, invitation = house.ask(scope)
    reader, link = house.reader(), link_of(invitation)
    house.identity.prove(request.subject)
    summary = reader.get(f"{answers(reader, link)}&third_parties=yes&training=yes")
    reader.send(summary, f"{link}/agree", way="fresh_proof")
    own = house.signed_in(request.subject, Kind.PERSON, ANSWER)
    with house.database.read(house.as_(REQUESTER)) as unit:
        return own, KnownConsents(unit).by(request=request.id)[0].id


def known(house: House, consent: ConsentId) -> Consent:
    """Return the consent as it stands."""
    with house.database.read(house.as_(REQUESTER)) as unit:
        return KnownConsents(unit).get(consent)
