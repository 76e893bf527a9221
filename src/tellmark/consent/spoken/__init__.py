"""A decision that is spoken: fresh words, a recording of them, and an officer who listens."""
