"""`/me/contact`: how somebody is reached; what they named themselves, a safe contact too, is shown after a step-up.

Somebody who stands beside them, or finds the page open, sees no more than what those who asked wrote down.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from tellmark.consent.mine.contacts.words import shown, written_rows
from tellmark.consent.mine.pages import frame
from tellmark.consent.model import ANSWER
from tellmark.consent.place import STEP_UP, Place
from tellmark.consent.reaching.errors import BadContact, NoMailHere, TooManyContacts, WrongContactCode
from tellmark.consent.reaching.model import Contact, ContactId, Reach, Use
from tellmark.consent.reaching.service import confirm_contact, contact_of, end_contact, name_contact, named, written
from tellmark.consent.troubles import trouble
from tellmark.store.scope import Scope as Actor
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake, blank
from tellmark.surface.language import NAMES, language_of
from tellmark.surface.leading import led
from tellmark.values.languages import Language, said, wording

_OWN = "/me/contact/own"
_RANDOM = 16


@dataclass(frozen=True, slots=True)
class _Desk:
    """What these pages work with."""

    place: Place

    def answer(self, request: HttpRequest, template: str, status: int = 200, **values: Any) -> Response:
        common = frame(self.place, language_of(request))
        return self.place.pages.answer(request, template, status, path="/me/contact", **common, **values)

    def own(self, request: HttpRequest, actor: Actor, form: Form) -> Response:
        """Show what the person has named, and the form for another."""
        language = language_of(request)
        with self.place.database.read(actor) as unit:
            found = named(unit, self.place.vault, SubjectId(actor.principal))
            usual, safe = (shown(found, use, unit.at, language) for use in (Use.USUAL, Use.SAFE))
        values: dict[str, Any] = {
            "groups": (("usual", usual), ("safe", safe)), "form": form, "mails": self.place.postbox.mails is not None,
            "languages": [(one.value, NAMES[one]) for one in Language],
        }  # fmt: skip
        return self.answer(request, "mine/own_contact.html", 422 if form.mistakes else 200, **values)

    def name(self, request: HttpRequest, actor: Actor, sent: Form) -> Response:
        """Have a code sent to the address, and ask for it."""
        language = language_of(request)
        spoken = Language(sent.get("language")) if sent.get("language") in list(Language) else language
        if sent.get("use") not in list(Use):  # neither is meant by silence: of a usual one other addresses are told
            _ = wording(language)
            unchosen = Mistake("use", _(said("Nothing was chosen.")), _(said("Choose one of the answers.")))
            return self.own(request, actor, sent.told([unchosen]))
        try:
            made = self._named(actor, Use(sent.get("use")), sent.get("address"), spoken)
        except (BadContact, NoMailHere, TooManyContacts) as wrong:
            return self.own(request, actor, sent.told([Mistake("address", *trouble(wrong, language))]))
        return led(request, f"{_OWN}/{made.id}")

    def _named(self, actor: Actor, use: Use, address: str, language: Language) -> Contact:
        mails = self.place.postbox.mails
        if mails is None:
            raise NoMailHere
        subject = SubjectId(actor.principal)
        with self.place.database.write(actor) as unit:
            random = self.place.random(_RANDOM)
            made = name_contact(unit, self.place.vault, subject, use, address, language, random)
            if not mails.confirm(unit, made.id, subject, Reach(made.address, made.language), made.code):
                raise BadContact
        return made

    def asking(self, request: HttpRequest, actor: Actor, contact: str, form: Form) -> Response:
        """Ask for the code of *contact*; of one that awaits none, show how it stands. Raises NotFound."""
        with self.place.database.read(actor) as unit:
            waiting = contact_of(unit, self.place.vault, SubjectId(actor.principal), ContactId(contact))
            waits = waiting.waits(unit.at)
        if not waits:
            return led(request, _OWN)
        values: dict[str, Any] = {"address": waiting.address, "place": f"{_OWN}/{contact}", "form": form}
        return self.answer(request, "mine/contact_code.html", 422 if form.mistakes else 200, **values)

    def confirm(self, request: HttpRequest, actor: Actor, contact: str, sent: Form) -> Response:
        """Take the code; a wrong one is spent, too."""
        who, code = SubjectId(actor.principal), sent.get("code")
        try:
            with self.place.database.write(actor) as unit:
                right = confirm_contact(unit, self.place.vault, who, ContactId(contact), code)
        except WrongContactCode:
            right = False
        if right:
            return led(request, _OWN)
        mistake = Mistake("code", *trouble(WrongContactCode(), language_of(request)))
        return self.asking(request, actor, contact, blank().told([mistake]))


def routes(place: Place) -> APIRouter:
    """Return these pages."""
    router, desk = APIRouter(include_in_schema=False, prefix="/me/contact"), _Desk(place)
    own, form = place.guard.needs(ANSWER), place.guard.form()
    fresh = place.guard.needs_step_up(STEP_UP, ANSWER)

    @router.get("")
    def contact(request: HttpRequest, actor: Annotated[Actor, own]) -> Response:
        with place.database.read(actor) as unit:
            rows = written_rows(written(unit, place.vault, SubjectId(actor.principal)), language_of(request))
        return desk.answer(request, "mine/contact.html", contacts=rows)

    @router.get("/own")
    def mine(request: HttpRequest, actor: Annotated[Actor, fresh]) -> Response:
        return desk.own(request, actor, blank(language=language_of(request)))

    @router.post("/own")
    def name(request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form]) -> Response:
        return desk.name(request, actor, sent)

    @router.get("/own/{contact}")
    def asking(request: HttpRequest, actor: Annotated[Actor, fresh], contact: str) -> Response:
        return desk.asking(request, actor, contact, blank())

    @router.post("/own/{contact}")
    def confirm(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], contact: str
    ) -> Response:
        return desk.confirm(request, actor, contact, sent)

    @router.post("/own/{contact}/end")
    def end(
        request: HttpRequest, actor: Annotated[Actor, fresh], sent: Annotated[Form, form], contact: str
    ) -> Response:
        del sent
        with place.database.write(actor) as unit:
            end_contact(unit, place.vault, SubjectId(actor.principal), ContactId(contact))
        return led(request, _OWN)

    return router
