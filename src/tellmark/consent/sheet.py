"""The receipt as one HTML file: it checks itself in a browser without any network, and prints on paper as it is."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from importlib.resources import files

import msgspec

from tellmark.consent.notices import MARKED
from tellmark.consent.receipt_checks import Check, State
from tellmark.consent.receipt_words import rows_of, vocabulary
from tellmark.consent.receipts import JWS_OPENING, PROOF_OPENING, Bundle, Receipt
from tellmark.consent.showing import TO_REQUESTER
from tellmark.surface.shapes import svg
from tellmark.surface.style import stylesheet
from tellmark.values.languages import Language, said, wording

_TITLE = said("Receipt of a consent")
_NOT_YET = said(
    "Not checked. If this line stays, your browser ran no check: use the command below, or another browser."
)
_OUTCOMES = {
    "holds": said("This receipt is as it was signed. See below what this page cannot know."),
    "broken": said("This receipt was changed, or it was never whole. Do not rely on it."),
}
_STATES = {
    State.HOLDS: said("Holds"),
    State.BROKEN: said("Does not hold"),
    State.UNCHECKED: said("Not checked"),
}
_CHECKS = {
    Check.SIGNATURE: said("the signature over the whole receipt (ES256)"),
    Check.NOTICE: said("the text that was shown is the one whose digest was signed"),
    Check.DECISION: said("the decision is the one whose digest was confirmed"),
    Check.PROOF: said("the proof of its place in the log is the one that belongs to it"),
    Check.INCLUSION: said("the entry stands in the log (SHA-256)"),
    Check.LEAF: said("the entry in the log says what this receipt says"),
    Check.CHECKPOINT: said("the log has signed its state (Ed25519)"),
    Check.FILE: said("the file can be read"),
}
_WHY = {
    "none": said("The log had no place for it yet when this was written: download the receipt again."),
    "browser": said("This browser cannot check this kind of signature; the command below can."),
    "erased": said("The text was erased."),
    "absent": said("Its text does not stand in the receipt."),
}
_SIGNER = said(
    "Whether the signer is who they say: they call themselves “{name}”. Compare the SHA-256 of their certificate with"
    " the one that they publish: {digest}"
)
_CANNOT = (
    said(
        "What only the signer says, and no entry bears out here: their own name and code, the number of the company,"
        " and whether, when and by what it has ended or become less."
    ),
    said("Whether the consent still stands today: ask the one who issued this, or look at your page there."),
    said("Whether the log shows the same to everybody: its witnesses watch over that."),
    said(
        "Whether this page itself was rewritten: anybody can write a page that says what they like. If much depends on"
        " it, use the command below."
    ),
)
_CHECKED = said("What was checked")
_CANNOT_KNOW = said("What this page cannot know")
_SHOWN = said("What was shown, word for word")
_COMMAND = said("To check it without this page")
_MAIN = '<main class="wrap flow">'


_COMMENT = re.compile(r"^\s+|(?:^|\s+)// .*$", re.MULTILINE)


@cache
def _script() -> str:
    """Return the script without indentation and comments: whoever keeps a receipt has no use for them."""
    return _COMMENT.sub("", files("tellmark.consent").joinpath("sheet.js").read_text("utf-8"))


def page_of(bundle: Bundle, receipt: Receipt) -> bytes:
    """Write the page of *bundle*, whose document is *receipt*, in both languages, that of the notice first.

    The notice, which has one language, stands in the first sheet alone. The same bundle gives the same bytes, so that a
    changed page can be told. It loads nothing.
    """
    first = Language(receipt.notice_language)
    languages = (first, *(one for one in Language if one is not first))
    sheets, script = "<hr>".join(_sheet(receipt, language, first) for language in languages), _script()
    style = stylesheet(_MAIN + sheets, script)
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    proof = base64.b64encode(bundle.proof or b"").decode()
    return f"""<!doctype html>
<html lang="{first}" data-outcome="unchecked">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="{policy}; base-uri 'none'; form-action 'none'">
<title>{escape(wording(first)(_TITLE))} · Tellmark</title>
<style>{style}</style>
</head>
<body>
{_MAIN}
{sheets}
</main>
{JWS_OPENING}{bundle.jws}</script>
{PROOF_OPENING}{proof}</script>
<script>{script}</script>
</body>
</html>
""".encode()


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _sheet(receipt: Receipt, language: Language, first: Language) -> str:
    _ = wording(language)
    shown = _shown(receipt, language) if language is first else f'<p><a href="#shown">{escape(_(_SHOWN))}</a></p>'
    return f"""<section class="flow" lang="{language}" data-sheet>
<h1>{escape(_(_TITLE))}</h1>
<div class="verdict is-open" data-verdict><div class="what">{svg("open")}
<p role="status" data-said>{escape(_(_NOT_YET))}</p></div></div>
<template data-shapes>{svg("full")}{svg("broken")}</template>
<dl class="facts" data-rows>{_rows(receipt, language)}</dl>
<h2>{escape(_(_CHECKED))}</h2>
<ul data-checks><li>{escape(_(_STATES[State.UNCHECKED]))}</li></ul>
<h2>{escape(_(_CANNOT_KNOW))}</h2>
<ul data-cannot>{"".join(f"<li>{escape(_(one))}</li>" for one in _CANNOT)}</ul>
<p class="small">{escape(_(_COMMAND))}: <code>tellmark receipt verify tellmark-receipt.html</code></p>
{shown}
<script type="application/json" data-words>{_json(_words(receipt, language))}</script>
</section>
"""


def _shown(receipt: Receipt, language: Language) -> str:
    return f"""<details open id="shown"><summary>{escape(wording(language)(_SHOWN))}</summary>
<div class="flow" data-notice lang="{receipt.notice_language}">{_notice(receipt)}</div></details>"""


def _words(receipt: Receipt, language: Language) -> Mapping[str, object]:
    _ = wording(language)
    return {
        "outcome": {name: _(text) for name, text in _OUTCOMES.items()},
        "states": {name.value: _(text) for name, text in _STATES.items()},
        "checks": {name.value: _(text) for name, text in _CHECKS.items()},
        "why": {name: _(text) for name, text in _WHY.items()},
        "signer": _(_SIGNER),
        "told": vocabulary(receipt, language),
    }


def _rows(receipt: Receipt, language: Language) -> str:
    """Write the rows; what is told in the notice's own words is in its language, whichever that of the sheet is."""
    quoted = wording(language)(TO_REQUESTER[MARKED])
    tongues = {quoted: f' lang="{receipt.notice_language}"'}
    return "".join(
        f"<div><dt>{escape(label)}</dt><dd{tongues.get(label, '')}>{escape(text)}</dd></div>"
        for label, text in rows_of(receipt, language)
    )


def _notice(receipt: Receipt) -> str:
    if receipt.notice is None:
        return ""
    told = msgspec.json.decode(receipt.notice)
    parts = [f'<p class="notice-title">{escape(str(told.get("title", "")))}</p>']
    for section in told.get("sections", ()):
        parts.append(f"<h3>{escape(section['heading'])}</h3>")
        parts += [f"<p>{escape(line)}</p>" for line in section["lines"]]
    return "".join(parts)


def _json(value: Mapping[str, object]) -> str:
    """Write *value* so that it cannot end the element that it stands in."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
