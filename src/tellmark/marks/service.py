"""Mark one file: plan it, write it in the sandbox, read it back, and only then let it be."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import BinaryIO, Protocol

from tellmark.marks.aigc.birth import label_for
from tellmark.marks.checks.provenance import ACTIVE
from tellmark.marks.credentials.signatures import Remembered
from tellmark.marks.model import CredentialClaim, Finding, Findings, Inscription, IptcFields, Mark, Watermarked
from tellmark.marks.orders import APPLY, READ, ApplyOrder, Lend, ReadOrder
from tellmark.marks.readback import check
from tellmark.marks.stamping import NOT_STAMPED, Asking, NoStamp, Stamping
from tellmark.media.kinds import Kind, kind_of
from tellmark.media.sandbox import Limits
from tellmark.proof.anchors import Anchors
from tellmark.proof.signing import Signer
from tellmark.rules.model import Job, Operation, Plan, Purpose
from tellmark.rules.obligations import MarkKind
from tellmark.rules.operations import facts_of
from tellmark.rules.pack import Feature, Library
from tellmark.rules.plan import SERVED, plan, unmet_words
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import uuid7
from tellmark.values.instants import rfc3339


class NoPermit(TellmarkError):
    """The operation recreates a person, and this installation demands a permit for that."""

    code = "gate.no_permit"
    kind = ErrorKind.REFUSED


class Unmet(TellmarkError):
    """A rule demands something that this version cannot do, and the order was to be strict."""

    code = "rules.unmet"
    kind = ErrorKind.REFUSED


class OperationDoesNotFit(TellmarkError):
    """The operation that was named makes no files of this kind, and the file would say so to the world."""

    code = "marks.operation_does_not_fit"
    kind = ErrorKind.USAGE


class LeavesMarksOut(TellmarkError):
    """What was said of the job takes marks away, and marking only adds them."""

    code = "marks.leaves_marks_out"
    kind = ErrorKind.REFUSED


class NothingToWrite(TellmarkError):
    """No rule that holds demands a mark of this file, so that it would be handed out unmarked."""

    code = "marks.nothing_to_write"
    kind = ErrorKind.REFUSED


@dataclass(frozen=True, slots=True)
class MarkOrder:
    """What was made, with which model, for whom and what for; *strict* refuses what would leave a demand unmet.

    *market* is the day on which the model came to the market; *features* add to those that the operation has anyway.
    """

    operation: Operation
    audiences: tuple[str, ...]
    model: str = ""
    model_version: str = ""
    market: date | None = None
    purpose: Purpose = Purpose.GENERAL
    features: frozenset[str] = frozenset()
    strict: bool = False
    keep_broken_parent: bool = False


NOT_WATERMARKED = "not_watermarked"
"""Note of a plan whose picture took no invisible mark; why follows it."""

WATERMARK_KEPT = "watermark_kept"
"""Note of a plan whose picture came with an invisible mark of ours, which stays."""

TAKE_AWAY = frozenset({Feature.UNLABELLED_COPY, Feature.MINOR_EDIT})
"""Features for which a law asks for fewer marks, on conditions that nobody checks here."""


def job_of(kind: Kind, order: MarkOrder, at: datetime) -> Job:
    """Return the job that an order makes of a file of *kind*. Raises LeavesMarksOut."""
    if fewer := sorted(order.features & TAKE_AWAY):
        raise LeavesMarksOut(
            f"{' and '.join(fewer)} would leave marks out, and `mark` only adds them",
            "Leave it out; what the rules say of it is shown by `tellmark rules explain --feature`.",
        )
    return Job(
        operation=order.operation,
        modality=kind.modality,
        model=order.model,
        audiences=order.audiences,
        at=at,
        model_version=order.model_version,
        market=order.market,
        purpose=order.purpose,
        features=facts_of(order.operation).features | order.features,
    )


@dataclass(frozen=True, slots=True)
class Provider:
    """Who answers for what is marked: the name, and the registered 27-character code or nothing."""

    name: str
    code: str = ""


class Tells(Protocol):
    """The log of an installation that keeps one."""

    def signed(self, record_id: str, signature: str) -> str:
        """Let the log tell, durably, that the *signature* of this digest was made, and for which record.

        Return the id of the event, empty where no log is kept. Raises TellmarkError where it cannot: then the file is
        not handed out.
        """


@dataclass(frozen=True, slots=True)
class Marked:
    """What was done to one file: its opaque id, its kind, the plan, and the marks that were read back from it.

    *logged* is the id of the log's event that tells of its signature; empty where there is no log, or no signature.
    """

    record_id: str
    kind: Kind
    plan: Plan
    findings: tuple[Finding, ...]
    logged: str = ""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The sorts of mark that were written; what others left in the file is not among them."""
        successor = any(
            one.mark is Mark.C2PA and one.place == ACTIVE and one.detail.get("record_id") == self.record_id
            for one in self.findings
        )
        written = {
            Mark.C2PA: self.plan.credential or successor,
            Mark.AIGC: self.plan.aigc,
            Mark.IPTC: self.plan.iptc,
            Mark.LABEL: self.plan.label is not None,
            Mark.WATERMARK: self.plan.watermark,
        }
        return tuple(mark for mark, there in written.items() if there)


@dataclass(frozen=True, slots=True)
class Marker:
    """Adds disclosure to files that exist. It never gives leave: it writes `permit: none` (invariant 1)."""

    provider: Provider
    library: Library
    signer: Signer
    anchors: Anchors
    lend: Lend
    gate_required: bool = False
    stamping: Stamping | None = None
    progress: Callable[[float], None] | None = field(default=None)
    tells: Tells | None = None

    def plan(self, kind: Kind, order: MarkOrder, at: datetime) -> Plan:
        """Return what a file of *kind* owes. Raises OperationDoesNotFit, NoPermit or Unmet for a refused order."""
        _refuse_what_does_not_fit(kind, order.operation)
        if self.gate_required and facts_of(order.operation).gated:
            raise NoPermit(
                f"{order.operation} recreates a person, and this installation demands a permit for it",
                "Permits come with a later version; until then such files are not marked where [gate] required = true.",
            )
        return self._owed(kind, order, at, self._served())

    def mark(self, source: BinaryIO, target: BinaryIO, order: MarkOrder, at: datetime, random: bytes) -> Marked:
        """Write a marked copy of *source* into the empty *target* and read it back (invariants 2, 4, 5); the log tells.

        *random* is ten bytes for the record's id. Whoever calls throws *target* away when this raises.
        """
        kind = kind_of(source)
        owed = self.plan(kind, order, at)
        record_id = uuid7(at, random)
        inscription = self._inscription(owed, order, record_id, at)
        _refuse_nothing(inscription, order)
        limits = Limits.for_size(source.seek(0, 2))
        asking = None if self.stamping is None else Asking(self.stamping.clock)
        signing = Remembered(self.signer.sign)
        with self.lend() as cell:
            watermarked = cell.run(
                APPLY,
                ApplyOrder(
                    kind, inscription, self.signer.chain.chain_pem, order.keep_broken_parent, stamp=asking is not None
                ),
                Watermarked,
                limits=limits,
                files={"source": source, "target": target},
                calls={"sign": signing} | ({} if asking is None else {"stamp": asking}),
                progress=self.progress,
            )
            owed = self._settled(owed, asking, watermarked, kind, order, at)
            back = cell.run(READ, ReadOrder(kind, self.anchors), Findings, limits=limits, files={"source": target})
        check(inscription, back.found, None if asking is None else asking.stamp, watermarked, signing.digest)
        logged = self.tells.signed(record_id, signing.digest) if signing.digest and self.tells is not None else ""
        return Marked(record_id, kind, owed, back.found, logged)

    def _served(self) -> frozenset[MarkKind]:
        return SERVED if self.stamping is None else SERVED | {MarkKind.TIME_STAMP}

    def _owed(self, kind: Kind, order: MarkOrder, at: datetime, served: frozenset[MarkKind]) -> Plan:
        owed = plan(self.library, job_of(kind, order, at), served)
        if order.strict and owed.unmet:
            raise Unmet(
                f"not all that is demanded can be done here: {'; '.join(unmet_words(owed.unmet))}",
                "Leave out --strict to mark the file all the same; what is unmet then stands in the answer.",
            )
        return owed

    def _settled(
        self, owed: Plan, asking: Asking | None, watermarked: Watermarked, kind: Kind, order: MarkOrder, at: datetime
    ) -> Plan:
        """Return *owed*, or what it is without the marks that could not be put. Raises NoStamp or Unmet."""
        lacking, notes = set[MarkKind](), [WATERMARK_KEPT] if watermarked.kept else []
        if watermarked.unfit:
            lacking.add(MarkKind.WATERMARK)
            notes.append(f"{NOT_WATERMARKED}:{watermarked.unfit}")
        if asking is not None and asking.stamp is None:
            if asking.flaw is not None and self.stamping is not None and self.stamping.required:
                raise NoStamp.because(asking.flaw)
            lacking.add(MarkKind.TIME_STAMP)
            notes += [] if asking.flaw is None else [f"{NOT_STAMPED}:{asking.flaw}"]
        if not lacking:
            return replace(owed, notes=(*owed.notes, *notes))
        without = self._owed(kind, order, at, self._served() - lacking)
        return replace(without, notes=(*without.notes, *notes))

    def _inscription(self, owed: Plan, order: MarkOrder, record_id: str, at: datetime) -> Inscription:
        facts = facts_of(order.operation)
        system = order.model or order.operation
        claim = CredentialClaim(
            title="",
            provider=self.provider.name,
            system=system,
            system_version=order.model_version,
            operation=order.operation,
            change=facts.change,
            digital_source_type=facts.digital_source_type,
            record_id=record_id,
            at=rfc3339(at),
            permit="none",
            rules_digest=owed.rules_digest,
        )
        return Inscription(
            label=owed.label,
            aigc=label_for(self.provider.name, self.provider.code or None, record_id) if owed.aigc else None,
            iptc=IptcFields(facts.digital_source_type, system, order.model_version) if owed.iptc else None,
            credential=claim if owed.credential else None,
            successor=None if owed.credential else claim,
            watermark=record_id if owed.watermark else "",
        )


def _refuse_what_does_not_fit(kind: Kind, operation: Operation) -> None:
    if kind.modality in facts_of(operation).modalities:
        return
    fitting = ", ".join(one for one in Operation if kind.modality in facts_of(one).modalities)
    made = " or ".join(_FILES[modality] for modality in facts_of(operation).modalities)
    raise OperationDoesNotFit(
        f"{operation} makes {made}, and this is {_FILES[kind.modality]}",
        f"Name what was done to it; of {_FILES[kind.modality]} these can be said: {fitting}.",
    )


def _refuse_nothing(inscription: Inscription, order: MarkOrder) -> None:
    if inscription.label or inscription.aigc or inscription.iptc or inscription.credential or inscription.watermark:
        return
    raise NothingToWrite(
        f"no rule that holds demands a mark of this file for {', '.join(order.audiences) or 'nobody'}",
        "Name further audiences, such as CN,EU,US-CA; nothing was written.",
    )


_FILES = {"image": "a picture", "audio": "a sound", "video": "a film"}
