"""Receipts whose notice is a real one of the newest version: with what is promised of marks, and with all there is."""

from dataclasses import asdict, replace
from typing import Any

import paper_receipts as made
from consent_steps import SCOPE, WORDS
from tellmark.consent.documents import scope_values
from tellmark.consent.model import Words
from tellmark.consent.notices import TEMPLATE, Told, notice
from tellmark.consent.people import Asker
from tellmark.consent.previews.model import Described
from tellmark.consent.receipts import Bundle, Company, Receipt
from tellmark.consent.terms import Channel, Exclusion, Modality, Operation, Pay, Per, Purpose, Training
from tellmark.media.kinds import Kind
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language

PURPOSE = {
    Language.EN: "A film of two minutes for the museum of the harbour, in which you lead visitors through the halls.",
    Language.ZH: "为港口博物馆制作一部两分钟的影片，由您带领参观者走过各个展厅。",
}
SCRIPT = {
    Language.EN: "Welcome to the museum of the harbour. For two hundred years ships have left from this quay for every"
    " sea, with tea, with timber, and with those who hoped for another life. Come with me into the first hall. ",
    Language.ZH: "欢迎来到港口博物馆。两百年来，船只从这座码头驶向各大洋，载着茶叶、木材和盼望新生活的人们。"
    "请跟我走进第一展厅。",
}
"""What takes a quarter of a minute to say."""


def whole(language: Language) -> tuple[Bundle, Receipt]:
    """Return the receipt of a request in which every section has its lines and every term is named: of a face and a
    voice, with pay, three recordings of the person, and a script of a minute."""
    script, purpose = SCRIPT[language] * 4, PURPOSE[language]
    scope = replace(
        SCOPE, modalities=frozenset({Modality.FACE, Modality.VOICE}), purposes=frozenset({Purpose.EDUCATION}),
        operations=frozenset({Operation.AVATAR, Operation.LIP_SYNC, Operation.VOICE_CLONE}), max_seconds=600,
        territories=frozenset({"CN", "EU", "UK", "US-CA"}), channels=frozenset({Channel.WEB, Channel.OUTDOOR}),
        languages=frozenset({"zh-Hans", "en"}), excluded=frozenset(Exclusion),
        models=frozenset({"avatar-2", "voice-1"}),
        content=sha256(script.encode()), derivatives=True, sublicence=True, cross_border=True,
        training=Training.OWN_MODEL, retention_days=365, pay=Pay(240_000, "EUR", Per.YEAR),
    )  # fmt: skip
    words = Words(purpose, "Studio North", script, purpose, purpose, purpose, purpose)
    shown = tuple(
        Described(kind.value, kind, "d" * 64, "Studio North", "2026-10-01") for kind in (Kind.JPEG, Kind.WAV, Kind.MP4)
    )
    told = Told("request-1", 1, "North Pictures Ltd", scope, words, "c2FsdA",
                Asker("Studio North", "AC-00000001", None, "HRB 116737", "2026-11-01"), shown, TEMPLATE)  # fmt: skip
    spelled = {name: list(value) if isinstance(value, tuple) else value for name, value in scope_values(scope).items()}
    return _with(text(language, told), language, spelled, party=Company(name="North Pictures Ltd", number="HRB 116737"))


def text(language: Language, told: Told | None = None) -> str:
    """Return the text of the notice whose digest is decided on."""
    told = told or Told(
        "request-1", 1, None, SCOPE, WORDS, "c2FsdA", Asker("Studio North", "AC-00000001"), (), TEMPLATE
    )
    shown = notice(told, language)
    body: dict[str, Any] = {
        "template": shown.template, "language": shown.language, "title": shown.title, "request": told.request,
        "version": 1, "salt": shown.salt, "sections": [asdict(one) for one in shown.sections],
        "ticks": [list(pair) for pair in shown.ticks],
    }  # fmt: skip
    return canonical(body).decode()


def promised(language: Language, **changed: Any) -> tuple[Bundle, Receipt]:
    """Return a receipt with that notice, signed, and what it says; *changed* are members that are otherwise."""
    return _with(text(language), language, made.SCOPE, **changed)


def _with(shown: str, language: Language, scope: dict[str, Any], **changed: Any) -> tuple[Bundle, Receipt]:
    decision = made.decision(notice=sha256(shown.encode()), language=language)
    facts = {"notice": sha256(shown.encode()), "language": language, "document": sha256(decision.encode())}
    party = None if changed.get("party") is None else "party-1"
    proof = made.placed(made.granted(**facts, **scope, party=party))
    members = {"notice": shown, "notice_sha256": facts["notice"], "notice_language": language, "decision": decision,
               "decision_sha256": facts["document"], "scope": scope, **changed}  # fmt: skip
    return made.bundle(proof, **members), made.written(proof_sha256=sha256(proof.data), **members)
