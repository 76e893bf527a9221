"""Renew the pictures of pages that docs/guides show: a house with invented people, asked and photographed.

python scripts/build_screenshots.py       writes docs/guides/pictures/*.webp (needs Chromium, and a CJK font)
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "plugins"))

from consent_house import REQUESTER, House, furnished, served  # noqa: E402 (the tests' own house)
from tellmark.consent.model import ANSWER  # noqa: E402 (after the path to the house)
from tellmark.consent.store import KnownConsents  # noqa: E402 (after the path to the house)
from tellmark.surface.principal import Kind  # noqa: E402 (after the path to the house)
from tellmark.surface.sessions import SessionCookie  # noqa: E402 (after the path to the house)

PICTURES = ROOT / "docs" / "guides" / "pictures"
LARGEST = 100_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
ALL_YES = "version=1&biometric=yes&cross_border=yes&public_disclosure=yes"
PHONE, DESK = {"width": 360, "height": 780}, {"width": 1000, "height": 760}


def main() -> int:
    """Photograph each page; returns the exit code, 1 where a picture is larger than the docs should carry."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, furnished(Path(folder)) as house, served(house.app) as address:
        for name, picture in photographed(house, address):
            data = webp(picture)
            (PICTURES / f"{name}.webp").write_bytes(data)
            print(f"{name}.webp: {len(data) // 1000} kB")
            if len(data) > LARGEST:
                return 1
    return 0


def photographed(house: House, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield each picture by its name."""
    request, invitation = house.ask()
    link = f"{address}/c/{invitation.secret}"
    with browser() as page:
        page.set_viewport_size(PHONE)
        page.goto(f"{link}?lang=en")
        yield "request", page.screenshot()
        page.goto(f"{link}?lang=zh-Hans")
        yield "request-zh", page.screenshot()
        page.goto(f"{link}?lang=en")
        page.evaluate("document.querySelector('#decide').scrollIntoView()")
        yield "decide", page.screenshot()
        house.identity.prove(request.subject)
        page.goto(f"{link}/agree?{ALL_YES}&lang=en")
        page.click("button[value=fresh_proof]")
        yield "receipt", page.screenshot()
        yield "my-page", mine(house, address, page, request.subject)


def mine(house: House, address: str, page: Page, subject: str) -> bytes:
    """Photograph somebody's own page."""
    with house.database.read(house.as_(REQUESTER)) as unit:
        assert KnownConsents(unit).by(subject=subject)  # or there would be nothing to see
    secret = house.sessions.sign_in(subject, Kind.PERSON, ANSWER)
    page.context.add_cookies([{"name": SessionCookie(https=False).name, "value": secret, "url": address}])
    page.set_viewport_size(DESK)
    page.goto(f"{address}/me?lang=en")
    return page.screenshot()


@contextmanager
def browser() -> Iterator[Page]:
    """Open a browser without JavaScript, as plain as its reader's."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium.new_page(device_scale_factor=2, color_scheme="light")
        chromium.close()


def webp(picture: bytes) -> bytes:
    """Return *picture* as WebP."""
    out = BytesIO()
    Image.open(BytesIO(picture)).convert("RGB").save(out, "WEBP", quality=80, method=6)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
