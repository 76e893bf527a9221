"""The words for codes that readers leave in a report: notes, reasons, and the details that may be shown."""

from collections.abc import Mapping

from tellmark.values.languages import said

NOTES: Mapping[str, str] = {
    "no_mark_is_not_authenticity": said("No mark found does not mean that the file is real: marks can be lost."),
    "unreadable_is_not_nothing_found": said("Unreadable is not the same as nothing found."),
    "truth_is_another_question": said("How a file was made and whether it tells the truth are two questions."),
    "signer_known_only_here": said("Intact, signer known only here: no public list names it."),
    "personal_data_withheld": said("The file holds data about people. It is present, and withheld here."),
    "no_trust_list": said("No public list of signers is installed here, so no signer could be looked up."),
    "no_rule_known": said("We know no rule for this place; the baseline was used."),
}

WHATS: Mapping[str, str] = {
    "revocation": said("Whether the certificate was withdrawn"),
    "time_stamp": said("The time-stamp of the signature"),
    "trust_list": said("Whether a public list knows the signer"),
    "foreign_watermark": said("Invisible marks of other makers"),
    "registry": said("Whether this service made the file"),
    "remote_manifest": said("Credentials that the file keeps elsewhere"),
    "sandbox": said("The whole content of the file"),
}

WHYS: Mapping[str, str] = {
    "offline": said("This service does not ask others over the network."),
    "no_reader": said("This version has no reader for it."),
    "not_in_this_version": said("This version cannot do it yet."),
    "only_their_maker": said("Only their own makers can read them."),
    "too_large": said("The file is too large to be looked at in full."),
    "out_of_time": said("It took longer than is allowed here."),
    "out_of_memory": said("It needs more memory than is allowed here."),
    "no_codec": said("The program that decodes this kind of file is not installed here."),
    "no_list": said("No list is installed here."),
}

DETAILS: Mapping[str, tuple[str, bool]] = {
    "signer": (said("Signer"), True),
    "signed_at": (said("Signed"), False),
    "digital_source_type": (said("Digital source type"), False),
    "operation": (said("What was done"), False),
    "system": (said("Model"), True),
    "system_version": (said("Version of the model"), True),
    "record_id": (said("Record"), False),
    "certificate": (said("Certificate (SHA-256)"), False),
}
"""Details by key: their name for people, and whether they are shown only when the signer is known here."""
