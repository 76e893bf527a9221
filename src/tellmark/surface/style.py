"""The one stylesheet of all pages, for those that carry it inside themselves."""

from functools import cache
from importlib.resources import files


@cache
def stylesheet() -> str:
    """Return the stylesheet, the same that the server gives out under /static/."""
    return files("tellmark.surface").joinpath("static/tellmark.css").read_text("utf-8")
