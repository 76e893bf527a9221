"""The second officer's part: who may speak for a person, and what a person is, confirmed by somebody not yet in it."""
