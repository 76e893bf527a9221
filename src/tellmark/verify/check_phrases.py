"""The sentences of a check, in English, as the catalogues know them; the codes are those that `marks.checks` leaves."""

from collections.abc import Mapping

from tellmark.marks.checks.model import Mend, Outcome
from tellmark.marks.compare import Fate
from tellmark.rules.model import Role
from tellmark.rules.pack import Feature
from tellmark.values.languages import said
from tellmark.verify.phrases import Shape, Tone

OUTCOMES: Mapping[Outcome, tuple[str, Tone, Shape]] = {
    Outcome.PASS: (said("Pass"), Tone.SAID, Shape.FULL),
    Outcome.FAIL: (said("Fail"), Tone.BAD, Shape.BROKEN),
    Outcome.CANNOT_TELL: (said("Cannot tell"), Tone.OPEN, Shape.OPEN),
    Outcome.NOT_APPLICABLE: (said("Not applicable"), Tone.OPEN, Shape.EMPTY),
}
TITLES: Mapping[Outcome | None, str] = {
    Outcome.PASS: said("Its labels would be recognised"),
    Outcome.FAIL: said("Some of its labels would not be recognised"),
    Outcome.CANNOT_TELL: said("What could be checked is right; the rest cannot be told from here"),
    Outcome.NOT_APPLICABLE: said("No rule that is known here asks anything of this file"),
    None: said("We could not read this file"),
}
TONES: Mapping[Outcome | None, tuple[Tone, str]] = {
    Outcome.PASS: (Tone.SAID, "ai_attested"),
    Outcome.FAIL: (Tone.BAD, "ai_suspected"),
    Outcome.CANNOT_TELL: (Tone.OPEN, "ai_declared"),
    Outcome.NOT_APPLICABLE: (Tone.OPEN, "no_mark_found"),
    None: (Tone.BAD, "unreadable"),
}
ONLY_IF_AI = said(
    "These rules speak of files that AI made or changed. Whether this one is such a file, no check can say."
)
NO_ADVICE = said("This shows which rule was applied, from which source, with what certainty. It is no legal advice.")

FOUND: Mapping[str, str] = {
    # the label that people see or hear
    "label_none": said("no label of our make was found; a label of another make cannot be read by this version"),
    "label_hidden": said("the label could not be looked for ({why})"),
    "label_says": said("the label says “{text}”"),
    "ink": said("ink {ink} % of the short side"),
    "edge": said("{away} % of the short side from the nearest edge"),
    "comes_back": said("the label comes back {after} s after it first appeared"),
    "stands_on": said("the label still stands at {end} s"),
    "ends_before_again": said("the film ends at {end} s, before the label is due again"),
    "shown_once": said("the label was shown once in the first {looked} s"),
    "not_seen_again": said("the label was not seen again in the first {looked} s, and no further was looked"),
    "from_second": said("the label begins at {start} s"),
    "until_second": said("the label was seen from {start} s to {end} s"),
    "whole_film": said("the label stands to the end of the film, at {end} s"),
    "looked_no_further": said("only the first {looked} s were looked at"),
    "spoken_in": said("spoken in {language}"),
    "rhythm_heard": said("the rhythm short long, short short was heard"),
    "nothing_spoken": said("neither spoken words nor the rhythm were heard"),
    "its_own_language": said("right if that is the language of the recording"),
    # the implicit label
    "aigc_none": said("no AIGC label was found"),
    "aigc_private_only": said("only a private number of its exporter was found, and no AIGC label"),
    "aigc_optional": said("it is optional, and there is none"),
    "aigc_keys": said("there: {keys}"),
    "aigc_missing": said("{key} is missing or empty"),
    "aigc_not_a_string": said("{key} is not a text"),
    "aigc_duplicate_field": said("{key} stands in the label more than once"),
    "aigc_absent_field": said("{key} is left out altogether"),
    "aigc_well_formed": said("well-formed, in {place}"),
    "aigc_too_long": said("the label is far longer than any label"),
    "aigc_too_deep": said("the label is nested far deeper than any label"),
    "aigc_not_json": said("the label is not JSON"),
    "aigc_not_an_object": said("the label is JSON, but no object of fields"),
    "aigc_service_schema": said("the label uses the older fields ServiceProvider and ServiceUser"),
    "aigc_one_copy": said("one label, in {place}"),
    "aigc_duplicated": said("{copies} labels that say the same"),
    "aigc_contradictory": said("{copies} labels that contradict each other"),
    "aigc_seven_keys": said("seven keys, all texts, in order"),
    "aigc_order": said("seven keys, all texts, in another order"),
    "aigc_unknown_field": said("seven keys, and others that the standard does not know"),
    "aigc_label_value": said("Label is “{value}”"),
    "aigc_unknown_label": said("Label is “{value}”, which is none of 1, 2 and 3"),
    "aigc_at_birth": said("propagator and number are those of the producer"),
    "aigc_other_propagator": said(
        "it names another propagator: right if it was published there, wrong if it comes straight from its maker"
    ),
    "aigc_withheld": said("the value looks like a person’s and is withheld here"),
    "aigc_characters": said("visible ASCII without spaces"),
    "aigc_characters_odd": said("{key} holds a space or a character outside ASCII; the standard says “mainly” ASCII"),
    "aigc_own_number": said("ProduceID tells the content apart"),
    "aigc_blank_id": said("ProduceID is all zeros"),
    "aigc_provider_code": said("a 27-character code whose check digit is right"),
    "aigc_provider_name": said("named by its name, which platforms may refuse"),
    "aigc_provider_code_wrong": said("{key} looks like a provider code and is none: its check digit or form is wrong"),
    "aigc_carrier": said("in {place}, where it belongs"),
    "aigc_wrong_carrier": said("in {place}, where nobody is told to look for it"),
    "aigc_form_wrapped": said("in {place}, but wrapped once more in AIGC where the bare object belongs"),
    "aigc_form_glued": said("in {place}, but the word AIGC is glued to it"),
    "aigc_form_double_encoded": said("in {place}, but encoded as a text within JSON"),
    "aigc_form_trailing_data": said("in {place}, but other data follows it"),
    "aigc_form_braceless": said("in {place}, but without its braces"),
    "aigc_form_single_quotes": said("in {place}, but with single quotation marks"),
    "aigc_bare_in_wrapper_carrier": said("in {place}, but bare where the wrapper AIGC belongs"),
    "aigc_signature_fits": said(
        "the signature in ReservedCode1 fits Label, ContentProducer and ProduceID; its key came in the same file, "
        "so that it does not prove who signed"
    ),
    "aigc_signature_does_not_fit": said(
        "the signature in ReservedCode1 does not fit Label, ContentProducer and ProduceID: one of them was changed, "
        "or something else was signed"
    ),
    "aigc_signature_unchecked": said(
        "security data is there, and no SM2 signature over the label with a key that can be read"
    ),
    "aspect_unknown": said("this version does not know the aspect {aspect}"),
    # IPTC
    "iptc_none": said("no digital source type was found"),
    "iptc_says_ai": said("the digital source type says AI, in {place}"),
    "iptc_not_ai": said("the digital source type in {place} says something other than AI"),
    "iptc_unknown_value": said("the digital source type “{value}” is in no vocabulary"),
    "iptc_contradicts": said("the digital source type contradicts the AI system that is named beside it"),
    "field_missing": said("{field} is not named"),
    # Content Credentials
    "credential_none": said("no Content Credential was found"),
    "credential_elsewhere": said("the file only points to a credential elsewhere, and nothing is fetched"),
    "credential_tampered": said("the file was changed after it was signed"),
    "credential_malformed": said("the credential is broken"),
    "credential_disputed": said("the credential is disputed"),
    "credential_absent": said("no Content Credential was found"),
    "credential_expired": said("the signer’s certificate has run out, and no time-stamp shows that it signed before"),
    "credential_revoked": said("the signer’s certificate was withdrawn"),
    "credential_silent": said("the credential is intact and does not say AI"),
    "credential_says_ai": said("the credential is intact and says AI"),
    "credential_unknown_signer": said("the credential is intact and says AI; its signer is not known here"),
    "credential_other_form": said("the credential is another maker’s; what it names is not read in every form"),
    "time_stamped": said("time-stamped at {at} by {authority}, whom we know"),
    "time_stamp_unknown": said("time-stamped by somebody whom nobody here knows, perhaps the signer"),
    "time_stamp_broken": said("the time-stamp does not belong to this signature, or is damaged"),
    "time_stamp_none": said("the signer’s own clock only"),
    "watermark_read": said("an invisible mark of ours was read; by chance a picture says as much in at most {chance}"),
    "watermark_gone": said("a credential in it declares our invisible mark, and the picture bears it no more"),
    "watermark_other": said("the picture bears another invisible mark of ours than its credential declares"),
    "watermark_silent": said("an invisible mark of ours was read, and it does not say AI"),
    "watermark_not_ours": said("no invisible mark of ours, and no intact credential in the file declares another’s"),
    "watermark_hidden": said("the picture could not be looked into ({why})"),
    "watermark_undeclared": said(
        "invisible marks are read in pictures only, and no intact credential in the file declares one"
    ),
    "watermark_declared": said(
        "its credential, signed by {signer}, declares an invisible mark ({way}); no reader here"
    ),
    "watermark_declared_before": said(
        "an earlier credential in it, signed by {signer}, declares an invisible mark ({way}); no reader here"
    ),
    "watermark_passed_on": said(
        "a credential in it passes on that there is an invisible mark ({way}), and nobody answers for that"
    ),
    "fingerprint_unread": said("this version keeps no register of fingerprints"),
    # why a rule does not speak
    "only_for_roles": said("it binds others: {roles}"),
    "only_with_features": said("only for jobs with {features}"),
    "only_with_any_feature": said("only for jobs with one of {features}"),
    "only_for_operations": said("only for {operations}"),
    "only_for_older_models": said("only for models that came to the market before {day}"),
    "exempt_here": said("an exception or another rule takes its place"),
    "another_form": said("another form that the law allows is there"),
    "nothing_to_look_for": said("there is nothing of it in files of this kind"),
    "operation_unknown": said("it depends on what was done to the file"),
    "no_rule_known": said("no rule about labels is known here for {audience}"),
}
"""What was found or measured, by code."""

NEEDS: Mapping[str, str] = {
    "elements_zh": said("AI or 人工智能, and 生成 or 合成"),
    "elements_ko": said("AI and 생성"),
    "elements_ai": said("the capital letters AI"),
    "words_like": said("words to the effect “{text}”"),
    "ink_least": said("at least {least} %"),
    "ink_ours": said("{least} % is our own number; the rule names none"),
    "edge_needed": said("at an edge or corner (within {most} %, our own reading)"),
    "repeat_most": said("again after {most} s at most"),
    "repeat_ours": said("again and again; {most} s is our own number, the rule names none"),
    "first_picture": said("from the first picture on"),
    "seconds_least": said("at least {least} s"),
    "seconds_ours": said("{least} s is our own number; the rule names none"),
    "before_all_else": said("before all other sound"),
    "spoken": said("spoken words in {language}"),
    "rhythm": said("the rhythm short long, short short"),
    "spoken_or_rhythm": said("spoken words in {language}, or the rhythm short long, short short"),
    "aigc_needed": said("an AIGC label"),
    "aigc_keys_needed": said("{keys}, none empty"),
    "aigc_well_formed_needed": said("a well-formed AIGC label"),
    "aigc_one_copy_needed": said("exactly one label"),
    "aigc_seven_keys_needed": said("seven keys whose values are texts"),
    "aigc_label_value_needed": said("1, 2 or 3"),
    "aigc_at_birth_needed": said("the producer as propagator when first written"),
    "aigc_characters_needed": said("mainly visible ASCII without spaces"),
    "aigc_own_number_needed": said("a number of its own"),
    "aigc_provider_code_needed": said("the registered code or the name"),
    "aigc_carrier_needed": said("the carrier and form that the guides name for this kind of file"),
    "aigc_signature_needed": said("if any, an SM3 with SM2 signature over these three (App. A.1)"),
    "iptc_needed": said("a digital source type that says AI"),
    "field_needed": said("{field}"),
    "credential_needed": said("an intact Content Credential that says AI"),
    "watermark_needed": said("an invisible mark in the pictures or the sound"),
    "time_stamp_needed": said("a time-stamp by somebody else than the signer"),
}
"""What a rule needs, by code."""

FIELDS: Mapping[str, str] = {
    "provider": said("provider"),
    "system": said("system"),
    "system_version": said("version of the system"),
    "at": said("time and date"),
    "record_id": said("unique identifier"),
    "change": said("created or altered"),
}

ROLES: Mapping[str, str] = {
    Role.PROVIDER: said("I offer the AI that made it"),
    Role.DEPLOYER: said("I made it with somebody’s AI"),
    Role.PLATFORM: said("I show what others upload"),
}
"""Who somebody is to a file, as they would say it."""

FEATURES: Mapping[str, str] = {
    Feature.ADVERT: said("It is an advert"),
    Feature.IDENTIFIABLE_PERSON: said("It shows a real person"),
    Feature.ELECTION: said("It is about an election"),
    Feature.VIRTUAL_SCENE: said("It is a scene to move in, as in a game"),
    Feature.MINOR_EDIT: said("Only its quality was improved, not what it shows"),
    Feature.PUBLISHED: said("It is published on a platform"),
    Feature.UNLABELLED_COPY: said("A user asked for a copy without a visible label"),
    Feature.SIGNATORY: said("I have signed the EU’s Code of Practice"),
}
"""What may be true of a file, as people would say it."""

MENDS: Mapping[Mend, str] = {
    Mend.MARK: said("{command}"),
    Mend.MARK_UNLESS_SEEN: said("look or listen yourself; if there is none: {command}"),
    Mend.MARK_ORIGINAL: said("mark the original anew: {command}"),
    Mend.NAME_MODEL: said("name the model: {command} --model NAME --model-version VERSION"),
    Mend.GIVE_CODE: said("put your registered code under [provider] code in tellmark.toml, then {command}"),
    Mend.LARGER_LABEL: said("mark the original at the size at which it is shown: {command}"),
    Mend.NAME_OPERATION: said("say what was done with --operation"),
    Mend.LOOK_YOURSELF: said("look or listen yourself"),
    Mend.ASK_ITS_MAKER: said("ask the detector of whoever put it; no other can read it"),
    Mend.NOT_IN_THIS_VERSION: said("this version cannot do it yet"),
    Mend.STAMP: said("name a time-stamp authority as [stamps] url in tellmark.toml, then {command}"),
    Mend.INSTALL_READER: said("tellmark doctor says what is missing to open it"),
}
"""What mends a fault. *command* is `tellmark mark FILE …`."""

BEYOND: Mapping[str, str] = {
    "record": said("a record"),
    "notice": said("a notice"),
    "condition": said("a condition"),
    "clock": said("a term"),
    "report": said("a report"),
    "review": said("a review"),
    "takedown": said("a removal"),
}

FATES: Mapping[Fate, tuple[str, Tone]] = {
    Fate.KEPT: (said("Kept"), Tone.SAID),
    Fate.CHANGED: (said("Changed"), Tone.SOON),
    Fate.BROKEN: (said("Broken"), Tone.BAD),
    Fate.DIED: (said("Died"), Tone.BAD),
    Fate.APPEARED: (said("Appeared"), Tone.OPEN),
    Fate.UNSEEN: (said("Could not be looked for"), Tone.OPEN),
}
