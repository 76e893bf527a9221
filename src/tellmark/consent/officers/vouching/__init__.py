"""The second officer's part in a decision before witnesses: look at all of it, and confirm it or let it be."""
