"""What the pages of somebody who is asked show: values in the reader's language, for templates that only lay out."""

import io
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

import segno
from markupsafe import Markup

from tellmark.consent.decide import late
from tellmark.consent.laws import asking
from tellmark.consent.model import Consent, Party, Request, RequestState, Words
from tellmark.consent.phrases import TICKS, YOURS, worded
from tellmark.consent.proofs import BindingMethod
from tellmark.consent.showing import Row, differences, place, rows
from tellmark.consent.showing import until as until_day
from tellmark.consent.spoken.model import Spoken, SpokenState
from tellmark.consent.terms import Modality, Scope, Tick
from tellmark.consent.timeline import Entry
from tellmark.media.kinds import Modality as Medium
from tellmark.rules.model import Grade
from tellmark.rules.sentences import Told, sentence
from tellmark.surface.moments import day, instant
from tellmark.values.languages import Language, said, wording

Cells = list[tuple[str, str, str, str, str]]
"""Rows of a summary: question, answer, what stands beside it, where to change it, and the link's word."""


def number_of(request: Request) -> str:
    """Return the number by which people speak of a request: the end of its id."""
    return f"CR-{request.id[-8:].upper()}"


def asks_for(who: str, scope: Scope, language: Language) -> str:
    """Word what is asked in one sentence, for the head of the page."""
    _ = wording(language)
    return _(said("{who} asks to use {what}")).format(who=who, what=worded(scope.modalities, YOURS, language))


def lead(scope: Scope, language: Language) -> str:
    """Word what would happen, for a reader of fourteen."""
    _ = wording(language)
    if scope.modalities == {Modality.VOICE}:
        return _(said("A machine would speak new words in a voice made from yours."))
    if Modality.VOICE in scope.modalities:
        return _(said("A machine would make pictures and sound in which you seem to be seen and heard."))
    return _(said("A machine would make pictures in which you seem to be seen."))


def summary_of(shown: tuple[Row, ...]) -> Cells:
    """Return *shown* as the rows of a summary in which nothing is changed."""
    return [(row.question, row.answer, row.more, row.address, row.link) for row in shown]


def who_asks(party: Party | None, named: str, checked: str, language: Language) -> tuple[str, list[str]]:
    """Return the name of who asks, and what was checked of it, each a line. *checked* is a day in words, or empty."""
    _ = wording(language)
    if party is None:
        return named, [_(said("They run this service themselves."))]
    lines = [_(said("Through this service, run by {name}.")).format(name=named)]
    if party.number:
        lines.append(_(said("Number in the register of companies: {number}")).format(number=party.number))
    if checked:
        found = said("An officer found this number in the register on {day}. Nobody here has compared the name.")
        lines.append(_(found).format(day=checked))
    else:
        lines.append(_(said("Nobody here has checked this name.")))
    return party.name, lines


_HEARD, _SEEN = frozenset({Medium.AUDIO, Medium.VIDEO}), frozenset({Medium.IMAGE, Medium.VIDEO})


def stock(scope: Scope, language: Language, there: Collection[Medium] = ()) -> list[tuple[str, str, str]]:
    """Return the stock voice or face that stands for the result, and the sentence that says so.

    None for a sense for which the person's own recording is *there*.
    """
    _ = wording(language)
    never = _(said("Nobody makes yours before you have agreed."))
    shown = []
    if Modality.VOICE in scope.modalities and _HEARD.isdisjoint(there):
        says = _(said("This is a stock voice, not yours."))
        shown.append(("voice", f"stock/voice-{language}.mp3", f"{says} {never}"))
    if scope.modalities & {Modality.FACE, Modality.BODY} and _SEEN.isdisjoint(there):
        says = _(said("This is a drawn portrait of nobody, not you."))
        shown.append(("face", "stock/face.svg", f"{says} {never}"))
    return shown


def changes(before: Scope | None, request: Request, language: Language) -> list[tuple[str, str, str]] | None:
    """Return what has changed since the person read *before*, None where they had read nothing before."""
    return None if before is None else differences(before, request.scope, language, to_person=True)


def questions(ticks: Mapping[Tick, bool], at: Callable[[Tick], str], language: Language) -> Cells:
    """Return the separate agreements and the answers to them; *at* leads to where one is changed."""
    _ = wording(language)
    answers = {True: _(said("Yes")), False: _(said("No: it is not part of what you allow"))}
    return [(_(TICKS[tick]), answers[yes], "", at(tick), _(said("Change"))) for tick, yes in ticks.items()]


def meaning(tick: Tick, scope: Scope, language: Language) -> str:
    """Say what yes to a separate question means for this scope, and what no means."""
    _ = wording(language)
    means = {
        Tick.BIOMETRIC: said(
            "To imitate you, a machine measures {what} and keeps the pattern. It is deleted when you end this."
        ),
        Tick.CROSS_BORDER: said(
            "What was taken of you would be worked on outside your country, where other laws hold. "
            "Without it, it stays where it is."
        ),
        Tick.PUBLIC_DISCLOSURE: said("Anybody may see or hear the result. Without it, it stays in a closed circle."),
        Tick.THIRD_PARTIES: said(
            "Other companies may make and use it, under the same conditions. Without it, only who asks may."
        ),
        Tick.TRAINING: said(
            "A model would keep having learnt from you. That cannot wholly be undone. Without it, no model learns."
        ),
    }
    return _(means[tick]).format(what=worded(scope.modalities, YOURS, language))


ARTICLES: Mapping[Tick, str] = {
    Tick.BIOMETRIC: said("China: Personal Information Protection Law, Art. 29. EU: GDPR, Art. 9."),
    Tick.CROSS_BORDER: said("China: Personal Information Protection Law, Art. 39."),
    Tick.PUBLIC_DISCLOSURE: said("China: Personal Information Protection Law, Art. 25."),
    Tick.THIRD_PARTIES: said("China: Personal Information Protection Law, Art. 23."),
    Tick.TRAINING: said("EU: GDPR, Art. 7: each purpose is asked by itself."),
}
"""Which law asks for each separate agreement."""

WAYS: Mapping[BindingMethod, tuple[str, str]] = {
    BindingMethod.PASSKEY: (
        said("Agree, with your passkey"),
        said("Your device asks for your finger, your face or its own code. It signs exactly what stands above."),
    ),
    BindingMethod.WALLET: (
        said("Agree, with your wallet"),
        said("A wallet on this or another device shows who you are, and signs the digest of what stands above."),
    ),
    BindingMethod.SPOKEN: (
        said("Agree by speaking"),
        said("You read a sentence aloud and send the recording. An officer of this service listens before it counts."),
    ),
    BindingMethod.FRESH_PROOF: (
        said("Agree to this"),
        said("You proved who you are a moment ago: that ties this answer to you."),
    ),
}
"""By what an answer is tied to a person here: the button, and what it means."""


_SPOKE: Mapping[SpokenState, tuple[str, str]] = {
    SpokenState.GIVEN: (
        said("Has an officer listened? Then I agree"),
        said("Your recording waits for an officer of this service."),
    ),
    SpokenState.HEARD: (said("Agree, with what you have spoken"), said("An officer of this service has heard it.")),
}


def way_words(way: BindingMethod, spoken: Spoken | None, language: Language) -> tuple[str, str]:
    """Return the button of a *way* and what it means; *spoken* is what the person has spoken over this already."""
    _ = wording(language)
    word, means = _SPOKE[spoken.state] if spoken is not None and way is BindingMethod.SPOKEN else WAYS[way]
    return _(word), _(means)


def law(scope: Scope, language: Language) -> list[tuple[str, list[tuple[Told, Told, str]]]]:
    """Return for each place the rules there that ask for consent to this: citation, sentence, how sure we are of it."""
    _, told = wording(language), []
    for code in sorted(scope.territories):
        found = [
            (sentence(one.source.cites, language), sentence(one.what, language), _(_GRADES[one.source.grade]))
            for one in asking(scope, code)
        ]
        told.append((place(code, language), found))
    return told


_GRADES: Mapping[Grade, str] = {
    Grade.P: said("primary text read"),
    Grade.S: said("secondary source"),
    Grade.R: said("remembered"),
    Grade.M: said("measured"),
}


def receipt(consent: Consent, words: Words, who: str, language: Language) -> Cells:
    """Return what a receipt says of *consent*."""
    _ = wording(language)
    head = [(_(said("Who may")), who, "", "", "")]
    return head + summary_of(rows(consent.scope, words, language, to_person=True, counts_in=consent.grounds.accepted))


def stated(request: Request, at: datetime, language: Language, *, left: bool) -> tuple[str, str]:
    """Return the head and the sentence of a request that is not to be decided any more.

    *left*: who asked did not take what was offered instead.
    """
    _ = wording(language)
    title, sentence = _LEFT if left else _STATED[RequestState.LAPSED if late(request, at) else request.state]
    when = request.answered_at or request.due or request.opened_at
    return _(title).format(day=day(when, language)), _(sentence).format(day=day(when, language))


_STATED: Mapping[RequestState, tuple[str, str]] = {
    RequestState.DRAFT: (said("There is nothing to decide yet"), said("This request has not been sent.")),
    RequestState.HALF: (
        said("Your word is given"),
        said("Somebody else has to agree, too. Until then nothing counts, and nothing is made."),
    ),
    RequestState.COUNTERED: (
        said("Your proposal was sent"),
        said("Who asked may take it or leave it. Nothing is agreed yet, and you have nothing to do."),
    ),
    RequestState.GRANTED: (said("You agreed on {day}"), said("Here you see how it stands, and can end it.")),
    RequestState.REFUSED: (said("You said no"), said("Who asked learns that the answer is no, and nothing else.")),
    RequestState.LAPSED: (
        said("This request has ended"),
        said("There was no answer until {day}, and that means no."),
    ),
    RequestState.RECALLED: (
        said("This request was taken back"),
        said("Whoever asked took it back on {day}. You have nothing to do."),
    ),
}
_LEFT = (
    said("The proposal was not taken"),
    said("Whoever asked left it on {day}, and the request is over. Nothing was agreed, and you have nothing to do."),
)


def kept(request: Request, at: datetime, language: Language) -> list[str]:
    """Say what is kept of a request of which nothing came, why, and how long; nothing of any other."""
    if request.state not in _CAME_TO_NOTHING and not late(request, at):
        return []
    return [wording(language)(sentence) for sentence in _KEPT]


_CAME_TO_NOTHING = (RequestState.LAPSED, RequestState.RECALLED, RequestState.REFUSED)
_KEPT = (
    said("Nothing was made of you, and nothing was measured."),
    said(
        "What you were asked and where we wrote to you stay here, locked with a key of your own: "
        "so nobody asks you the same again within 30 days, and you can show later what was asked."
    ),
    said("They stay until you have them deleted: on a page of your own, or by whoever runs this service."),
)


def beginning(content: str) -> str:
    """Return how a long text begins, empty for one that is short enough to stand on the page whole."""
    return f"{content[:_SHORT]}…" if len(content) > 2 * _SHORT else ""


_SHORT = 300


def proofs(consent: Consent, leaves: Sequence[Entry], language: Language) -> Cells:
    """Return how an agreement can be checked: by what it was confirmed, its digests, and its leaf."""
    _ = wording(language)
    confirmed = _(CONFIRMED.get(consent.grounds.method, CONFIRMED[""]))
    leaf = next((one for one in leaves if one.type == "consent.granted"), None)
    offers = [one for one in leaves if one.type == "consent.countered"]
    confirmed_at = next((one.at for one in offers if one.facts["document"] == consent.document), consent.granted_at)
    number = _(said("Waits for its place; load this page again in a moment"))
    if leaf is not None and leaf.position is not None:
        number = _(said("Entry {number}")).format(number=f"{leaf.position:,}")
    return [
        (_(said("Receipt")), consent.id, "", "", ""),
        (_(said("You confirmed by")), confirmed, instant(confirmed_at, language), "", ""),
        (_(said("Who you are")), _(said("As you proved it")), _(_NOT_COMPARED), "", ""),
        (_(said("Notice")), consent.notice, _(said("Digest of the text that you read")), "", ""),
        (_(said("Decision")), consent.document, _(said("Digest of what you decided")), "", ""),
        (_(said("In the log")), number, _(said("Without your name")), "", ""),
    ]


_NOT_COMPARED = said("Nobody here has compared it with the name under which you were asked")


def ticked_rows(consent: Consent, language: Language) -> Cells:
    """Return what was asked separately, and how it was answered; what was not ticked is not part of the consent.

    Nor is what was taken back since.
    """
    _ = wording(language)
    return [
        (_(TICKS[tick]), _(said("Yes")), "", "", "") for tick in Tick if tick in consent.ticks & consent.scope.ticks
    ]


CONFIRMED: Mapping[str, str] = {
    "passkey": said("Your passkey"),
    "wallet": said("Your wallet"),
    "spoken": said("A sentence that you spoke, heard by an officer"),
    "witnessed": said("An officer who was there, and another who confirmed it"),
    "fresh_proof": said("The proof of who you are, just before"),
    "": said("Another way"),
}
"""By what a decision was tied to the person, in words."""


def agreement(consent: Consent, language: Language) -> str:
    """Word for the head of its receipt that *consent* was given, or that it has ended."""
    if consent.ended_at is not None:
        return wording(language)(said("This agreement has ended"))
    return wording(language)(said("You agreed on {day}")).format(day=day(consent.granted_at, language))


def counts(consent: Consent, at: datetime, language: Language) -> str:
    """Word from when until when *consent* counts, and what to do with the receipt."""
    _ = wording(language)
    if consent.ended_at is not None:
        days = {"agreed": day(consent.granted_at, language), "ended": day(consent.ended_at, language)}
        over = said("It was given on {agreed}; since {ended} it gives no leave to make anything new.")
        return _(over).format(**days)
    keep = _(said("Keep this receipt. With its code you can end your agreement without signing in."))
    if consent.counts_from > at:
        wait = _(said("It counts from {when} on: until then you can think it over."))
        return f"{wait.format(when=instant(consent.counts_from, language))} {keep}"
    return keep


def drawing(address: str, label: str, border: int = 0) -> Markup:
    """Draw *address* as a code that a telephone reads (ISO/IEC 18004), as SVG; *label* is read out instead.

    *border* is the white margin in modules: the standard wants four where the page gives none.
    """
    out = io.BytesIO()
    segno.make(address, error="m").save(
        out, kind="svg", xmldecl=False, svgns=False, border=border, omitsize=True, nl=False, title=label, svgclass=None
    )
    return Markup(out.getvalue().decode())  # noqa: S704 (drawn here from our own address)


def others(request: Request, language: Language) -> str:
    """Say that several are asked, where there are: nothing is made before all of them have agreed."""
    if request.group is None:
        return ""
    return wording(language)(said("Others in the same picture are asked, too. Nothing is made before all have agreed."))


def together(consent: Consent, language: Language) -> list[str]:
    """Say of what runs and is one of several that nothing is made before all agree; nothing of any other.

    Whether the others have is theirs: it is told to none of them, so that nobody learns who has said no.
    """
    if consent.group is None or consent.ended_at is not None:
        return []
    several = said(
        "Others in the same picture are asked, too. Nothing is made before all have agreed; whether they have is not"
        " shown here."
    )
    return [wording(language)(several)]


def follows(scope: Scope, language: Language) -> str:
    """Say how many short questions follow if somebody agrees."""
    count = len(scope.ticks)
    _ = wording(language)
    if not count:
        return ""
    if count == 1:
        return _(said("If you agree, one short question follows, for the law wants it asked by itself."))
    words = _(said("If you agree, {count} short questions follow, for the law wants each of them asked by itself."))
    return words.format(count=count)


def when_it_counts(request: Request, language: Language) -> str:
    """Say when an agreement counts: a grave one after a day, to be slept on; one of several once all have agreed."""
    _ = wording(language)
    if request.scope.high_risk:
        waits = _(said("It counts a day after you agree: until then you can take it back before anything is made."))
        return f"{waits} {others(request, language)}".strip()
    if request.group is not None:
        return _(said("Nothing is made before all in the picture have agreed, and you can end it on any day."))
    return _(said("It counts from the moment you agree, and you can end it on any day."))


def until(consent: Consent, at: datetime, language: Language) -> str:
    """Word until when it holds, or since when it does not."""
    _ = wording(language)
    if consent.ended_at is not None:
        return _(said("since {day}")).format(day=day(consent.ended_at, language))
    if consent.counts_from > at:
        return _(said("counts from {day} on")).format(day=day(consent.counts_from, language))
    return until_day(consent.until, language)
