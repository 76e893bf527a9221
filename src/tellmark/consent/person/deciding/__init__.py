"""Answers that need no proof: offer less; say no; report what was never wished for."""
