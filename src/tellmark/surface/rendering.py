"""Templates turned into pages: everything escaped, every missing value an error."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from tellmark.store.scope import TenantId
from tellmark.surface import shapes
from tellmark.surface.clock_faces import Face
from tellmark.surface.forgery import FIELD, NONCE, FormTokens
from tellmark.surface.language import NAMES, language_of
from tellmark.surface.principal import Principal
from tellmark.surface.visitors import binding_of, visitor_of
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.values.languages import Language, wording

STATIC = files("tellmark.surface").joinpath("static")
"""The folder of what is served under /static/."""

_CODE = re.compile("`([^`]*)`")
_BREAKS = ("人工智能", "我们没有发现", "标识。", "并不说明", "属于", "可能", "疑似", "文件是")


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the navigation: its address, its name (an English message), the capability that shows or hides it."""

    address: str
    name: str
    capability: str = ""
    unless: str = ""

    def shown_to(self, may: frozenset[str]) -> bool:
        """Tell whether somebody who *may* do these things sees it."""
        return (not self.capability or self.capability in may) and self.unless not in may


class Pages:
    """Renders the templates of *packages* in the frame of `surface`. A later package cannot replace a template.

    *tokens* makes those of forms, of the present instant by *clock*; *named* tells the name of a tenant, empty where it
    wants none shown.
    """

    def __init__(
        self,
        packages: Sequence[str],
        rooms: Sequence[Room],
        tokens: FormTokens | None = None,
        named: Callable[[TenantId], str] = lambda _: "",
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._rooms = tuple(rooms)
        self._tokens = tokens
        self._named = named
        self._clock = clock
        loaders = [PackageLoader(package) for package in ("tellmark.surface", *packages)]
        self._jinja = Environment(
            loader=ChoiceLoader(loaders),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._jinja.globals.update(names=NAMES, shape=_shape, drawn=_drawn, static=_static)
        self._jinja.filters.update(phrased=_phrased, coded=_coded)

    def text(
        self, template: str, language: Language, path: str, visitor: Principal | None = None, **values: Any
    ) -> str:
        """Render *template* in *language* for *visitor*; *path* is where the links of the language switch lead."""
        may = visitor.capabilities if visitor else frozenset()
        shown = {
            "_": wording(language),
            "language": language,
            "path": path,
            "rooms": [room for room in self._rooms if room.shown_to(may)],
            "tenant": self._named(visitor.tenant) if visitor else "",
            "form_token": partial(self._form_token, visitor),
        }
        return self._jinja.get_template(template).render(shown | values)

    def leads(self, may: frozenset[str], under: str) -> str:
        """Return the first address *under* a place in the navigation of whoever has the capabilities *may*, or none."""
        return next((room.address for room in self._rooms if room.address.startswith(under) and room.shown_to(may)), "")

    def answer(self, request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """Render *template* in the language of *request*."""
        language = values.pop("language", None) or language_of(request)
        path = values.pop("path", request.url.path)
        html = self.text(template, language, path, visitor_of(request), **values)
        return HTMLResponse(html, status, {"Content-Language": str(language), "Vary": "Accept-Language"})

    def _form_token(self, visitor: Principal | None, action: str) -> Markup:
        """Return the hidden field that a form of *visitor* to the path *action* needs."""
        if self._tokens is None or visitor is None:  # what is sent from here would be refused
            raise RuntimeError("a page with a form asks who it is for: its route needs `guard.anyone()` at least")
        token = self._tokens.token(binding_of(visitor), action, self._clock(), entropy(NONCE))
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def _shape(name: str) -> Markup:
    return Markup(shapes.svg(name))  # noqa: S704 (our own drawing, by name)


def _drawn(face: Face) -> Markup:
    return Markup(shapes.drawn(face.drawing))  # noqa: S704 (our own drawing: numbers only)


def _phrased(text: str) -> Markup:
    """Let a Chinese title break after its phrases and nowhere else (the stylesheet keeps the rest together)."""
    safe = str(escape(text))
    for phrase in _BREAKS:
        safe = safe.replace(phrase, f"{phrase}<wbr>")
    return Markup(safe)  # noqa: S704 (escaped above)


def _coded(text: str) -> Markup:
    """Set what stands between back ticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 (escaped before)


@cache
def _static(name: str) -> str:
    """Return the address of a static file; it changes with the file, so that browsers may keep it."""
    return f"/static/{name}?v={hashlib.sha256(STATIC.joinpath(name).read_bytes()).hexdigest()[:10]}"
