"""The words for codes that readers leave in a report: notes, reasons, and the details that may be shown."""

from collections.abc import Mapping

from tellmark.values.languages import said

NOTES: Mapping[str, str] = {
    "no_mark_is_not_authenticity": said("No mark found does not mean that the file is real: marks can be lost."),
    "unreadable_is_not_nothing_found": said("Unreadable is not the same as nothing found."),
    "anyone_could_have_written_it": said("Anyone could have written what this file declares."),
    "only_seen_or_heard": said("What is only seen, heard or broken is a hint, and no proof."),
    "signer_known_only_here": said("Intact, signer known only here: no public list names it."),
    "signer_unknown": said("Intact, but signed by somebody who is not known here. Anyone can make such a signature."),
    "credential_does_not_fit": said("The credential does not fit this file: one of them was changed afterwards."),
    "foreign_details_withheld": said("Names, places and serial numbers are present in the file, and withheld here."),
    "a_hint_is_no_proof": said("A statistical hint is no proof."),
}
UNREADABLE: Mapping[str, str] = {
    "media.empty": said("The file is empty."),
    "media.unknown_type": said("It is not a kind of file that this version opens: JPEG, PNG, WAV, MP3 or MP4."),
    "media.malformed": said("It is cut off, damaged, or not what its format says it must be."),
    "media.needs_av": said("The program that decodes this kind of file is not installed here."),
    "media.too_many_pixels": said("It has more pixels than are opened here."),
    "media.animated": said("It moves: animated pictures are not opened by this version."),
    "media.unsupported_coding": said("It is coded in a manner that this version does not decode."),
    "sound.unsupported": said("It is coded in a manner that this version does not decode."),
    "sound.too_large": said("It is longer than what is opened here."),
    "sandbox.memory": said("It needs more memory than is allowed here."),
    "sandbox.timeout": said("It took longer than is allowed here."),
    "sandbox.crashed": said("The reader broke down over it, safely locked in."),
}
"""Why a file could not be read, by the code of the error that its reading ended with."""

SAID_BY_THE_VERDICT = frozenset(
    {
        "no_mark_is_not_authenticity",
        "unreadable_is_not_nothing_found",
        "anyone_could_have_written_it",
        "only_seen_or_heard",
        "signer_known_only_here",
        "signer_unknown",
        "credential_does_not_fit",
    }
)
"""Notes that the words of the verdict and of its three answers say already: no page says them twice."""

WHATS: Mapping[str, str] = {
    "everything": said("The whole file"),
    "label": said("The label that people see or hear"),
    "watermark": said("Invisible marks"),
    "foreign_watermarks": said("Invisible marks of other makers"),
    "revocation": said("Whether the certificate was withdrawn"),
    "registry": said("Whether this service made the file"),
    "refutations": said("Whether what it claims was refuted"),
    "time_stamp": said("The time-stamp of the signature"),
    "trust_list": said("Whether a public list knows the signer"),
    "metadata": said("The rest of the labels and texts in the file"),
    "remote_manifest": said("Credentials that the file keeps elsewhere"),
}

WHYS: Mapping[str, str] = {
    "no_reader_yet": said("This version has no reader for them."),
    "pictures_only": said("This version reads them in pictures only."),
    "only_their_makers_can_read_them": said("Only their own makers can read them."),
    "works_offline": said("This service asks nobody over the network."),
    "no_registry_yet": said("This version keeps no register yet."),
    "no_trust_list": said("No public list of signers is installed here."),
    "out_of_time": said("It took longer than is allowed here."),
    "out_of_memory": said("It needs more memory than is allowed here."),
    "too_many": said("There are more of them than are looked at here."),
    "log_out_of_reach": said("The log that could prove when it was signed cannot be read at the moment."),
    "no_codec": said("The program that decodes this kind of file is not installed here."),
}

DETAILS: Mapping[str, tuple[str, bool]] = {
    "text": (said("Its words"), False),
    "position": (said("Where"), False),
    "ink_percent": (said("Height of the ink, % of the short side"), False),
    "languages": (said("Spoken in"), False),
    "rhythm": (said("Rhythm (short long, short short)"), False),
    "from_seconds": (said("From, in seconds"), False),
    "to_seconds": (said("To, in seconds"), False),
    "signer": (said("Signer"), True),
    "operation": (said("What was done"), True),
    "system": (said("Model"), True),
    "system_version": (said("Version of the model"), True),
    "at": (said("Signed"), True),
    "time_source": (said("Time"), False),
    "time_stamp": (said("Time-stamp"), False),
    "time_stamp_authority": (said("Time-stamped by"), False),
    "time_stamp_trust": (said("Who gave the time-stamp is"), False),
    "logged_at": (said("Signed before, as a log proves"), False),
    "digital_source_type": (said("Digital source type"), False),
    "relationship": (said("Its part in this file"), False),
    "record_id": (said("Record"), True),
    "permit": (said("Permit"), True),
    "incoming_credential": (said("Credential that it came with"), True),
    "content_producer": (said("Producer"), False),
    "produce_id": (said("Number given by the producer"), False),
    "content_propagator": (said("Propagator"), False),
    "propagate_id": (said("Number given by the propagator"), False),
    "credit_code": (said("Unified social credit code"), False),
    "signature": (said("Signature in the label"), False),
    "invisible_marks": (said("Invisible marks that it declares"), False),
    "invisible_marks_passed_on": (said("Invisible marks of which it passes on word"), False),
    "watermark_key": (said("Short key of the record, in the invisible mark"), False),
    "way": (said("Sort of mark"), False),
    "chance_below": (said("A picture without a mark says as much by chance, at most"), False),
    "copies": (said("Copies in this file"), False),
    "not_shown": (said("Further ones, not shown"), False),
    "generator": (said("Left by"), False),
    "withheld": (said("Present, withheld here"), False),
}
"""Details by key: their name for people, and whether they are hidden while nobody here knows the signer.

What has no name here is shown to programs only: it may be somebody's own.
"""

VALUES: Mapping[tuple[str, str], str] = {
    ("time_source", "own_clock"): said("by the signer’s own clock"),
    ("time_source", "time_stamp"): said("by a time-stamp that is known"),
    ("time_source", "unknown_time_stamp"): said("by a time-stamp that nobody here knows"),
    ("time_source", "broken_time_stamp"): said("by the signer’s own clock: the time-stamp does not hold"),
    ("time_stamp_trust", "listed"): said("on the public list"),
    ("time_stamp_trust", "pinned"): said("known here"),
    ("time_stamp_trust", "unknown"): said("known to nobody here"),
    ("relationship", "parentOf"): said("it was changed into this file"),
    ("relationship", "componentOf"): said("it is a part of this file"),
    ("relationship", "inputTo"): said("it was given to the model"),
    ("permit", "none"): said("none"),
    ("incoming_credential", "unreadable"): said("there was one; it could not be read"),
    ("position", "lower left"): said("lower left"),
    ("withheld", "title"): said("title"),
    ("withheld", "thumbnail"): said("small picture"),
    ("withheld", "metadata"): said("data of the camera or the author"),
    ("withheld", "identity"): said("identity"),
    ("withheld", "other"): said("other data"),
    ("withheld", "prompt"): said("prompt"),
    ("withheld", "signer"): said("Signer"),
    ("withheld", "provider"): said("Provider"),
    ("withheld", "system"): said("Model"),
    ("withheld", "system_version"): said("Version of the model"),
    ("withheld", "time_stamp_authority"): said("Who gave the time-stamp"),
    ("withheld", "label"): said("other data"),
    ("withheld", "content_producer"): said("Producer"),
    ("withheld", "produce_id"): said("Number given by the producer"),
    ("withheld", "content_propagator"): said("Propagator"),
    ("withheld", "propagate_id"): said("Number given by the propagator"),
    ("signature", "fits"): said("fits; its key came in the same file, so that it does not prove who signed"),
    ("signature", "does_not_fit"): said("does not fit"),
    ("signature", "present_not_checked"): said("there, and of a sort that is not checked here"),
    ("invisible_marks", "unlisted"): said("one that is on no list"),
    ("invisible_marks", "unnamed"): said("not named"),
    ("invisible_marks", "org.tellmark.watermark.image.1"): said("Tellmark’s own for pictures"),
    ("invisible_marks_passed_on", "org.tellmark.watermark.image.1"): said("Tellmark’s own for pictures"),
    ("way", "org.tellmark.watermark.image.1"): said("Tellmark’s own for pictures"),
    ("invisible_marks_passed_on", "unlisted"): said("one that is on no list"),
    ("invisible_marks_passed_on", "unnamed"): said("not named"),
    ("languages", "en-x-perform"): said("English, the words for adverts with a synthetic performer"),
    ("languages", "zh"): said("Chinese"),
    ("languages", "zh-Hans"): said("Chinese"),
    ("languages", "en"): said("English"),
}
"""What the readers' own words mean to people, by key and value."""
