"""Is this the log that somebody knew before? What was kept of it, against what it says now."""

from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.merkle import Nodes, root_hash
from tellmark.proof.log.verdict import Fault, LogState

CHECKPOINT = "checkpoint"


def contradiction(kept: Checkpoint, now: Checkpoint, nodes: Nodes | None) -> Fault | None:
    """Say how the log *now*, whose tree has *nodes*, is not one that grew from *kept*; None if it is.

    Without *nodes*, as where the tree is damaged, a fork before its present size is not looked for.
    """
    before, after = kept.head, now.head
    if kept.origin != now.origin:
        return Fault(LogState.WRONG_ORIGIN, CHECKPOINT, "a checkpoint that was kept is of another log")
    if before.size > after.size:
        return Fault(LogState.SHRUNK, CHECKPOINT, f"the log had {before.size} entries and has {after.size}")
    if before.size == after.size:
        what = f"there are two logs of {after.size} entries"
        return None if before.root == after.root else Fault(LogState.FORKED, CHECKPOINT, what)
    if nodes is not None and root_hash(before.size, nodes) != before.root:
        what = f"the first {before.size} entries are not those of a checkpoint that was kept"
        return Fault(LogState.FORKED, CHECKPOINT, what)
    return None
