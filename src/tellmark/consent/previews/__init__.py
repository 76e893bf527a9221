"""A recording of the person that whoever asks already has: shown to them as it is, and nothing is made from it."""
