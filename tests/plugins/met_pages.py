"""Pages as those open them who meet them: somebody signed in, or nobody."""

from dataclasses import dataclass

from playwright.sync_api import Page

from tellmark.surface.sessions import SessionCookie


@dataclass(frozen=True)
class Met:
    """A page that somebody meets: its address, the secret of the session that it takes, and what is *more* on it."""

    path: str
    session: str = ""
    more: str = ""


def opened(page: Page, address: str, met: Met, language: str) -> None:
    """Open a page of the house at *address* as whoever meets it."""
    page.context.clear_cookies()
    if met.session:
        name = SessionCookie(https=False).name
        page.context.add_cookies([{"name": name, "value": met.session, "url": address}])
    joint = "&" if "?" in met.path else "?"
    page.goto(f"{address}{met.path}{joint}lang={language}")
