"""What axe says of a page, in both colour schemes, with every rule wherever it could say something new."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from widths import BEYOND

AXE = Path(__file__).parents[1] / "browser" / "node_modules" / "axe-core" / "axe.min.js"
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules that look at colours, of those that axe runs unasked; a test compares them with what axe says of itself."""

_RUN = "async asked => (await axe.run(document, {resultTypes: ['violations'], ...asked})).violations"

# Whatever a rule that is not about colours can see: the document, and where and how each part of it shows.
_STANDS = """() => {
  const seen = [document.documentElement.outerHTML, innerWidth, innerHeight];
  const ways = ["display", "visibility", "opacity", "position", "overflowX", "overflowY", "clip", "clipPath",
                "fontSize", "fontWeight", "textDecorationLine", "transform", "zIndex", "content", "pointerEvents"];
  for (const one of document.querySelectorAll("*")) {
    const box = one.getBoundingClientRect();
    seen.push([box.x, box.y, box.width, box.height].join());
    for (const part of [null, "::before", "::after"]) {
      const style = getComputedStyle(one, part);
      seen.push(ways.map(way => style[way]).join());
    }
  }
  return seen.join("\\n");
}"""


@cache
def _script() -> str:
    return AXE.read_text("utf-8")


def violations(page: Page, *rules: str) -> list[dict[str, Any]]:
    """Return what breaks *rules*, else any that axe runs unasked, on the page as it is once all of it has come."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())  # not a script element: the pages' own policy would refuse that, and rightly
    found: list[dict[str, Any]] = page.evaluate(_RUN, {"runOnly": list(rules)} if rules else {})
    return found


def in_both_schemes(page: Page) -> list[dict[str, Any]]:
    """Return what breaks a rule in light or dark, each with its `scheme`, and where dark alone scrolls sideways.

    The page is left light.

    Where dark is the same document in the same places, only the rules about colours can find anything new in it. That
    is looked at on each page, and not believed: where something else differs, every rule is run once more.
    """
    page.emulate_media(color_scheme="light")
    found = [{**one, "scheme": "light"} for one in violations(page)]
    stood, wide = page.evaluate(_STANDS), page.evaluate(BEYOND)
    page.emulate_media(color_scheme="dark")
    rules = COLOUR_RULES if page.evaluate(_STANDS) == stood else ()
    found += [{**one, "scheme": "dark"} for one in violations(page, *rules)]
    if page.evaluate(BEYOND) > wide:
        found.append({"id": "scrolls-sideways", "impact": "serious", "scheme": "dark", "nodes": [{"html": page.url}]})
    page.emulate_media(color_scheme="light")
    return found


def told(found: list[dict[str, Any]]) -> list[str]:
    """Return a line about each violation: in which scheme, against which rule, and where first."""
    return [f"{one.get('scheme', '')} {one['id']}: {one['nodes'][0]['html']}".lstrip() for one in found]
