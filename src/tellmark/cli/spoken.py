"""In which language the terminal is spoken to."""

import os

from tellmark.values.languages import Language, chosen


def language() -> Language:
    """Return the language that the terminal asks for (TELLMARK_LANG, LC_ALL, LC_MESSAGES, LANG)."""
    for variable in ("TELLMARK_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            return chosen(os.environ[variable])
    return Language.EN
