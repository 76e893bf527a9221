"""The pure core in memory: a few actors whose steps come in an order of chance, a million orders and more.

The actors of a request and of what comes of it; those of legal bases (`basis_memory.py`) come in every second order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

from basis_memory import faults_of_bases, somebody_with_bases, weighed
from consent_steps import SHOWN
from memory_world import ASKED, NOTICES, WHO, Act, Refused, Step, World, actor, begun
from soaking import Bookmark, Soak, Trial, Try
from store_children import NOON
from tellmark.consent import events as said
from tellmark.consent.covering import reasons
from tellmark.consent.decide import Proof, fallen, grounds_of, offered, ticked
from tellmark.consent.documents import digest_of, scope_values
from tellmark.consent.evolving import ENDED, granted, standing_after
from tellmark.consent.hands import decide as hands
from tellmark.consent.hands.model import Change, Former, HandKind, HandsState, Successor
from tellmark.consent.model import (
    OPEN,
    Consent,
    ConsentState,
    Decided,
    HoldReason,
    Request,
    RequestId,
    RequestState,
    Role,
    Use,
    Verdict,
)
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.rebuild import rebuilt
from tellmark.consent.terms import Scope, Tick
from tellmark.consent.voices import Speaker, alone, around, missing_voices, speaker_of
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language

PROVED = Assured("r-1", "oidc", 2, AgeBand.ADULT, frozenset(), NOON.replace(year=2030))
LESS = replace(ASKED, max_outputs=1)


def decides(verdict: Verdict, version: int) -> Act:
    """Return what a tab does in which *version* was read."""
    ticks = ASKED.ticks if verdict is Verdict.GRANT else LESS.ticks if verdict is Verdict.COUNTER else frozenset[Tick]()
    counter = LESS if verdict is Verdict.COUNTER else None
    paper = Decided(RequestId("q-1"), version, NOTICES[version], Language.EN, verdict, ticks, counter)
    document = digest_of(paper)
    proof = Proof(Bound(BindingMethod.PASSKEY, document, "e" * 64, WHO, NOON), (PROVED,))

    def act(world: World, request: Request, _: Consent | None) -> None:
        if request.state not in OPEN or paper.version != request.version or paper.notice not in request.shown:
            raise Refused
        speaker = _speaker(world, request)
        if verdict is Verdict.REFUSE:
            world.refused = True
            world.change_request(request, said.RequestRefused(
                request="q-1", subject=WHO, version=version, document=document, by=WHO, role="self",
                unwanted=False))  # fmt: skip
            return
        scope = ticked(offered(request, paper, world.at) if counter else request.scope, ticks)
        grounds = grounds_of(scope, paper, speaker, proof, world.at)
        if missing_voices(request, paper, scope, speaker, world.at):
            raise Refused
        told = {
            "document": document, "notice": paper.notice, "language": "en", "ticks": tuple(sorted(ticks)),
            "by": WHO, "role": "self", "method": grounds.method, "evidence": grounds.evidence, "record": grounds.record,
            "level": 2, "assured_until": rfc3339(grounds.assured_until), "accepted": tuple(sorted(grounds.accepted)),
            "until": rfc3339(grounds.until), **scope_values(scope),
        }  # fmt: skip
        if counter:
            due = rfc3339(NOON.replace(day=29))
            countered = said.RequestCountered(request="q-1", version=version, due=due, code=document, **told)
            world.change_request(request, countered)
        else:
            _grant(world, request, told, scope)

    return act


def takes(world: World, request: Request, _: Consent | None) -> None:
    """The requester takes the offer."""
    offer = request.counter
    if request.state is not RequestState.COUNTERED or offer is None or offer.grounds is None:
        raise Refused
    if not alone(offer.scope, _speaker(world, request), world.at):
        raise Refused
    grounds = offer.grounds
    told = {
        "document": offer.document, "notice": offer.notice, "language": "en", "ticks": tuple(sorted(offer.ticks)),
        "by": WHO, "role": "self", "method": grounds.method, "evidence": grounds.evidence, "record": grounds.record,
        "level": 2, "assured_until": rfc3339(grounds.assured_until), "accepted": tuple(sorted(grounds.accepted)),
        "until": rfc3339(grounds.until), **scope_values(offer.scope),
    }  # fmt: skip
    if (offer.notice, offer.code) != (NOTICES[request.version], offer.document):
        world.faults.append("taken as another version than it was offered on")
    _grant(world, request, {**told, "taken_by": "r-1"}, offer.scope)


def edits(world: World, request: Request, _: Consent | None) -> None:
    """The requester writes a new version, which the person is shown."""
    if request.state not in OPEN or request.version >= max(NOTICES):
        raise Refused
    version = request.version + 1
    if world.hands is not None:
        world.renamed |= {version}
    event = said.RequestEdited(
        request="q-1", version=version, words="0" * 64, seen=True, by="r-1", **scope_values(request.scope)
    )
    world.change_request(request, event)
    assert world.request is not None
    shown = said.RequestShown(request="q-1", version=version, notice=NOTICES[version], language="en")
    world.change_request(world.request, shown)


def recalls(world: World, request: Request, _: Consent | None) -> None:
    """The requester takes it back."""
    if request.state not in OPEN:
        raise Refused
    world.change_request(request, said.RequestRecalled(request="q-1", by="r-1"))


def withdraws(world: World, _: Request, consent: Consent | None) -> None:
    """The person takes it back."""
    if consent is None or consent.state in (ConsentState.ENDING, ConsentState.CLOSED):
        raise Refused
    world.epoch += 1
    world.withdrawn = True
    event = said.ConsentWithdrawn(consent="c-1", subject=WHO, requester="r-1", by=WHO, reason=None, epoch=world.epoch)
    world.change_consent(consent, event)


def holds(world: World, _: Request, consent: Consent | None) -> None:
    """An officer holds it up, or lets it go on."""
    if consent is None or consent.state in (ConsentState.ENDING, ConsentState.CLOSED):
        raise Refused
    if any(one.id == "h-1" for one in consent.holds):
        world.change_consent(consent, said.HoldLifted(consent="c-1", hold="h-1", by="o-1"))
    else:
        world.epoch += 1
        world.change_consent(consent, said.ConsentHeld(consent="c-1", hold="h-1", reason="officer"))


def finds_a_minor(world: World, _: Request, consent: Consent | None) -> None:
    """Two officers say that the person is a minor, for whom no guardian speaks: what they agreed to is held up."""
    if world.standing is not None:
        raise Refused
    found = said.StandingProposed(subject=WHO, kind="minor", document="8" * 64, majority=None, by="o-1")
    for event in (found, said.StandingConfirmed(subject=WHO, by="o-2")):
        world.standing = standing_after(world.standing, event, world.at)
        world.say(event)
    if consent is not None and consent.state not in ENDED and _is_alone(world, consent):
        world.epoch += 1
        world.change_consent(consent, said.ConsentHeld(consent="c-1", hold="h-8", reason="alone"))


def _speaker(world: World, request: Request) -> Speaker:
    return speaker_of(request, WHO, (), world.standing, AgeBand.ADULT, world.at)


def _is_alone(world: World, consent: Consent) -> bool:
    speaker = around(consent.grounds, (), world.standing, AgeBand.ADULT, world.at)
    return fallen(consent, {Role.SELF}, speaker, world.at) is HoldReason.ALONE


def handing_over(world: World, number: int) -> Step:
    """Who asks changes hands: two transactions, for the row that a check reads comes before the holds."""
    yield
    if world.hands is None:
        world.at += timedelta(seconds=1)
        at, to = world.at, Successor("Harbour Ltd", "h@example.org")
        kept = (Former(HandKind.ACCOUNT, "r-1"), to, at, "7" * 64, HandsState.COUNTS, "o-1", at, at, "o-2", at)
        world.hands = Change("h-9", *kept)
    yield
    yield from actor(world, number, _hold_up)


def _hold_up(world: World, _: Request, consent: Consent | None) -> None:
    assert world.hands is not None
    if consent is None or consent.state in ENDED or not hands.takes(world.hands, consent, world.at):
        raise Refused
    _held(world, consent)


def _held(world: World, consent: Consent) -> None:
    if all(one.id != "h-9" for one in consent.holds):
        world.epoch += 1
        world.change_consent(consent, said.ConsentHeld(consent="c-1", hold="h-9", reason="hands"))


def making(world: World, number: int, use: Use) -> Step:
    """A program sets aside, makes, and seals: two transactions, as a permit and its seal are."""
    got: list[int] = []

    def reserve(world: World, _: Request, consent: Consent | None) -> None:
        if consent is None or reasons(consent, use, world.at) or _is_lost(world, consent):
            raise Refused
        world.faults += [f"set aside {why}" for why in _against(world)]
        world.change_consent(consent, said.UseReserved(
            reserved=f"u-{number}", use=f"u-{number}", consent="c-1", subject=WHO, outputs=1, seconds=0))  # fmt: skip
        got.append(world.epoch)

    def seal(world: World, _: Request, consent: Consent | None) -> None:
        assert consent is not None
        told = {"reserved": f"u-{number}", "use": f"u-{number}", "consent": "c-1"}
        if consent.state is not ConsentState.ACTIVE or world.epoch != got[0] or _is_lost(world, consent):
            world.change_consent(consent, said.UseReleased(outputs=1, seconds=0, **told))
            return
        world.faults += [f"sealed {why}" for why in _against(world)]
        world.sealed += 1
        world.change_consent(consent, said.UseSettled(
            outputs=1, seconds=0, reserved_outputs=1, reserved_seconds=0, **told))  # fmt: skip

    yield from actor(world, number, reserve)
    if got:
        yield
        yield from actor(world, number, seal)


def _against(world: World) -> Iterator[str]:
    """Yield why nothing may be made, by what has really happened."""
    if world.withdrawn:
        yield "after the withdrawal"
    if world.wrong_hands:
        yield "for a former hand"
    if world.standing is not None:
        yield "of a minor"


def _is_lost(world: World, consent: Consent) -> bool:
    return _is_taken(world, consent) or _is_alone(world, consent)


def _is_taken(world: World, consent: Consent) -> bool:
    return world.hands is not None and hands.takes(world.hands, consent, world.at)


def _is_over(world: World, request: Request) -> bool:
    return world.hands is not None and hands.is_over(world.hands, request, world.at)


def _grant(world: World, request: Request, told: dict[str, Any], scope: Scope) -> None:
    event = said.ConsentGranted(
        consent="c-1", request="q-1", group=None, subject=WHO, requester="r-1", party=None,
        counts_from=rfc3339(world.at), **told,
    )  # fmt: skip
    if world.consent is not None:
        world.faults.append("agreed to twice")
    if request.state not in OPEN:
        world.faults.append(f"agreed to when {request.state}")
    world.consent = granted(event, world.at)
    world.change_request(request, event)
    assert world.consent.scope == scope
    world.former = request.version not in world.renamed
    if _is_over(world, request):
        _held(world, world.consent)


ACTS: tuple[Act, ...] = (
    decides(Verdict.GRANT, 1), decides(Verdict.GRANT, 1), decides(Verdict.GRANT, 2), decides(Verdict.REFUSE, 1),
    decides(Verdict.COUNTER, 1), takes, takes, edits, recalls, withdraws, holds,
    finds_a_minor,
)  # fmt: skip


ANSWERS: tuple[Act, ...] = (ACTS[0], decides(Verdict.REFUSE, 1), withdraws)
"""What of these bears upon legal bases."""


def played(chance: Random, lock: bool = True) -> World:
    """Play one order of chance of three to six actors, and return the world with what is wrong with it."""
    on_bases = chance.random() < 0.5
    start = weighed() if on_bases else begun()
    world = replace(start, lock=lock, said=[*start.said], faults=[])
    if on_bases:
        actors = [_somebody_else(world, number, chance) for number in range(chance.randint(3, 5))]
    else:
        actors = [_somebody(world, number, chance) for number in range(chance.randint(2, 5))]
    actors.append(actor(world, len(actors), ACTS[0]))
    while actors:
        one = chance.choice(actors)
        try:
            next(one)
        except StopIteration:
            actors.remove(one)
        except AssertionError:
            world.faults.append("a number fell below nothing, or a state was lost")
            actors.remove(one)
    _judge(world)
    return world


def _somebody(world: World, number: int, chance: Random) -> Step:
    drawn = chance.random()
    if drawn < 0.4:
        return making(world, number, SHOWN)
    return handing_over(world, number) if drawn < 0.5 else actor(world, number, chance.choice(ACTS))


def _somebody_else(world: World, number: int, chance: Random) -> Step:
    if chance.random() < 0.2:
        return actor(world, number, chance.choice(ANSWERS))
    return somebody_with_bases(world, number, chance)


def _judge(world: World) -> None:
    """Say what must not be: a ceiling beyond, a former hand's leave, a state that the events do not tell."""
    if world.consent is not None and world.consent.state not in ENDED:
        held = {one.id for one in world.consent.holds}
        needed = {"a former hand's": ("h-9", world.wrong_hands), "a minor's": ("h-8", world.standing is not None)}
        world.faults += [
            f"{whose}, and not held up" for whose, (hold, is_so) in needed.items() if is_so and hold not in held
        ]
    if world.consent is not None:
        counted = world.consent.counted
        if counted.outputs + counted.reserved_outputs > (world.consent.scope.max_outputs or 0):
            world.faults.append(f"beyond the ceiling: {counted}")
        if counted.outputs != world.sealed:
            world.faults.append(f"{world.sealed} sealed, {counted.outputs} counted")
    world.faults += faults_of_bases(world)
    try:
        told = rebuilt(world.said)
    except (KeyError, AssertionError) as fault:
        world.faults.append(f"the events do not follow: {fault!r}")
        return
    if told.requests != {"q-1": world.request}:
        world.faults.append("the events tell another request")
    if told.consents != ({} if world.consent is None else {"c-1": world.consent}):
        world.faults.append("the events tell another consent")
    if told.standings != ({} if world.standing is None else {WHO: world.standing}):
        world.faults.append("the events tell another standing")
    if told.bases != world.bases:
        world.faults.append("the events tell another legal basis")


@contextmanager
def interleavings(_: Bookmark | None) -> Iterator[Try]:
    """Orders of chance of three to six actors on the pure core, a thousand to a trial."""

    def attempt(_: int, chance: Random) -> Trial:
        failures = [f"order {number}: {fault}" for number in range(EACH) for fault in played(chance).faults]
        return Trial({"interleavings": EACH}, failures)

    yield attempt


EACH = 1000
CONSENT_SOAKS = (Soak("consent-memory", interleavings),)
