"""Why a recording of the person is not taken to be shown to them."""

from collections.abc import Mapping, Sequence

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import Language, said, wording

_SIGNS: Mapping[str, str] = {
    "aigc": said("an AI label in its metadata"),
    "iptc": said("a source type in its metadata that tells of making or changing"),
    "c2pa": said("a Content Credential that tells of making or changing"),
    "label": said("an AI label that is seen or heard"),
    "watermark": said("an invisible mark of AI"),
    "trace": said("a trace of a generator"),
    "broken": said("a signature that the file does not fit any more"),
}
"""What each sign of a machine's making is called."""


class BadPreview(Worded):
    """A recording, picture or film of the person cannot be shown as it is; *field* is what has to be mended."""

    code = "consent.bad_preview"
    kind = ErrorKind.REFUSED

    def __init__(self, what: str, remedy: str, field: str = "file", **values: str | int) -> None:
        super().__init__(what, remedy, **values)
        self.field = field


class MadeBeforeGrant(Worded):
    """A file that is to be shown as the person's own was made or changed by a machine: *signs*, as code words."""

    code = "consent.made_before_grant"
    kind = ErrorKind.REFUSED

    def __init__(self, signs: Sequence[str]) -> None:
        super().__init__(
            said("In this file we found {signs}. Nothing is made from a person, nor changed, before they agree."),
            said("Show a recording of theirs as it was taken, or none: then they meet a stock voice or face."),
            signs=_worded(signs, Language.EN),
        )
        self.signs = tuple(signs)

    def worded(self, language: Language) -> tuple[str, str]:
        """As Worded says; each sign is worded, too."""
        what, remedy = map(wording(language), self._templates)
        return what.format(signs=_worded(self.signs, language)), remedy


def _worded(signs: Sequence[str], language: Language) -> str:
    _ = wording(language)
    return _(said(", ")).join(_(_SIGNS.get(sign, sign)) for sign in signs)
