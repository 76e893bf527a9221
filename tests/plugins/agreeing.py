"""A request in a real installation, as a document, the person who agrees to it, and the program that makes of them."""

import json
from dataclasses import replace
from typing import Any

from coming_days import midnight
from consent_requests import SCOPE, WORDS
from consent_steps import USE
from tellmark.app import Installation
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.files import FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.model import ANSWER, CHECK, Decided, Granted, RequestId, Verdict
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.service import decide, request_of, reserve, settle, show
from tellmark.store.database import Database
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import Begun, SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

HOURS = {"start": midnight(-30), "end": midnight(3000)}


def document(**changes: Any) -> bytes:
    """Return what asks Kim, as JSON; *changes* go into it."""
    who = {"contact": "kim@example.org", "name": "Kim Li"}
    told = {"persons": [who], "scope": {**SCOPE, **HOURS, "end": midnight(60)}, "words": WORDS}
    return json.dumps({**told, **changes}).encode()


def agree(house: Installation, request: RequestId) -> str:
    """Let the person agree; return the code of the receipt."""
    with house.database() as database, house.vault_place.open() as vault:
        who = whom(database, request)
        person = Scope(HOME, who, frozenset({ANSWER}))
        with database.write(person) as unit:
            notice = show(unit, vault, request, Language.EN)
        with database.write(person) as unit:
            known = request_of(unit, request)
            decided = Decided(request, 1, notice.digest, Language.EN, Verdict.GRANT, known.scope.ticks)
            tie = Bound(BindingMethod.PASSKEY, digest_of(decided), "e" * 64, who, unit.at)
            proof = Assured("record-1", "oidc", 2, AgeBand.ADULT, frozenset(), known.scope.end)
            outcome = decide(unit, vault, request, decided, tie, (proof,), age=proof.age, code=entropy(10))
    assert isinstance(outcome, Granted)
    return outcome.receipt_code


def makes(house: Installation, request: RequestId, *files: FileSeen, outputs: int, seconds: int = 0) -> None:
    """Let a program set a use of the person of *request* aside, hand in *files* and settle it."""
    with house.database() as database, house.vault_place.open() as vault:
        person, program = whom(database, request), Scope(HOME, "program", frozenset({CHECK}))
        with database.write(program) as unit:
            aside = reserve(unit, [person], replace(USE, outputs=outputs, seconds=seconds))
            assert isinstance(aside, tuple)
            for file in files:
                hand_in(unit, vault, aside[0].use, file)
            settle(unit, aside[0].use, outputs, seconds)


def erased(house: Installation, request: RequestId) -> None:
    """Let the person of *request* delete everything of theirs."""
    holders = [ConsentHolder()]
    with house.database() as database, house.vault_place.open() as vault:
        person = Scope(HOME, whom(database, request), frozenset({ANSWER}))
        with database.write(person) as unit:
            assert isinstance(ask_erasure(unit, holders, SubjectId(person.principal)), Begun)
        carry_out(database, vault, holders)


def whom(database: Database, request: RequestId) -> SubjectId:
    """Return the person of *request*."""
    with database.read(Scope(HOME, "tests")) as unit:
        return request_of(unit, request).subject
