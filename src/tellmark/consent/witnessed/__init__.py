"""A decision before witnesses: one officer writes it down, another confirms it, and only then it counts."""
