"""Renew the pictures of pages that docs/guides show: the assembled application, a house of invented people, a browser.

python scripts/build_screenshots.py       writes docs/guides/pictures/*.webp (needs Chromium, and a CJK font)
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "bench"), str(ROOT / "tests" / "plugins")]

from pages import application, furnished  # noqa: E402 (after the path to it)
from pages_house import Filled  # noqa: E402 (after the path to it)

from served_app import served  # noqa: E402 (after the path to it)
from tellmark.identity.accounts.model import Role  # noqa: E402 (as the others)
from tellmark.identity.accounts.roles import OWN_ACCOUNT, capabilities_of  # noqa: E402 (as the others)

PICTURES = ROOT / "docs" / "guides" / "pictures"
MARKED = ROOT / "tests" / "golden"
LARGEST = 80_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SMALL, PHONE, DESK = (320, 640), (390, 780), (1000, 760)
CHINESE = "zh-Hans"


@dataclass(frozen=True)
class Shot:
    """One picture: the page, who looks at it (empty: whoever has the link), how wide, and what of it is on top."""

    name: str
    path: str
    who: str = ""
    size: tuple[int, int] = PHONE
    language: str = "en"
    at: str = ""


def shots(filled: Filled) -> list[Shot]:
    """Return every picture that the guides show, but the answer to a file."""
    asked, answered = f"/c/{filled.link}", f"/c/{filled.answered}"
    return [
        Shot("request", asked),
        Shot("request-zh", asked, language=CHINESE),
        Shot("decide", asked, size=SMALL, at="#decide"),
        Shot("decide-zh", asked, size=SMALL, language=CHINESE, at="#decide"),
        Shot("receipt", answered),
        Shot("receipt-zh", answered, language=CHINESE),
        Shot("my-page", "/me", filled.person, DESK),
        Shot("my-page-zh", "/me", filled.person, language=CHINESE),
        Shot("my-uses", "/me/uses", filled.person, DESK),
        Shot("my-uses-zh", "/me/uses", filled.person, language=CHINESE),
        Shot("my-orders", "/me/orders", filled.person),
        Shot("my-orders-zh", "/me/orders", filled.person, language=CHINESE),
        Shot("requests", "/consents", filled.asker, DESK),
        Shot("orders", "/review/orders", filled.staff, DESK),
        Shot("order", f"/review/orders/{filled.order}", filled.staff, DESK),
        Shot("cases", "/review/consents", filled.staff, DESK),
    ]


def main() -> int:
    """Photograph each page; returns the exit code, 1 where a picture is larger than the docs should carry."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        filled = furnished(Path(home))
        with application(Path(home), rights(filled)) as app, served(app) as address, browser() as chromium:
            for name, picture in photographed(filled, address, chromium):
                data = webp(picture)
                (PICTURES / f"{name}.webp").write_bytes(data)
                print(f"{name}.webp: {len(data) // 1000} kB")
                if len(data) > LARGEST:
                    return 1
    return 0


def rights(filled: Filled) -> dict[str, frozenset[str]]:
    """Return what whoever looks may do, so that they see the rooms of their own roles alone."""
    roles = {filled.person: Role.DEPICTED_PERSON, filled.asker: Role.REQUESTER, filled.staff: Role.COMPLIANCE_OFFICER}
    return {who: capabilities_of([role]) | {OWN_ACCOUNT} for who, role in roles.items()}


def photographed(filled: Filled, address: str, chromium: Browser) -> Iterator[tuple[str, bytes]]:
    """Yield each picture by its name."""
    for shot in shots(filled):
        with opened(chromium, shot) as page:
            answer = page.goto(f"{address}{shot.path}?lang={shot.language}")
            assert answer is not None
            assert answer.status == 200, (shot.path, answer.status)
            if shot.at:
                page.evaluate("at => document.querySelector(at).scrollIntoView()", shot.at)
            yield shot.name, page.screenshot()
    for name, language in (("answer", "en"), ("answer-zh", CHINESE)):
        with opened(chromium, Shot(name, "/")) as page:
            page.goto(f"{address}/?lang={language}")
            page.set_input_files("input[type=file]", next(MARKED.rglob("*.jpg")))
            page.click("main button")
            page.wait_for_selector("#verdict")
            yield name, page.screenshot()


@contextmanager
def opened(chromium: Browser, shot: Shot) -> Iterator[Page]:
    """Open a page as whoever looks at *shot* does, without JavaScript of ours getting in between."""
    width, height = shot.size
    known = {"Authorization": f"Bearer {shot.who}"} if shot.who else {}
    context = chromium.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=1.5, color_scheme="light",
        extra_http_headers=known, locale=shot.language, timezone_id="UTC",
    )  # fmt: skip
    yield context.new_page()
    context.close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Open a browser, as plain as its reader's."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


def webp(picture: bytes) -> bytes:
    """Return *picture* as WebP."""
    out = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").save(out, "WEBP", quality=75, method=6)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
