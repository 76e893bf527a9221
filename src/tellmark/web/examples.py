"""Invented forms, clocks and records, in each language, for the style guide."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tellmark.surface.clock_faces import Done, Face, Paused, Running, face
from tellmark.surface.forms import Form, Mistake
from tellmark.values.languages import Language

_AT = datetime.fromisoformat("2026-11-23T11:00:00+00:00")
_WORDS: dict[str, tuple[str, str]] = {
    "who": ("Who asks", "谁提出请求"),
    "studio": ("Studio North Ltd", "北方工作室有限公司"),
    "checked": ("A registered company; checked on 3 March 2026", "已登记的公司；核对于 2026 年 3 月 3 日"),
    "for": ("For", "用途"),
    "book": ("One audiobook, “Winter Light”", "一部有声书《冬日之光》"),
    "until": ("Until", "期限"),
    "change": ("Change", "更改"),
    "missing": ("Not said yet", "尚未填写"),
    "hours": ("Hours of speech, at most", "语音时长上限（小时）"),
    "hours_hint": ("What was asked for is 9", "对方请求 9 小时"),
    "hours_wrong": ("Write a number from 0 to 9.", "请填写 0 到 9 之间的数字。"),
    "also": ("Also never for", "另外不得用于"),
    "also_hint": ("For example: alcohol, medicine, a certain company", "例如：酒类、药品、某家公司"),
    "where": ("Where should it not be sold?", "不得在哪里销售？"),
    "china": ("China", "中国"),
    "union": ("European Union", "欧盟"),
    "ask": ("May anyone ask to recreate you?", "可以有人请求再现您吗？"),
    "ask_wrong": ("Choose one of the answers.", "请选择一个答案。"),
    "each": ("They may ask me each time", "每次都可以来问我"),
    "so": ("So it is now.", "现在就是这样。"),
    "nobody": ("Nobody: do not recreate me", "任何人都不行：不要再现我"),
    "code": ("For this we need one picture, made into a code on your own device.",
             "为此需要一张照片，在您自己的设备上转成代码。"),
    "language": ("Language of the letters", "信件的语言"),
    "agree": ("Agree", "同意"),
    "stands": ("as it stands above", "按上面所写"),
    "less": ("less, shorter, not this", "更少、更短、不要这一项"),
    "no": ("No", "不同意"),
    "no_reason": ("no reason needed", "无需说明理由"),
    "newest": ("You agreed.", "您同意了。"),
    "oldest": ("The request was sent.", "请求已发送。"),
    "read": ("Read", "阅读"),
    "decide": ("Decide", "决定"),
    "keep": ("Keep the receipt", "保存回执"),
    "none": ("Nobody has asked yet", "还没有人提出请求"),
    "none_more": ("When somebody does, you read it here first.", "有人提出请求时，您会先在这里看到。"),
    "agreed": ("You agreed on 23 November 2026", "您于 2026 年 11 月 23 日同意"),
    "lead": ("Keep this receipt. With its code you can end your agreement without signing in.",
             "请保存此回执。凭其代码，您无需登录即可终止同意。"),
    "end": ("End it at any time:", "随时可以终止："),
    "before": ("Asked:", "请求："),
    "now": ("You offer:", "您提出："),
    "open": ("Open", "打开"),
    "spoken": ("quiet harbour, 29", "安静港湾 · 29"),
    "stock_voice": ("This is a stock voice, not yours.", "这是资料库里的声音，不是您的。"),
    "stock_face": ("This is a drawn portrait of nobody, not you.", "这是一幅画出来的肖像，不是任何人，也不是您。"),
    "own_voice": (
        "Your own recording, as Studio North has it; nothing was made from it.",
        "您本人的录音，由北方工作室持有；没有用它制作过任何内容。",
    ),
    "own_face": (
        "Your own picture, as Studio North has it; nothing was made from it.",
        "您本人的照片，由北方工作室持有；没有用它制作过任何内容。",
    ),
    "own_word": ("That it is unaltered is their word.", "“未经改动”只是对方的说法。"),
    "law": ("TAKE IT DOWN, 48 h", "TAKE IT DOWN，48 小时"),
    "wait": ("we wait for an answer", "我们在等待答复"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Examples:
    """What the style guide shows beside reports: words by name, a form with mistakes, clocks."""

    words: dict[str, str]
    form: Form
    clocks: tuple[Face, ...]


def examples(language: Language, sent: Form | None = None) -> Examples:
    """Return the examples in *language*; the form as it was *sent*, else as if it had been."""
    words = {name: pair[language is Language.ZH] for name, pair in _WORDS.items()}
    mistakes = (Mistake("hours", words["hours_wrong"]), Mistake("ask", words["ask_wrong"]))
    typed = {"hours": ("many",), "until": ("2027-06-30",), "where": ("EU",), "language": ("zh-Hans",)}
    return Examples(words, (sent or Form(typed)).told(mistakes), _clocks(language, words))


def _clocks(language: Language, words: dict[str, str]) -> tuple[Face, ...]:
    def running(over: int, left: int) -> Running:
        started, due = _AT - timedelta(hours=over), _AT + timedelta(hours=left)
        return Running(started, started + (due - started) / 2, due)

    due = _AT + timedelta(hours=3)
    shown = (running(21, 27), running(39, 9), running(49, -1), Paused(_AT - timedelta(days=2), words["wait"]))
    return (*(face(one, _AT, language, words["law"]) for one in shown), face(Done(_AT, due), _AT, language))
