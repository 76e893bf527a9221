"""Between a summary and an agreement: a page that asks a passkey, and one that asks a wallet on this or another device.

Each carries the answers that were given; what comes back is sent to the address of the agreement, and decided there.
"""

from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.documents import digest_of
from tellmark.consent.errors import NotBound
from tellmark.consent.model import Decided
from tellmark.consent.person.here import Here
from tellmark.consent.person.views import drawing
from tellmark.consent.person.way import Way
from tellmark.consent.place import HANDED
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form
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


def _page(
    at: Here, request: HttpRequest, template: str, document: Decided, way: Way, **values: object
) -> Response:  # fmt: skip
    fields = way.fields()
    shown: dict[str, Any] = {
        "query": way.query(),
        "form": Form(fields),
        "carried": tuple(fields),
        "digest": digest_of(document),
        **values,
    }
    return at.place.pages.answer(request, template, path=f"{at.base}/agree", **at.frame(), **shown)
