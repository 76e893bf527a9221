"""The page on which an officer says by a number what it is about: nobody is looked up by name."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request as HttpRequest
from starlette.responses import RedirectResponse, Response

from tellmark.consent.model import CONFIRM
from tellmark.consent.place import Place
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Actor
from tellmark.store.units import ReadUnit
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.language import language_of
from tellmark.values.languages import wording


@dataclass(frozen=True, slots=True)
class ByNumber:
    """The page at *address*: what it asks in English, and what it says (what, remedy) of a number that is nobody's."""

    address: str
    question: str
    lead: str
    label: str
    hint: str
    unknown: tuple[str, str]

    def page(self, place: Place, request: HttpRequest, actor: Actor, form: Form) -> Response:
        """Answer with the page, *form* filled in; with status 422 where it has mistakes."""
        _ = wording(language_of(request))
        words = {"question": _(self.question), "lead": _(self.lead), "label": _(self.label), "hint": _(self.hint)}
        doors = {"tab": self.address, "first": True, "second": CONFIRM in actor.capabilities}
        return place.pages.answer(
            request, "officers/number.html", 422 if form.mistakes else 200, path=self.address,
            here="/review/consents", form=form, **words, **doors,
        )  # fmt: skip

    def led(
        self, place: Place, request: HttpRequest, actor: Actor, sent: Form, to: Callable[[ReadUnit, str], str]
    ) -> Response:
        """Lead to where *to* says for the number in *sent*; where it raises NotFound, the page says so, once more."""
        language = language_of(request)
        try:
            with place.database.read(actor) as unit:
                address = to(unit, sent.get("number"))
        except NotFound:
            mistake = Mistake("number", *map(wording(language), self.unknown))
            return self.page(place, request, actor, sent.told([mistake]))
        return RedirectResponse(f"{address}lang={language}", 303)
