"""Ending by a link: as easily as it was agreed to, and saying that something is wrong."""
