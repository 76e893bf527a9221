"""What programs and operators do with requests, in one place: their routes and commands only carry it."""

from dataclasses import dataclass

import msgspec

from tellmark.consent import answers, service
from tellmark.consent.askers import Vouches, asker_of
from tellmark.consent.bodies import RequestBody
from tellmark.consent.case_words import in_every_language
from tellmark.consent.delivering import Postbox
from tellmark.consent.export import exported
from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.issuing import Issuer, issue
from tellmark.consent.model import Consent, ConsentId, PartyId, Request, RequestId
from tellmark.consent.people import Asker
from tellmark.consent.ports import Ages, Restrains, nobody_restrains
from tellmark.consent.previews.store import KnownPreviews
from tellmark.consent.sheet import page_of
from tellmark.consent.story import story
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.surface.secret import Secret
from tellmark.values.ids import entropy

FORMS = ("json", "html", "jsonld", "tlog-proof")
"""In which forms there is a receipt."""


@dataclass(frozen=True, slots=True)
class ConsentDesk:
    """What is worked with: vault, where invitations go, who issues receipts, who knows of askers, ages and orders.

    *secret* is that of the pages, which the case words are made of.
    """

    vault: Vault
    postbox: Postbox
    issuer: Issuer
    secret: Secret
    vouches: Vouches
    ages: Ages
    restrains: Restrains = nobody_restrains

    def make(self, unit: WriteUnit, body: RequestBody) -> answers.MadeAnswer:
        """Compose what *body* asks, and send it if it says so. Raises as `service.draft` and `service.send`."""
        party = None if body.party is None else service.name_party(unit, body.party.name, body.party.number).id
        group = service.open_group(unit) if len(body.persons) > 1 else None
        supersedes = None if body.supersedes is None else ConsentId(body.supersedes)
        ask = body.ask(None if party is None else PartyId(party), supersedes)
        known = self.asker(unit, ask.party)
        made = [service.draft(unit, self.vault, ask, one.person(), group, known) for one in body.persons]
        sent = [self.send(unit, one.id) for one in made] if body.send else []
        items = [shown(unit, service.request_of(unit, one.id)) for one in made]
        return answers.MadeAnswer(group=group, items=items, sent=sent)

    def asker(self, unit: ReadUnit, party: PartyId | None) -> Asker:
        """Return what is known of who asks here, for *party* if one is named. Raises NotFound."""
        return asker_of(unit, self.vouches, self.issuer.provider.name, party)

    def send(self, unit: WriteUnit, request: RequestId) -> answers.SentAnswer:
        """Ask the person, by mail or by whoever asks. Raises as `service.send`."""
        invitation = service.send(unit, self.vault, request, entropy(32))
        sent = self.postbox.put(unit, self.vault, invitation)
        return answers.sent_answer(sent, service.request_of(unit, request))

    def receipt(self, unit: ReadUnit, request: Request, form: str) -> bytes:
        """Return the receipt of the consent that came of *request* in *form*. Raises NotFound, SubjectErased."""
        bundle, receipt = issue(unit, self.vault, consent_in(request), self.issuer)
        match form:
            case "json":
                return bundle.data
            case "html":
                return page_of(bundle, receipt)
            case "jsonld":
                return msgspec.json.encode(exported(receipt, bundle))
            case "tlog-proof" if bundle.proof is not None:
                return bundle.proof
            case "tlog-proof":
                raise NotFound("the log has no place for this consent yet: ask again in a second")
        raise NotFound("there is no receipt of this form")


def shown(unit: ReadUnit, request: Request) -> answers.RequestAnswer:
    """Return *request* as whoever asks sees it."""
    return _answer(unit, request, None if request.consent is None else service.consent_of(unit, request.consent))


def _answer(unit: ReadUnit, request: Request, agreed: Consent | None) -> answers.RequestAnswer:
    consent = None if agreed is None else service.seen_by_requester(agreed)
    effects = () if consent is None else service.effects_of(unit, consent.id)
    return answers.request_answer(request, consent, KnownPreviews(unit).of(request.id), effects)


def with_history(unit: ReadUnit, request: Request, secret: Secret) -> answers.FollowedAnswer:
    """Return *request* as whoever asks sees it, with what happened so far; a change of hands shows from its instant."""
    agreed = None if request.consent is None else as_it_stands(unit, service.consent_of(unit, request.consent))
    return answers.followed_answer(
        _answer(unit, request, agreed), story(unit, request), in_every_language(secret, request.id)
    )


def consent_in(request: Request) -> ConsentId:
    """Return the consent that came of *request*. Raises NotFound."""
    if request.consent is None:
        raise NotFound("nothing was agreed to on this request")
    return request.consent
