"""The wordings that the label reader knows, each as the texts that stand on one plate, and the order they stand in."""

from itertools import permutations

PERFORMER = "This performance features a synthetic performer"
"""Of an advert whose performer nobody is (Cal. Bus. & Prof. Code § 17610: words to that effect)."""

_GENERATED = tuple(texts for count in (1, 2, 3) for texts in permutations(("AI生成", "AI-generated", "AI 생성"), count))

WORDINGS: tuple[tuple[str, ...], ...] = (
    *_GENERATED,
    ("AI合成",),
    ("AI生成合成",),
    ("人工智能生成",),
    ("人工智能合成",),
    ("人工智能生成合成",),
    ("AI合成", "AI-generated"),
    ("AI生成合成", "AI-generated"),
    ("人工智能生成合成", "AI-generated"),
    (PERFORMER,),
    *((*texts, PERFORMER) for texts in _GENERATED),
)
"""Both elements of GB 45438-2025 §5.1 and the capital AI of the EU Code of Practice, alone and together; the words of
adverts behind each of them.
"""


def in_order(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Return *texts* as they are drawn: as they come, but a sentence after the words that are short."""
    return tuple(sorted(texts, key=lambda text: text == PERFORMER))
