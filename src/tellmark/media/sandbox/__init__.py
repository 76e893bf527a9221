"""Named jobs on hostile bytes, in a child that can do nothing else."""
