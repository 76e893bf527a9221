"""Which rules of a place ask for the person's agreement: those alone that speak on what is asked of them."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from tellmark.consent.terms import Modality, Operation, Purpose, Scope
from tellmark.rules import model as rules
from tellmark.rules.library import shipped
from tellmark.rules.obligations import Condition, Need
from tellmark.rules.operations import facts_of
from tellmark.rules.pack import Feature, Rule
from tellmark.rules.plan import packs_of
from tellmark.rules.speaking import speaking

_AS: Mapping[Operation, tuple[rules.Operation, ...]] = {
    Operation.REENACT: (rules.Operation.FACE_EDIT,),
    Operation.TRANSLATE: (rules.Operation.VOICE_CLONE, rules.Operation.LIP_SYNC),
    Operation.AGE_CHANGE: (rules.Operation.FACE_EDIT,),
    Operation.BODY_CHANGE: (rules.Operation.FACE_EDIT,),
}
"""What the rules call that for which they have no word of its own."""

_ROLES = (rules.Role.PROVIDER, rules.Role.DEPLOYER)
"""As whom whoever asks may act."""

_SEEN = frozenset({Modality.FACE, Modality.BODY, Modality.GAIT})


def asking(scope: Scope, code: str) -> tuple[Rule, ...]:
    """Return the rules that hold in the territory *code* and ask for consent to what *scope* asks, in their order.

    Who is dead or not of age is not said by a scope: what only hangs on that is not among them.
    """
    jobs = list(_jobs(scope, code))
    packs = packs_of(shipped(), code)
    heard = {rule.id for pack in packs for job in jobs for rule in speaking(pack, job)}
    return tuple(rule for pack in packs for rule in pack.rules if rule.id in heard and _asks_consent(rule))


def _jobs(scope: Scope, code: str) -> Iterator[rules.Job]:
    """Yield everything that may be made, on the first and on the last day: a rule may come into force between them."""
    for operation in sorted({named for one in scope.operations for named in _named(one)}):
        features = facts_of(operation).features | set(_features(scope))
        for kind in _kinds(scope, operation):
            for role in _ROLES:
                for purpose in sorted({_purpose(one) for one in scope.purposes}):
                    for at in (scope.start, scope.end - timedelta(seconds=1)):
                        yield rules.Job(operation, kind, "", (code,), at, role=role, purpose=purpose, features=features)


def _named(operation: Operation) -> tuple[rules.Operation, ...]:
    return _AS.get(operation) or (rules.Operation(operation.value),)


def _kinds(scope: Scope, operation: rules.Operation) -> tuple[str, ...]:
    """Return the kinds of files in which what is asked of the person is seen or heard."""
    theirs = {"audio"} if Modality.VOICE in scope.modalities else set()
    theirs |= {"image", "video"} if scope.modalities & _SEEN else set()
    possible = facts_of(operation).modalities
    return tuple(kind for kind in possible if kind in theirs) or possible


def _purpose(purpose: Purpose) -> rules.Purpose:
    return rules.Purpose(purpose.value) if purpose.value in list(rules.Purpose) else rules.Purpose.GENERAL


def _features(scope: Scope) -> Iterator[Feature]:
    yield Feature.PERSONAL_DATA
    if Purpose.SEXUAL in scope.purposes:
        yield Feature.INTIMATE
    if scope.sublicence:
        yield Feature.TEMPLATE_SHARED


def _asks_consent(rule: Rule) -> bool:
    return any(isinstance(one, Condition) and one.needs is Need.CONSENT for one in rule.do)
