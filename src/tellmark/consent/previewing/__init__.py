"""Showing the person a recording of theirs: it is looked at, shown with the request, and given out to be played."""
