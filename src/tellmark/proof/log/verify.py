"""Check a whole log: every byte against its checkpoint, and the checkpoint against those one has seen before."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.files import Files
from tellmark.proof.log.notes import LARGEST, read_note
from tellmark.proof.log.older import older_faults
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.scan import Scan
from tellmark.proof.log.since import CHECKPOINT, contradiction
from tellmark.proof.log.tiles import nodes_in
from tellmark.proof.log.trust import Standing, Trust, trusted
from tellmark.proof.log.verdict import Fault, LogState, LogVerdict

_MOST_FAULTS = 32


def verify_log(
    reads: Reads, trust: Trust, known: Sequence[Checkpoint] = (), partials: Iterable[str] = ()
) -> LogVerdict:  # fmt: skip
    """Check the log that *reads* reads: signatures, every tile, every entry, and that it only grew since *known*.

    *known* are checkpoints that one has kept and whose signatures one has checked; *partials* the paths of partial
    tiles that are to be looked at as well, those of before among them: at an address nobody can list them. Nothing
    that a log can be is an error. Raises LogOutOfReach and AlgorithmNotOffered.
    """
    data = reads.get(CHECKPOINT, LARGEST)
    if data is None:
        return _refused(Fault(LogState.NO_CHECKPOINT, CHECKPOINT, "there is no checkpoint"))
    try:
        note = read_note(data)
        checkpoint = read_checkpoint(note.text)
        standing = trusted(note, trust)
    except MalformedLog as error:
        return _refused(Fault(LogState.MALFORMED_CHECKPOINT, CHECKPOINT, error.what))
    if standing.state is not LogState.INTACT:
        return _refused(Fault(standing.state, CHECKPOINT, standing.about), checkpoint, standing)
    return _walked(reads, checkpoint, standing, known, partials)


def _refused(fault: Fault, checkpoint: Checkpoint | None = None, standing: Standing | None = None) -> LogVerdict:
    return LogVerdict(
        fault.state,
        checkpoint.origin if checkpoint else None,
        checkpoint.head if checkpoint else None,
        standing.signer if standing else None,
        standing.witnesses if standing else (),
        faults=(fault,),
    )


def _walked(
    reads: Reads, checkpoint: Checkpoint, standing: Standing, known: Sequence[Checkpoint], partials: Iterable[str]
) -> LogVerdict:  # fmt: skip
    files = Files(reads)
    scan = Scan(files, checkpoint.head)
    faults, more = _few(scan.faults())
    if not faults:
        faults, more = _few(older_faults(reads, checkpoint.head.size, partials))
    nodes = None if faults else nodes_in(files.hashes, checkpoint.head.size)
    faults = [*(fault for old in known if (fault := contradiction(old, checkpoint, nodes))), *faults]
    return LogVerdict(
        faults[0].state if faults else LogState.INTACT,
        checkpoint.origin,
        checkpoint.head,
        standing.signer,
        standing.witnesses,
        scan.entries,
        scan.events,
        tuple(faults[:_MOST_FAULTS]),
        more + max(0, len(faults) - _MOST_FAULTS),
    )


def _few(faults: Iterator[Fault]) -> tuple[list[Fault], int]:
    """Keep the first faults, and count the rest."""
    kept = list(islice(faults, _MOST_FAULTS))
    return kept, sum(1 for _ in faults)
