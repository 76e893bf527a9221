"""Consents and uses of chance, near each other, so that what is compared is often just within and just beyond."""

from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from consent_steps import SCOPE
from store_children import NOON
from tellmark.consent.model import (
    Consent,
    ConsentId,
    ConsentState,
    Counted,
    Grounds,
    HoldReason,
    PartyId,
    RequestId,
    Role,
    Suspension,
    Use,
)
from tellmark.consent.terms import Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

_PLACES = ("CN", "EU", "DE", "DE-BY", "UK", "GB", "US", "US-CA", "US-TX", "KR")
_LANGUAGES = ("en", "zh-Hans", "de")
_MODELS = ("m-1", "m-1.tuned", "m-2")
_CONTENTS = (None, "a" * 64, "b" * 64)
_PARTIES = (None, PartyId("p-1"), PartyId("p-2"))


def some(chance: Random, values: Any, least: int = 0) -> frozenset[Any]:
    """Return a few of *values*."""
    listed = list(values)
    return frozenset(chance.sample(listed, chance.randint(least, min(3, len(listed)))))


def scope(chance: Random) -> Scope:
    """Return a scope of chance."""
    return replace(
        SCOPE, modalities=some(chance, list(Modality)[:3], 1), operations=some(chance, list(Operation)[:3], 1),
        purposes=some(chance, list(Purpose)[:3], 1), territories=some(chance, _PLACES, 1),
        channels=some(chance, list(Channel)[:3], 1), languages=some(chance, _LANGUAGES),
        excluded=some(chance, list(Exclusion)[:3]), models=some(chance, _MODELS), content=chance.choice(_CONTENTS),
        max_outputs=chance.choice([None, 1, 2, 5]), max_seconds=chance.choice([None, 10, 60]),
        start=NOON + timedelta(hours=chance.choice([-2, -1, 0, 1])), end=NOON + timedelta(hours=chance.choice([2, 3])),
        derivatives=chance.random() < 0.5, sublicence=chance.random() < 0.5, cross_border=chance.random() < 0.5,
        training=chance.choice(list(Training)),
    )  # fmt: skip


def consent(chance: Random) -> Consent:
    """Return a consent of chance, which may be in any state."""
    agreed = scope(chance)
    state = chance.choice([*ConsentState, ConsentState.ACTIVE, ConsentState.ACTIVE])
    reasons = some(chance, [HoldReason.COERCION, HoldReason.DISPUTE], 1) if state is ConsentState.SUSPENDED else ()
    accepted = agreed.territories if chance.random() < 0.7 else some(chance, agreed.territories, 1)
    grounds = Grounds(Role.SELF, "s-1", "passkey", "e" * 64, "r-1", 2, NOON + timedelta(hours=chance.choice([0, 1, 9])),
                      accepted, agreed.end)  # fmt: skip
    return Consent(
        ConsentId("c-1"), RequestId("q-1"), None, SubjectId("s-1"), chance.choice(_PARTIES), "r-1", agreed,
        agreed.ticks, "d" * 64, "n" * 64, Language.EN, grounds, NOON, NOON + timedelta(hours=chance.choice([-1, 0, 1])),
        NOON + timedelta(hours=chance.choice([0, 1, 2])), state,
        holds=tuple(Suspension(f"h-{reason}", reason) for reason in sorted(reasons)),
        counted=Counted(*(chance.choice([0, 1, 4]) for _ in range(4))),
    )  # fmt: skip


def use_of(chance: Random, agreed: Consent) -> Use:
    """Return a use that *agreed* covers, but for a few things of chance."""
    fits = agreed.scope
    use = Use(
        operation=min(fits.operations), modalities=some(chance, fits.modalities, 1), purpose=min(fits.purposes),
        territories=some(chance, fits.territories, 1), channels=some(chance, fits.channels, 1), party=agreed.party,
        languages=some(chance, fits.languages), content=fits.content, model=min(fits.models, default=None),
        training=fits.training, outputs=chance.choice([0, 1, 2]), seconds=chance.choice([0, 5, 10]),
    )  # fmt: skip
    other: dict[str, Any] = {
        "operation": chance.choice(list(Operation)[:4]), "modalities": some(chance, list(Modality)[:4]),
        "purpose": chance.choice(list(Purpose)[:4]), "territories": some(chance, _PLACES),
        "channels": some(chance, list(Channel)[:4]), "party": chance.choice(_PARTIES),
        "languages": some(chance, _LANGUAGES), "touches": some(chance, list(Exclusion)[:4]),
        "content": chance.choice(_CONTENTS), "model": chance.choice([None, *_MODELS]),
        "outputs": chance.choice([-1, 0, 1, 5, 6]), "seconds": chance.choice([-1, 10, 11, 60, 61]),
        "training": chance.choice(list(Training)), "derivative": True, "sublicensed": True, "cross_border": True,
    }  # fmt: skip
    changed = chance.sample(list(other), chance.choice([0, 0, 1, 1, 2, 4]))
    return replace(use, **{name: other[name] for name in changed})
