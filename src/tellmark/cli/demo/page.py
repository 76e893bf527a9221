"""The demo's page: what was done to each sample, to look at and to play, with what `verify` says under it."""

from collections.abc import Sequence
from html import escape

from tellmark.cli.demo.story import Chapter, Sample, Stage, Version
from tellmark.media.kinds import Modality
from tellmark.rules.plan import unmet_words
from tellmark.surface.shapes import svg
from tellmark.surface.style import stylesheet
from tellmark.values.languages import Language, said, wording
from tellmark.verify.report import Report
from tellmark.verify.words import Row, finding_rows, verdict_words

NAMES = {Language.EN: "index.html", Language.ZH: "index.zh.html"}
OWN_NAMES = {Language.EN: "English", Language.ZH: "中文"}

TITLES = {
    Sample.PICTURE: said("A picture"),
    Sample.RECORDING: said("A recording"),
    Sample.FILM: said("A film"),
}
MODALITIES = {Sample.PICTURE: Modality.IMAGE, Sample.RECORDING: Modality.AUDIO, Sample.FILM: Modality.VIDEO}

CAPTIONS = {
    Stage.BEFORE: (said("Before"), said("The sample as it came. It was not made with AI; let us say that it was.")),
    Stage.MARKED: (said("Marked"), said("What marking adds: a label for people, and three marks for machines.")),
    Stage.CHANGED: (said("One bit changed"), said("A single bit of the marked file was turned over.")),
    Stage.STRIPPED: (
        said("Metadata lost"),
        said("What is left after a messenger or an editor dropped everything that is not picture or sound."),
    ),
}

STYLE = """
.step { display: grid; gap: var(--s5); padding-block: var(--s5); border-block-start: var(--rule); }
.step > * { min-inline-size: 0; }
.step :is(img, video, audio) { inline-size: 100%; block-size: auto; }
.step .verdict { padding: var(--s4); }
.step .verdict h4 { font-size: 1.2rem; }
@media (min-width: 56em) { .step { grid-template-columns: 24rem minmax(0, 1fr); } }
"""

INTRO = said(
    "Three real samples go through what this version does: mark a file as China, the European Union and California "
    "ask, show what anyone can read in it, and show what is left when somebody changes or strips it."
)
STRANGER = said("What an installation that does not know the signer says of the marked file:")
UNMET = said("What the rules ask of it and this version cannot do:")
LICENCES = said(
    "Picture: Rachel Michetti, CC0. Reading: LibriVox, public domain. Film: © 2008 Blender Foundation, "
    "www.bigbuckbunny.org, CC BY 3.0."
)


def page(chapters: Sequence[Chapter], left_out: Sequence[str], language: Language) -> str:
    """Return the whole page in *language*; it loads nothing but the files beside it."""
    _ = wording(language)
    other = Language.ZH if language is Language.EN else Language.EN
    switch = f'<a href="{NAMES[other]}" lang="{other}" hreflang="{other}">{OWN_NAMES[other]}</a>'
    body = "".join(_chapter(chapter, language) for chapter in chapters)
    missing = "".join(f'<p class="notice is-open">{escape(line)}</p>' for line in left_out)
    shown = f"""<header class="top"><div class="wrap">
<span class="brand">Tellmark</span><nav class="lang">{switch}</nav>
</div></header>
<main class="wrap flow">
<h1>{escape(_(said("What marking looks like")))}</h1>
<p class="lead">{escape(_(INTRO))}</p>
{missing}{body}
<hr>
<p class="small soft">{escape(_(LICENCES))}</p>
</main>"""
    return f"""<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(_(said("What marking looks like")))} · Tellmark</title>
<style>{stylesheet(shown)}{STYLE}</style>
</head>
<body>
{shown}
</body>
</html>
"""


def _chapter(chapter: Chapter, language: Language) -> str:
    _ = wording(language)
    versions = "".join(_version(version, chapter.sample, language) for version in chapter.versions)
    unmet = "".join(f"<li>{escape(line)}</li>" for line in unmet_words(chapter.unmet))
    title = escape(_(TITLES[chapter.sample]))
    return (
        f'<section class="flow" aria-label="{title}"><h2>{title}</h2>'
        f"{versions}<p>{escape(_(STRANGER))}</p>{_verdict(chapter.stranger, language)}"
        f"<p>{escape(_(UNMET))}</p><ul>{unmet}</ul></section>"
    )


def _version(version: Version, sample: Sample, language: Language) -> str:
    _ = wording(language)
    heading, text = CAPTIONS[version.stage]
    rows = "".join(_row(row) for row in finding_rows(version.report, language) if row.tone != "open")
    return (
        f'<div class="step"><div class="flow"><h3>{escape(_(heading))}</h3><p class="soft">{escape(_(text))}</p>'
        f"{_media(version.file, sample, _(heading))}</div><div>{_verdict(version.report, language)}"
        + (f'<ul class="findings">{rows}</ul>' if rows else "")
        + "</div></div>"
    )


def _media(file: str, sample: Sample, name: str) -> str:
    source, label = escape(file, quote=True), escape(name, quote=True)
    match MODALITIES[sample]:
        case Modality.IMAGE:
            return f'<p><img src="{source}" alt="{label}"></p>'
        case Modality.AUDIO:
            return f'<p><audio controls preload="metadata" src="{source}" aria-label="{label}"></audio></p>'
        case Modality.VIDEO:
            return f'<p><video controls preload="metadata" src="{source}" aria-label="{label}"></video></p>'


def _verdict(report: Report, language: Language) -> str:
    words = verdict_words(report, language)
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in words.sentences)
    return (
        f'<div class="verdict is-{words.tone}"><div class="what">{svg(words.shape)}<div>'
        f"<h4>{escape(words.title)}</h4>{sentences}</div></div></div>"
    )


def _row(row: Row) -> str:
    sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in row.sentences)
    return (
        f'<li><span class="tag is-{row.tone}">{svg(row.shape)}{escape(row.tag)}</span>'
        f"<div><h4>{escape(row.title)}</h4>{sentences}</div></li>"
    )
