"""Whether a page that is open fits a phone, a tablet and a desk."""

from collections.abc import Sequence

from playwright.sync_api import Page

WIDTHS = (320, 768, 1280)
BEYOND = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def beyond(page: Page, widths: Sequence[int] = WIDTHS) -> dict[int, int]:
    """Return by how much the page scrolls sideways, at each of *widths* where it does.

    The page is opened once and turned to each width: nothing but its styles asks how wide it is.
    """
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        found[width] = int(page.evaluate(BEYOND))
    return {width: over for width, over in found.items() if over}
