import pytest

from tellmark.rules.checking import check
from tellmark.rules.library import shipped
from tellmark.rules.loading import BadPack, load_pack
from tellmark.rules.obligations import Label, Mark, MarkKind

HEAD = '[pack]\ncode = "XX"\nname = "Nowhere"\nzone = "Europe/Brussels"\nversion = "1"\n'
RULE = """
[[rule]]
id = "XX-1"
what = "a label"
cites = "Act 1"
grade = "P"
from = 2026-01-01
do = [{ ask = "label", text = "AI", min_ink = 0.05 }]
served_by = "mark"
"""


LABEL = '{ ask = "label", text = "AI", min_ink = 0.05 }'
CLOCK = '{ ask = "clock", action = "x", after = "y", within = 2, calendar = "hours" }'


def pack(*parts: str) -> bytes:
    return (HEAD + "".join(parts)).encode()


def test_a_pack_becomes_typed_values() -> None:
    rule = load_pack(pack(RULE)).rules[0]
    assert rule.do == (Label(text="AI", min_ink=0.05),)
    assert rule.source.cites == "Act 1"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('cites = "Act 1"\n', ""), "a rule without a source is no rule"),
        (("served_by", "servedby"), "did you mean `served_by`"),
        (('grade = "P"', 'grade = "Q"'), "Q is no grade"),
        (("from = 2026-01-01", 'from = "soon"'), "is a day such as 2026-12-02"),
        (("from = 2026-01-01\n", ""), "since when does it hold"),
        (('ask = "label"', 'ask = "lable"'), "`ask` is one of"),
        (("min_ink = 0.05", 'min_ink = "big"'), "`min_ink` cannot be 'big'"),
        (("min_ink", "ink"), "did you mean `min_ink`"),
        (('served_by = "mark"', 'served_by = "mark"\nwhen = { roles = ["king"] }'), "king is no role"),
        (('served_by = "mark"', 'served_by = "mark"\nwhen = { modalities = ["smell"] }'), "smell is no modality"),
        (('served_by = "mark"', 'served_by = "mark"\nexempt = [{ effect = "off" }]'), "it would always hold"),
        (('served_by = "mark"', 'served_by = "mark"\nspeech = "yes"'), "true or false"),
        (('{ ask = "label", text = "AI", min_ink = 0.05 }', '{ ask = "clock", action = "x" }'), "needs `after`"),
        (
            ('served_by = "mark"', 'served_by = "mark"\nwhen = { any_features = ["hats", "minor"] }'),
            "hats is no feature",
        ),
        ((LABEL, CLOCK.replace("hours", "moons")), "moons is no calendar"),
        ((LABEL, CLOCK.replace("}", ', pauses = ["lunch"] }')), "lunch is no standstill"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named_with_its_rule(change: tuple[str, str], says: str) -> None:
    with pytest.raises(BadPack, match="XX-1") as refused:
        load_pack(pack(RULE.replace(*change)))
    assert says in refused.value.what


def test_a_file_that_is_no_pack_is_refused() -> None:
    for data in (b"\xff\xfe", b"[pack", b"[pack]\nname = 'x'\n", b"x = 1\n"):
        with pytest.raises(BadPack):
            load_pack(data)


AGAIN = RULE.replace("from = 2026-01-01", "from = 2026-06-01")
REFUSES = RULE.replace('{ ask = "label", text = "AI", min_ink = 0.05 }', '{ ask = "condition", needs = "refuse" }')
YIELDS = RULE.replace('served_by = "mark"', 'served_by = "mark"\nyields_to = ["XX-2"]')
BACK = YIELDS.replace("XX-1", "XX-0").replace("XX-2", "XX-1").replace("XX-0", "XX-2")


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        ((RULE, AGAIN), "two versions of it hold on 2026-06-01"),
        ((RULE.replace("from = 2026-01-01", "from = 2026-01-01\nuntil = 2025-01-01"),), "it ends before it begins"),
        ((REFUSES.replace('grade = "P"', 'grade = "R"'),), "from memory only"),
        ((YIELDS, BACK), "it yields to itself"),
        ((YIELDS,), "it yields to XX-2, which is no rule"),
        ((RULE.replace('do = [{ ask = "label", text = "AI", min_ink = 0.05 }]', "do = []"),), "it asks for nothing"),
        ((RULE.replace('text = "AI", ', ""),), "a label needs words"),
        (
            (
                RULE.replace('{ ask = "label", text = "AI", min_ink = 0.05 }', '{ ask = "mark", kind = "iptc" }')
                + 'exempt = [{ purposes = ["satire"], effect = "off" }]\n',
            ),
            "never the machine marks",
        ),
        ((RULE.replace(LABEL, f'{LABEL}, {{ ask = "record", what = "x" }}'),), "marking puts labels and marks alone"),
        ((RULE + 'when = { any_features = ["minor"] }\n',), "one feature alone belongs under `features`"),
        (
            (RULE + 'when = { any_features = ["minor", "csam"], without = ["csam"] }\n',),
            "cannot be asked for, or ruled out, by itself",
        ),
        (
            (RULE.replace(LABEL, CLOCK.replace("}", ", longest = 2 }")).replace('"mark"', '"recorded"'),),
            "`longest` is more than `within`",
        ),
    ],
)
def test_what_cannot_be_meant_is_named(parts: tuple[str, ...], says: str) -> None:
    loaded = load_pack(pack(*parts))
    with pytest.raises(BadPack) as refused:
        check([loaded])
    assert says in refused.value.what


def test_versions_of_a_rule_may_follow_each_other() -> None:
    first = RULE.replace("from = 2026-01-01", "from = 2026-01-01\nuntil = 2026-05-31")
    check([load_pack(pack(first, AGAIN))])


def test_speech_in_the_united_states_is_never_taken_down_by_a_machine() -> None:
    head = HEAD.replace("XX", "US-XX")
    rule = REFUSES + "speech = true\n"
    with pytest.raises(BadPack, match="speech"):
        check([load_pack((head + rule).encode())])


def test_a_time_zone_that_is_none_is_refused() -> None:
    with pytest.raises(BadPack, match="Mars/Olympus"):
        check([load_pack(pack(RULE).replace(b"Europe/Brussels", b"Mars/Olympus"))])


@pytest.mark.parametrize(
    ("heads", "says"),
    [
        ([("XX", 'members = ["YY"]'), ("ZZ", 'members = ["YY"]')], "its member YY lies within"),
        ([("XX", 'members = ["XX"]')], "its member XX lies within itself"),
        ([("XX", 'members = ["YY"]'), ("YY", 'members = ["ZZ"]')], "it has members and lies within XX"),
        ([("XX", ""), ("YY", 'within = "XX"\nmembers = ["ZZ"]')], "it has members and lies within XX"),
        ([("XX", 'members = ["Germany"]')], "Germany is no code"),
        ([("nowhere", "")], "nowhere is no code"),
    ],
)
def test_a_territory_lies_within_one_other_at_most(heads: list[tuple[str, str]], says: str) -> None:
    packs = [load_pack((HEAD.replace("XX", code) + more + "\n").encode()) for code, more in heads]
    with pytest.raises(BadPack) as refused:
        check(packs)
    assert says in refused.value.what


def test_the_packs_of_this_version_can_be_used() -> None:
    library = shipped()
    assert {"CN", "EU", "US-CA"} <= set(library.packs)
    assert any(one == Mark(MarkKind.AIGC) for rule in library.packs["CN"].rules for one in rule.do)
