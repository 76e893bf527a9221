"""Were all marks that were to be written found again? The gate between a written file and its name."""

from collections.abc import Iterable
from datetime import datetime

from tellmark.marks.model import NO_WATERMARK, Finding, Inscription, Mark, Says, State, Watermarked
from tellmark.proof.stamps.judge import SIGNED_APART
from tellmark.proof.stamps.model import Stamp
from tellmark.values.errors import ErrorKind, TellmarkError


class NotReadBack(TellmarkError):
    """A mark that was written cannot be read from the result, so the result was thrown away."""

    code = "marks.not_read_back"
    kind = ErrorKind.NOT_DONE


def check(
    inscription: Inscription,
    found: Iterable[Finding],
    stamp: Stamp | None = None,
    watermarked: Watermarked = NO_WATERMARK,
    signature: str = "",
) -> None:
    """Raise NotReadBack unless every mark of *inscription* is among *found*, whole and with its values.

    So must be the time-stamp *stamp*, the key that *watermarked* says was put under the pixels, and the *signature* of
    this digest: a log would tell of one that nobody finds.
    """
    read = tuple(found)
    lost = list(missing(inscription, read))
    if stamp is not None and not _is_stamped(read, stamp):
        lost.append("time-stamp")
    if watermarked.key and not any(_is_watermark(one, watermarked) for one in read):
        lost.append("invisible mark")
    if signature and not _is_signed(read, signature):
        lost.append("signature")
    if lost:
        raise NotReadBack(
            f"the written file does not show its {' and '.join(lost)} when it is read again",
            "Nothing was written. Convert the file with another program and try again, and please report this.",
        )


def missing(inscription: Inscription, found: tuple[Finding, ...]) -> tuple[str, ...]:
    """Name the marks of *inscription* that *found* does not show."""
    whole = [one for one in found if one.state is State.INTACT and one.says is Says.AI]
    shown = {
        "explicit label": inscription.label is None or any(_is_label(one, inscription) for one in whole),
        "implicit label": inscription.aigc is None or _only_ours(found, inscription),
        "digital source type": inscription.iptc is None or any(_is_iptc(one, inscription) for one in whole),
        "Content Credential": _owes_none(found, inscription) or any(_is_credential(one, inscription) for one in whole),
    }
    return tuple(name for name, there in shown.items() if not there)


def _is_label(one: Finding, inscription: Inscription) -> bool:
    demand = inscription.label
    if one.mark is not Mark.LABEL or demand is None:
        return False
    ink = one.detail.get("ink_percent")
    return not isinstance(ink, (int, float)) or ink >= demand.min_ink * 100


def _only_ours(found: tuple[Finding, ...], inscription: Inscription) -> bool:
    labels = [one for one in found if one.mark is Mark.AIGC and "aigc_label_type" not in one.detail]  # a vendor's own
    ours = inscription.aigc
    return ours is not None and [one.detail.get("produce_id") for one in labels] == [ours.produce_id]


def _is_iptc(one: Finding, inscription: Inscription) -> bool:
    ours = inscription.iptc
    return (
        one.mark is Mark.IPTC and ours is not None and one.detail.get("digital_source_type") == ours.digital_source_type
    )


def _is_watermark(one: Finding, watermarked: Watermarked) -> bool:
    return one.mark is Mark.WATERMARK and one.detail.get("watermark_key") == watermarked.key


def _is_stamped(found: tuple[Finding, ...], stamp: Stamp) -> bool:
    own = next((one for one in found if one.mark is Mark.C2PA and one.place == "c2pa"), None)
    if own is None or own.detail.get("time_source") != "time_stamp":
        return False
    told = datetime.fromisoformat(str(own.detail.get("time_stamp")))
    return abs(told - stamp.at) <= SIGNED_APART


def _is_signed(found: tuple[Finding, ...], signature: str) -> bool:
    own = next((one for one in found if one.mark is Mark.C2PA and one.place == "c2pa"), None)
    return own is not None and own.detail.get("signature_digest") == signature


def _owes_none(found: tuple[Finding, ...], inscription: Inscription) -> bool:
    """Tell whether no credential has to be there: none was demanded, and none came with the file."""
    return inscription.credential is None and all(
        one.mark is not Mark.C2PA or one.state is State.NOT_CHECKED for one in found
    )


def _is_credential(one: Finding, inscription: Inscription) -> bool:
    ours = inscription.credential or inscription.successor
    return (
        one.mark is Mark.C2PA
        and one.place == "c2pa"
        and ours is not None
        and one.detail.get("record_id") == ours.record_id
    )
