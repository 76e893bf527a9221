"""Between a summary and an agreement: a page that asks a passkey, and one that asks a wallet on this or another device.

Each carries the answers that were given; what comes back is sent to the address of the agreement, and decided there.
"""

from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.case_words import case_words
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotBound
from tellmark.consent.model import Decided
from tellmark.consent.person.here import Here
from tellmark.consent.person.views import drawing
from tellmark.consent.person.way import Way
from tellmark.consent.place import HANDED
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.reading_aloud import ask, live
from tellmark.consent.spoken.model import Spoken, SpokenState
from tellmark.consent.spoken.store import KnownSpoken, Said
from tellmark.consent.spoken.words import NONCE, sentence
from tellmark.store.scope import Scope as Actor
from tellmark.subjects.service import key_of
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.moments import instant
from tellmark.values.languages import said, wording


def asked(
    at: Here, request: HttpRequest, actor: Actor, document: Decided, way: Way, sent: Form
) -> Response | None:  # fmt: skip
    """Return the page that the way of *sent* needs first; None where everything is there. Raises TellmarkError."""
    match sent.get("way"), bool(sent.get("answer")):
        case BindingMethod.PASSKEY, False:
            return _signing(at, request, actor, document, way)
        case BindingMethod.WALLET, False:
            return _handing(at, request, actor, document, way)
        case BindingMethod.WALLET, True:
            with at.place.database.read(actor) as unit:
                there = at.place.binds.by_wallet(unit, at.subject, digest_of(document), at.cookies)
            return None if there else _page(at, request, "asked/wallet_waits.html", document, way)
        case BindingMethod.SPOKEN, _:
            return _speaking(at, request, actor, document, way)
    return None


def signed(at: Here, actor: Actor, sent: Form) -> Bound | None:
    """Return what a passkey's answer ties, None where none was sent; taken once, whatever comes of the decision.

    Raises NotBound, and what identity says.
    """
    if sent.get("way") != BindingMethod.PASSKEY:
        return None
    with at.place.database.write(actor) as unit:
        bound = at.place.binds.finish(unit, at.subject, sent.get("ceremony"), sent.get("answer"))
    if bound is None:
        raise NotBound(said("The passkey did not sign this decision."), said("Sign it anew, or take another way."))
    return bound


def _signing(at: Here, request: HttpRequest, actor: Actor, document: Decided, way: Way) -> Response:
    """Ask the browser for a passkey's signature over the document; its answer comes back to the same address."""
    with at.place.database.write(actor) as unit:
        begun = at.place.binds.begin(unit, at.subject, digest_of(document))
    return _page(at, request, "asked/sign.html", document, way, ceremony=begun.id, options=begun.options)


def _handing(at: Here, request: HttpRequest, actor: Actor, document: Decided, way: Way) -> Response:
    """Hand the document's digest to a wallet, by a code or by a link; this browser is tied to what the wallet sends."""
    back = f"{at.base}/agree?{way.query()}lang={at.language}"
    handed = at.place.binds.hand(actor, at.subject, digest_of(document), back, at.language, at.door)
    code = drawing(handed.address, wording(at.language)(said("Code for your wallet")), border=4)
    answer = _page(at, request, "asked/wallet.html", document, way, address=handed.address, code=code)
    at.place.guard.cookie.tie(answer, *handed.cookie, HANDED)
    return answer


def _speaking(at: Here, request: HttpRequest, actor: Actor, document: Decided, way: Way) -> Response | None:
    """Make words to read out; None where an officer has heard them. Raises NotBound."""
    digest = digest_of(document)
    with at.place.database.read(actor) as unit:
        found = live(unit, document.request, at.subject, digest)
        fresh = BindingMethod.FRESH_PROOF in at.place.binds.ways(unit, at.subject, at.cookies)
    if found is not None:
        return None if found.state is SpokenState.HEARD else waits(at, request, document, way, found)
    if at.place.hears is None or not fresh:
        raise NotBound(said("nobody has just now proved who they are"), said("Prove it once more, then speak."))
    return read_out(at, request, actor, document, way)


def read_out(
    at: Here, request: HttpRequest, actor: Actor, document: Decided, way: Way, mistake: Mistake | None = None
) -> Response:
    """Show the words, and where the recording of them goes; *mistake* says what was wrong with the one before."""
    digest, nonce = digest_of(document), at.place.random(NONCE)
    words = sentence(case_words(at.place.secret, document.request, at.language), nonce, digest, at.language)
    with at.place.database.write(actor) as unit:
        spoken = ask(unit, at.place.vault, document.request, digest, Said(nonce, words))
        kept = KnownSpoken(unit).opened(spoken, key_of(unit, at.place.vault, spoken.subject))
    values = {"spoken": spoken.id, "words": kept.sentence, "until": instant(spoken.due, at.language)}
    return _page(at, request, "asked/speak.html", document, way, mistake, **values)


def waits(at: Here, request: HttpRequest, document: Decided, way: Way, found: Spoken) -> Response:
    """Say until when an officer listens, and that it is not agreed before the person has come back."""
    until = instant(found.due, at.language)
    return _page(at, request, "asked/spoken_waits.html", document, way, until=until)


def _page(
    at: Here, request: HttpRequest, template: str, document: Decided, way: Way, mistake: Mistake | None = None,
    **values: object,
) -> Response:  # fmt: skip
    fields = way.fields()
    shown: dict[str, Any] = {
        "query": way.query(),
        "form": Form(fields, (mistake,) if mistake else ()),
        "carried": tuple(fields),
        "digest": digest_of(document),
        "offer": bool(way.offer),
        **values,
    }
    status = 422 if mistake else 200
    return at.place.pages.answer(request, template, status, path=f"{at.base}/agree", **at.frame(), **shown)
