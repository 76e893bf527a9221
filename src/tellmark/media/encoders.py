"""Which encoders and decoders the installed PyAV brings along."""

from collections.abc import Iterable

from tellmark.media.codecs import require_av


def missing(names: Iterable[str], mode: str) -> tuple[str, ...]:
    """Name those codecs that PyAV lacks for *mode*, `r` to decode or `w` to encode. Raises NeedsAv without PyAV."""
    require_av("MP3 and MP4")
    from av.codec import Codec
    from av.codec.codec import UnknownCodecError

    def lacks(name: str) -> bool:
        try:
            Codec(name, "w" if mode == "w" else "r")
        except UnknownCodecError:
            return True
        return False

    return tuple(name for name in names if lacks(name))
