"""What can be done with a subject, within a unit of work: open, look up, raise the epoch, use their key."""

from dataclasses import replace

from tellmark.proof.envelope import PersonKey
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.events import AllEpochsRaised, EpochRaised, SubjectOpened
from tellmark.subjects.model import Kept, Subject, SubjectId, SubjectState
from tellmark.subjects.store import KnownRetained, KnownSubjects, Retained, Subjects


def open_subject(unit: WriteUnit, vault: Vault) -> Subject:
    """Open a person: a new id without meaning, at epoch 1, with a key of their own.

    The key is durable before this unit is: should it be dropped, a key is left over that nothing was sealed under.
    """
    subject = Subject(SubjectId(unit.fresh_id()), 1, unit.fresh_id(), SubjectState.ACTIVE, unit.at)
    vault.make(unit.scope.tenant, subject.key)
    Subjects(unit).add(subject)
    unit.say(SubjectOpened(subject=subject.id))
    return subject


def open_alone(unit: WriteUnit) -> None:
    """Let nobody else open a subject by what they are found by before this unit ends: they would not see this one."""
    Subjects(unit).alone()


def look_up(unit: ReadUnit, subject: SubjectId) -> Subject:
    """Return *subject*, erased or not. Raises NotFound, for another tenant's, too."""
    return KnownSubjects(unit).get(subject)


def current(unit: WriteUnit, subject: SubjectId) -> Subject:
    """Return *subject*, whose epoch cannot change before this unit ends (invariant 8): read by permit and by seal.

    Raises NotFound, SubjectErased.
    """
    found = Subjects(unit).locked(subject)
    if found.state is not SubjectState.ACTIVE:
        raise SubjectErased
    return found


def raise_epoch(unit: WriteUnit, subject: SubjectId, reason: str) -> int:
    """End what was allowed so far, because of *reason* (a code word); return the new epoch.

    Raises NotFound, SubjectErased.
    """
    raised = current(unit, subject)
    raised = replace(raised, epoch=raised.epoch + 1)
    Subjects(unit).put(raised)
    unit.say(EpochRaised(subject=subject, epoch=raised.epoch, reason=reason))
    return raised.epoch


def raise_all_epochs(unit: WriteUnit, reason: str) -> int:
    """End what was allowed so far to or by anybody of this tenant, because of *reason*; return how many they are."""
    count = Subjects(unit).raise_all()
    unit.say(AllEpochsRaised(count=count, reason=reason))
    return count


def key_of(unit: ReadUnit, vault: Vault, subject: SubjectId) -> PersonKey:
    """Return the key of *subject*. Raises NotFound, SubjectErased, and as `Vault.open`.

    A view opens it once, and has it until it ends: also where it is destroyed meanwhile.
    """
    return unit.once((key_of, subject), lambda: _opened(unit, vault, subject))


def committed(unit: WriteUnit, vault: Vault, subject: SubjectId, event_id: str, name: str, value: str) -> str | None:
    """Return what stands for a *value* in a leaf, under the key of *subject*; None where that is gone."""
    try:
        return key_of(unit, vault, subject).commitment(event_id, name, value)
    except SubjectErased:
        return None


def is_here(unit: ReadUnit, subject: SubjectId) -> bool:
    """Tell whether *subject* is not erased, so that what is sealed under their key can be opened. Raises NotFound."""
    return look_up(unit, subject).state is SubjectState.ACTIVE


def retained_rules(unit: ReadUnit, subject: SubjectId, what: str) -> tuple[str, ...]:
    """Return the rules that force to keep *what* of *subject*, who may be erased."""
    return tuple(one.rule for one in KnownRetained(unit).kept(subject) if one.what == what)


def open_retained(unit: ReadUnit, vault: Vault, subject: SubjectId, what: str, rule: str) -> PersonKey:
    """Return the key for *what* of *subject* that *rule* forces to keep. Raises SubjectErased where it is gone."""
    key = KnownRetained(unit).of(subject, what, rule)
    if key is None:
        raise SubjectErased
    return vault.open(unit.scope.tenant, key)


def retained_key(unit: WriteUnit, vault: Vault, subject: SubjectId, kept: Kept) -> PersonKey:
    """Return the key for what the law forces to keep of *subject*: it outlives the person's own, until that date.

    One key for each thing and rule; asked again with a later date, it lives until then. Raises as `current`.
    """
    current(unit, subject)
    retained = Retained(unit)
    if (key := retained.of(subject, kept.what, kept.rule)) is not None:
        retained.prolong(key, kept.until)
        return vault.open(unit.scope.tenant, key)
    key = unit.fresh_id()
    made = vault.make(unit.scope.tenant, key)
    retained.add(key, subject, kept)
    return made


def _opened(unit: ReadUnit, vault: Vault, subject: SubjectId) -> PersonKey:
    found = look_up(unit, subject)
    if found.state is not SubjectState.ACTIVE:
        raise SubjectErased
    return vault.open(unit.scope.tenant, found.key)
