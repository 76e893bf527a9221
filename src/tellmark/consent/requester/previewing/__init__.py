"""Showing the person a recording of theirs that one has already."""
