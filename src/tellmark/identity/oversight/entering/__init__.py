"""Entering a mandate: what an officer types, and its page."""
