"""The opaque person: an id, an epoch and the reference of a key; opened, held and erased here, and nowhere else."""
