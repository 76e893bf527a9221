"""The master key over all others: where it is kept, and what wraps with it."""
