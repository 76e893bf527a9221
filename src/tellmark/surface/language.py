"""Which language a page speaks: what the reader chose, else what the browser asks for."""

from starlette.requests import Request

from tellmark.values.languages import Language, chosen

NAMES = {Language.ZH: "中文", Language.EN: "English"}
"""What each language calls itself."""


def language_of(request: Request) -> Language:
    """Return the language of `?lang=`, or of Accept-Language where that names none that we have."""
    asked = request.query_params.get("lang", "")
    if asked in list(Language):
        return Language(asked)
    return chosen(request.headers.get("accept-language", ""))
