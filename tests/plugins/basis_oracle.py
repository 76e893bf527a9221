"""A second opinion on legal bases: slow, written from the words of the duty, sharing no code; and bases of chance."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from consent_cases import consent as consent_of
from consent_cases import scope, some, use_of
from store_children import NOON
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful.model import Basis, BasisEnding, BasisTerms, Extent, Ground, Known, Objection, TurnedDown
from tellmark.consent.model import Counted, Standing, StandingKind, Use
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Channel, Exclusion, Modality, Operation, Purpose, Scope, Training
from tellmark.subjects.model import SubjectId

_LARGER = {"US-CA": ["US"], "US-TX": ["US"], "DE": ["EU"], "DE-BY": ["DE", "EU"], "GB": ["UK"]}
_PLACES = ("CN", "EU", "DE", "US", "US-CA", "UK")
_MEANT = {
    "parody": ["satire"], "news": ["news"], "documentary": ["news", "education", "art"],
    "deceased": ["news", "education", "art", "research"], "law_enforcement": ["internal", "service"],
    "court_order": ["art", "education", "entertainment", "internal", "medical", "news", "personal", "research",
                    "satire", "service"],
}  # fmt: skip


def objections(basis: Basis, use: Use, at: datetime) -> set[str]:
    """Return why *basis* does not cover *use*, by going through every single thing that is asked of it."""
    told = set()
    if basis.ended_at is not None:
        told.add("ended")
    if basis.objection is not None and basis.objection.upheld is None:
        told.add("suspended")
    if basis.confirmed_by is None or basis.confirmed_at is None or basis.confirmed_at > at:
        told.add("not_yet")
    if not at < basis.terms.until:
        told.add("expired")
    if use.party:
        told.add("other_party")
    return told | _things(basis, use) | _places(basis, use) | _switches(use) | _numbers(basis, use)


def forbidden(terms: BasisTerms, known: Known) -> set[str]:
    """Return why nothing is made of the person so without their consent."""
    told = set()
    purposes = [one.value for one in terms.extent.purposes]
    if "sexual" in purposes or "body_change" in [one.value for one in terms.extent.operations]:
        told.add("sexual")
    if [one for one in purposes if one not in _MEANT[terms.ground.value]]:
        told.add("purpose")
    kinds = _kinds(known)
    died_young = "deceased" in kinds and known.standing and known.standing.confirmed_by and known.standing.majority
    if known.age.value in ("under_14", "from_14_to_17") or "minor" in kinds or died_young:
        told.add("minor")
    if known.guarded or "protected" in kinds:
        told.add("protected")
    if known.unwanted:
        told.add("unwanted")
    dead = known.standing is not None and known.standing.confirmed_by and known.standing.kind.value == "deceased"
    if terms.ground.value == "deceased" and not dead:
        told.add("not_dead")
    if terms.ground.value == "court_order":
        return told
    if known.estate and (dead or terms.ground.value == "deceased"):
        told.add("has_estate")
    told |= {"turned_down" for one in known.turned_down if _wanted_not(one, terms.extent)}
    return told | {"objected" for one in known.objected if _points(terms.extent, one)}


def _kinds(known: Known) -> list[str]:
    """Return what the person is said to be, by two officers or by one."""
    if known.standing is None:
        return []
    kinds = [known.standing.kind.value] if known.standing.confirmed_by else []
    return kinds + ([known.standing.proposed.kind.value] if known.standing.proposed else [])


def _wanted_not(no: TurnedDown, extent: Extent) -> bool:
    """Tell whether one single thing could be made in *extent* that was asked, and is not what was wanted instead."""
    points = _points(no.asked, extent)
    if no.instead is None or not points:
        return bool(points)
    if [name for name in _WITHOUT_A_WORD if getattr(no.instead, name) != getattr(no.asked, name)]:
        return True
    return bool(points - _points(no.instead, extent))


def _points(one: Scope | Extent, other: Extent) -> set[tuple[str, ...]]:
    """Return each single thing that lies in both: what, how, what for, through what, and where."""
    both = [[each.value for each in getattr(one, name) if each in getattr(other, name)] for name in _SETS]
    mine = [one.territory] if isinstance(one, Extent) else list(one.territories)
    places = [place for place in _EVERYWHERE if _inside(place, mine) and _inside(place, [other.territory])]
    return set(product(*both, places))


def _inside(place: str, places: list[str]) -> bool:
    return bool([one for one in [place, *_LARGER.get(place, [])] if one in places])


_SETS = ("modalities", "operations", "purposes", "channels")
_EVERYWHERE = ("CN", "EU", "DE", "DE-BY", "UK", "GB", "US", "US-CA", "US-TX", "KR")
_WITHOUT_A_WORD = ("start", "end", "languages", "models", "content", "max_outputs", "max_seconds", "retention_days",
                   "pay", "aftermath")  # fmt: skip


def _things(basis: Basis, use: Use) -> set[str]:
    told, extent = set(), basis.terms.extent
    if not use.modalities or [one for one in use.modalities if one not in list(extent.modalities)]:
        told.add("modality")
    if use.operation not in list(extent.operations):
        told.add("operation")
    if use.purpose not in list(extent.purposes):
        told.add("purpose")
    touched = [one.value for one in use.touches]
    if "sexual" in touched or (touched and basis.terms.ground.value != "court_order"):
        told.add("excluded")
    if not use.channels or [one for one in use.channels if one not in list(extent.channels)]:
        told.add("channel")
    return told


def _places(basis: Basis, use: Use) -> set[str]:
    mine = basis.terms.extent.territory
    beyond = [one for one in use.territories if mine not in [one, *_LARGER.get(one, [])]]
    return {"territory"} if beyond or not use.territories else set()


def _switches(use: Use) -> set[str]:
    asked = {"training": use.training.value != "none", "derivative": use.derivative, "sublicence": use.sublicensed,
             "cross_border": use.cross_border}  # fmt: skip
    return {name for name, wanted in asked.items() if wanted}


def _numbers(basis: Basis, use: Use) -> set[str]:
    counted, extent = basis.counted, basis.terms.extent
    told = set()
    if use.outputs < 0 or counted.outputs + counted.reserved_outputs + use.outputs > extent.max_outputs:
        told.add("outputs")
    if use.seconds < 0 or counted.seconds + counted.reserved_seconds + use.seconds > extent.max_seconds:
        told.add("seconds")
    return told


# --- of chance --------------------------------------------------------------------------------------------------------


def terms(chance: Random) -> BasisTerms:
    """Return terms of chance."""
    ground = chance.choice(list(Ground))
    purposes = list(Purpose) if chance.random() < 0.3 else [Purpose(one) for one in _MEANT[ground.value]]
    extent = Extent(
        some(chance, list(Modality)[:3], 1), some(chance, [*Operation][-3:] + [*Operation][:2], 1),
        some(chance, purposes, 1), chance.choice(_PLACES), some(chance, list(Channel)[:3], 1),
        chance.choice([1, 2, 5]), chance.choice([0, 10, 60]),
    )  # fmt: skip
    return BasisTerms(ground, SubjectId("s-1"), "r-1", extent, NOON + timedelta(hours=chance.choice([0, 1, 2])))


def basis(chance: Random) -> Basis:
    """Return a basis of chance, in any state."""
    objection = Objection("s-1", NOON, chance.choice([None, True, False])) if chance.random() < 0.3 else None
    at = chance.choice([None, NOON - timedelta(hours=1), NOON, NOON + timedelta(hours=1)])
    ended = chance.random() < 0.2
    return Basis(
        BasisId("b-1"), terms(chance), "r" * 64, "p" * 64, "o-1", NOON - timedelta(hours=2),
        confirmed_by="o-2" if at else None, confirmed_at=at, objection=objection,
        ending=BasisEnding.OFFICER if ended else None, ended_at=NOON if ended else None,
        counted=Counted(*(chance.choice([0, 0, 1, 4]) for _ in range(4))),
    )  # fmt: skip


def use_near(chance: Random, basis: Basis) -> Use:
    """Return a use that lies just within *basis*, or just beyond it in a few things."""
    extent = basis.terms.extent
    agreed = consent_of(chance)
    near = replace(
        agreed.scope, modalities=extent.modalities, operations=extent.operations, purposes=extent.purposes,
        territories=frozenset({extent.territory}), channels=extent.channels,
    )  # fmt: skip
    use = use_of(chance, replace(agreed, scope=near, party=None))
    kept = replace(use, party=None) if chance.random() < 0.8 else use
    touches = some(chance, [Exclusion.SEXUAL, Exclusion.POLITICAL]) if chance.random() < 0.3 else kept.touches
    return replace(kept, touches=touches)


def known(chance: Random) -> Known:
    """Return what is known of somebody of chance."""
    standing = None
    if chance.random() < 0.6:
        proposed = _standing(chance, None) if chance.random() < 0.3 else None
        standing = replace(_standing(chance, chance.choice(["o-2", None])), proposed=proposed)
    turned = tuple(_turned_down(chance) for _ in range(chance.choice([0, 0, 1])))
    objected = tuple(terms(chance).extent for _ in range(chance.choice([0, 0, 1])))
    guarded, estate, unwanted = (chance.random() < 0.2 for _ in range(3))
    return Known(standing, chance.choice([AgeBand.UNKNOWN, *AgeBand]), guarded, estate, unwanted, turned, objected)


def _turned_down(chance: Random) -> TurnedDown:
    """Return a no of chance: to all of it, or to what goes beyond something smaller."""
    asked = replace(scope(chance), purposes=some(chance, list(Purpose), 3))
    if chance.random() < 0.3:
        return TurnedDown(asked)
    offered = replace(
        asked, modalities=some(chance, asked.modalities, 1), operations=some(chance, asked.operations, 1),
        purposes=some(chance, asked.purposes, 1), channels=some(chance, asked.channels, 1),
    )  # fmt: skip
    lesser: dict[str, Any] = chance.choice([
        {"territories": some(chance, _EVERYWHERE, 1)}, {"max_outputs": 1}, {"excluded": frozenset(Exclusion)},
        {"training": Training.NONE}, {"channels": asked.channels, "modalities": asked.modalities}, {},
    ])  # fmt: skip
    return TurnedDown(asked, chance.choice([asked, replace(offered, **lesser)]))


def _standing(chance: Random, confirmed_by: str | None) -> Standing:
    kind = chance.choice([*StandingKind, StandingKind.DECEASED, StandingKind.DECEASED])
    young = kind is StandingKind.MINOR or (kind is StandingKind.DECEASED and chance.random() < 0.2)
    return Standing(SubjectId("s-1"), kind, confirmed_by=confirmed_by, majority="m" * 64 if young else None)
