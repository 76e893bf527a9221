"""Receipts whose notice, a real one of the newest version, tells how each piece is marked and what is promised."""

from dataclasses import asdict
from typing import Any

import paper_receipts as made
from consent_steps import SCOPE, WORDS
from tellmark.consent.notices import TEMPLATE, Told, notice
from tellmark.consent.people import Asker
from tellmark.consent.receipts import Bundle, Receipt
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language


def text(language: Language) -> str:
    """Return the text of the notice whose digest is decided on."""
    told = Told("request-1", 1, None, SCOPE, WORDS, "c2FsdA", Asker("Studio North", "AC-00000001"), (), TEMPLATE)
    shown = notice(told, language)
    body: dict[str, Any] = {
        "template": shown.template, "language": shown.language, "title": shown.title, "request": told.request,
        "version": 1, "salt": shown.salt, "sections": [asdict(one) for one in shown.sections], "ticks": [],
    }  # fmt: skip
    return canonical(body).decode()


def promised(language: Language, **changed: Any) -> tuple[Bundle, Receipt]:
    """Return a receipt with that notice, signed, and what it says; *changed* are members that are otherwise."""
    shown = text(language)
    decision = made.decision(notice=sha256(shown.encode()), language=language)
    facts = {"notice": sha256(shown.encode()), "language": language, "document": sha256(decision.encode())}
    proof = made.placed(made.granted(**facts))
    members = {"notice": shown, "notice_sha256": facts["notice"], "notice_language": language, "decision": decision,
               "decision_sha256": facts["document"], **changed}  # fmt: skip
    return made.bundle(proof, **members), made.written(proof_sha256=sha256(proof.data), **members)
