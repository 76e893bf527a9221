"""The wordings that the label reader knows, each as the texts that stand on one plate."""

from itertools import permutations

WORDINGS: tuple[tuple[str, ...], ...] = (
    *(texts for count in (1, 2, 3) for texts in permutations(("AI生成", "AI-generated", "AI 생성"), count)),
    ("AI合成",),
    ("AI生成合成",),
    ("人工智能生成",),
    ("人工智能合成",),
    ("人工智能生成合成",),
    ("AI合成", "AI-generated"),
    ("AI生成合成", "AI-generated"),
    ("人工智能生成合成", "AI-generated"),
)
"""Both elements of GB 45438-2025 §5.1 and the capital AI of the EU Code of Practice, alone and together."""
