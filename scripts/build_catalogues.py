"""Make the catalogues of messages: find them in code, templates and rule packs, merge the translations, compile them.

python scripts/build_catalogues.py            writes tellmark.pot, rules.pot, and every language's .po and .mo
python scripts/build_catalogues.py --check    writes nothing; exit 1 where one of them is stale
"""

import ast
import io
import struct
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

SOURCE = Path(__file__).parents[1] / "src" / "tellmark"
LOCALE = SOURCE / "locale"
LANGUAGES = ("zh_Hans",)
"""Every language but English, which is what the messages themselves are in."""

CALLED_OTHERWISE = frozenset({"CN"})
"""The packs of lands whose laws have names in one of these languages."""

TEMPLATES = "**/templates/**.html"
_MO_HEADER = 28
WORDING = ("_", "said")
"""The functions that word a message, or mark one that is worded later (values/languages.py)."""


def main() -> int:
    """Write the catalogues, or with --check name the stale ones. Returns the exit code."""
    stale = [path for path, data in made() if not path.exists() or path.read_bytes() != data]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"stale: {path.relative_to(SOURCE)}; run: make i18n", file=sys.stderr)
        return 1 if stale else 0
    contents = dict(made())
    for path in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(contents[path])
        print(f"made {path.relative_to(SOURCE)}")
    return 0


def made() -> Iterator[tuple[Path, bytes]]:
    """Yield every catalogue file as it should be."""
    for domain, template in (("tellmark", found()), ("rules", in_packs())):
        yield LOCALE / f"{domain}.pot", written(template)
        for language in LANGUAGES:
            place = LOCALE / language / "LC_MESSAGES" / f"{domain}.po"
            catalogue = Catalog(locale=language, domain=domain, fuzzy=False)
            if place.exists():
                catalogue = read_po(io.BytesIO(place.read_bytes()), locale=language, domain=domain)
            catalogue.update(template, no_fuzzy_matching=True, update_header_comment=False)
            catalogue.obsolete.clear()
            yield place, written(catalogue)
            yield place.with_suffix(".mo"), compiled(catalogue)


def found() -> Catalog:
    """Find every message of the code and of the templates."""
    catalogue = Catalog(domain="tellmark", project="Tellmark", fuzzy=False)
    options = {TEMPLATES: {"silent": "false"}}
    for name, _, message, _, _ in extract_from_dir(SOURCE, [(TEMPLATES, "jinja2")], options, {"_": None}):
        catalogue.add(message, locations=[(f"src/tellmark/{name}", 0)])
    for path in sorted(SOURCE.rglob("*.py")):
        for message in in_code(path.read_text("utf-8")):
            catalogue.add(message, locations=[(f"src/tellmark/{path.relative_to(SOURCE).as_posix()}", 0)])
    return catalogue


def in_packs() -> Catalog:
    """Find every name of a pack, every sentence of a rule and of one that software cannot act on, and laws' names.

    Those of a land whose language is one of ours: every other law is cited as it is, in each language.
    """
    catalogue = Catalog(domain="rules", project="Tellmark", fuzzy=False)
    for path in sorted((SOURCE / "rules" / "packs").glob("*.toml")):
        pack = tomllib.loads(path.read_text("utf-8"))
        rows = [pack["pack"]["name"], *(row["what"] for row in pack.get("rule", []))]
        own = pack["pack"]["code"] in CALLED_OTHERWISE
        laws = [row["cites"] for kind in ("rule", "unserved") for row in pack.get(kind, [])] if own else []
        for message in [*rows, *(row["why"] for row in pack.get("unserved", [])), *laws]:
            catalogue.add(message, locations=[(f"src/tellmark/rules/packs/{path.name}", 0)])
    return catalogue


def in_code(source: str) -> Iterator[str]:
    """Yield the messages of a Python file, also those inside f-strings, which Babel's own extractor passes over."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDING:
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def written(catalogue: Catalog) -> bytes:
    """Write *catalogue* as .po: sorted, with files but without lines and dates, so that it changes only with words."""
    catalogue.header_comment = "# The words of Tellmark. Made by scripts/build_catalogues.py (make i18n)."
    out = io.BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, include_lineno=False, omit_header=False)
    lines = out.getvalue().decode().splitlines(keepends=True)
    drop = ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team", "Generated-By", "Report-Msgid")
    return "".join(line for line in lines if not line.startswith(tuple(f'"{name}' for name in drop))).encode()


def compiled(catalogue: Catalog) -> bytes:
    """Write *catalogue* as .mo (GNU gettext, §10.3). Babel's own writer puts the time and its version in the header."""
    header = ("", "Content-Type: text/plain; charset=utf-8\n")
    pairs = [header, *sorted((str(one.id), str(one.string)) for one in catalogue if one.id and one.string)]
    encoded = [(message.encode(), string.encode()) for message, string in pairs]
    count, data = len(encoded), b""
    tables: list[bytes] = []
    for column in (0, 1):
        for pair in encoded:
            place = _MO_HEADER + 16 * count + len(data)
            tables.append(struct.pack("<II", len(pair[column]), place))
            data += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, _MO_HEADER, _MO_HEADER + 8 * count, 0, 0)
    return head + b"".join(tables) + data


if __name__ == "__main__":
    sys.exit(main())
