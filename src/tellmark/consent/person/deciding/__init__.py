"""Deciding: agree, question by question; offer less; say no; report what was never wished for."""
