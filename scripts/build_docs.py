"""Make the generated pages of docs/, and the data of `tellmark explain`, from the code itself.

python scripts/build_docs.py            writes docs/cli.md, settings.md, errors.md, rules.md, and cli/errors.json
python scripts/build_docs.py --check    writes nothing; exit 1 where one of them is stale
"""

import ast
import importlib
import inspect
import json
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import typer.main

import tellmark
from tellmark import settings
from tellmark.cli import build
from tellmark.cli.edge import exit_of_error
from tellmark.rules.library import shipped
from tellmark.rules.model import Operation
from tellmark.rules.pack import Library, Pack, Rule, Unserved
from tellmark.rules.words import GRADES, asks, hangs_on, served, title
from tellmark.values.errors import TellmarkError

Command: TypeAlias = Any  # Typer carries its own copy of click, which has no public types
Context: TypeAlias = Any

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "tellmark"
MADE = "<!-- Made by scripts/build_docs.py; edit the code, then run: make docs -->\n\n"


def main() -> int:
    """Write every page, or with --check name the stale ones. Returns the exit code."""
    import_everything()
    errors = entries()
    pages = {
        ROOT / "docs" / "cli.md": cli_page(),
        ROOT / "docs" / "settings.md": settings_page(),
        ROOT / "docs" / "errors.md": errors_page(errors),
        ROOT / "docs" / "rules.md": rules_page(shipped()),
        SOURCE / "cli" / "errors.json": json.dumps(errors, indent=1, ensure_ascii=False, sort_keys=True) + "\n",
    }
    stale = [path for path, text in pages.items() if not path.exists() or path.read_text("utf-8") != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            print(f"stale: {path.relative_to(ROOT)}; run: make docs", file=sys.stderr)
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages[path], "utf-8")
        print(f"made {path.relative_to(ROOT)}")
    return 0


def import_everything() -> None:
    """Import every module of the package, so that every class of error is known."""
    for module in pkgutil.walk_packages(tellmark.__path__, "tellmark."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)


# --- errors ---------------------------------------------------------------------------------------------------------


def kinds_of_error(root: type[TellmarkError] = TellmarkError) -> Iterator[type[TellmarkError]]:
    """Yield every class of error that has a code of its own, whatever its depth."""
    for kind in root.__subclasses__():
        if "code" in vars(kind):
            yield kind
        yield from kinds_of_error(kind)


def entries() -> dict[str, dict[str, Any]]:
    """Return the entry of each code: its meaning, its kind, its exit code, and the remedies it is raised with."""
    remedies = remedies_by_class()
    return {
        kind.code: {
            "means": sentence(kind),
            "more": rest(kind),
            "kind": str(kind.kind),
            "exit": int(exit_of_error(kind.__new__(kind))),
            "remedies": sorted(remedies.get(kind.__name__, ())),
        }
        for kind in kinds_of_error()
    }


def sentence(thing: object) -> str:
    """Return the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[0].split())


def rest(thing: object) -> str:
    """Return what follows the first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").partition("\n\n")[2].split())


def remedies_by_class() -> dict[str, set[str]]:
    """Collect the remedies that stand where each class is raised; what is filled in shows as an ellipsis."""
    found: dict[str, set[str]] = {}
    for path in SOURCE.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        constants = constants_of(tree)
        for name, call in named_calls(tree):
            named = [word.value for word in call.keywords if word.arg == "remedy"]
            texts = [literal(argument, constants) for argument in call.args[1:2] + named]
            found.setdefault(name, set()).update(filter(is_sentence, texts))
    return found


def constants_of(tree: ast.Module) -> dict[str, str]:
    """Return the texts that a module gives names to."""
    return {
        node.targets[0].id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def named_calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Yield each call with the name of the class it makes; `super().__init__(…)` makes the class it stands in.

    So does `Worded.__init__(self, …)`, where a refusal of its own words is still one of another class's kind.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id, node
        elif isinstance(node, ast.ClassDef):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Call) and ast.unparse(inner.func) == "super().__init__":
                    yield node.name, inner
                elif isinstance(inner, ast.Call) and ast.unparse(inner.func) == "Worded.__init__":
                    yield node.name, ast.Call(inner.func, inner.args[1:], inner.keywords)


def is_sentence(text: str) -> bool:
    """Tell a remedy from whatever else is a second argument: it begins with a capital and ends with a full stop."""
    return text[:1].isupper() and text.endswith(".")


def literal(node: ast.expr, constants: Mapping[str, str]) -> str:
    """Return a text that stands in the code or has a name there; what else is filled in, as an ellipsis."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Name(id=name) | ast.FormattedValue(value=ast.Name(id=name)):
            return constants.get(name, "…")
        case ast.JoinedStr(values=parts):
            return "".join(literal(part, constants) for part in parts)
        case ast.Call(func=ast.Name(id="said"), args=[message]):  # worded later: the message itself
            return literal(message, constants)
    return "…"


def errors_page(errors: Mapping[str, Mapping[str, Any]]) -> str:
    """Word docs/errors.md."""
    text = "# Errors\n\n" + MADE
    text += "`tellmark explain CODE` prints the same entry. Exit codes are explained in [cli.md](cli.md#exit-codes).\n"
    for code, entry in sorted(errors.items()):
        text += f"\n## {code}\n\n{entry['means']}\n"
        if entry["more"]:
            text += f"\n{entry['more']}\n"
        text += f"\nKind `{entry['kind']}`, exit code {entry['exit']}.\n"
        if entry["remedies"]:
            text += "\nWhat to do:\n" + "".join(f"- {remedy}\n" for remedy in entry["remedies"])
    return text


# --- settings -------------------------------------------------------------------------------------------------------


def settings_page() -> str:
    """Word docs/settings.md."""
    text = "# Settings\n\n" + MADE
    text += f"A flag wins over the environment, the environment over `{settings.FILE}`, the file over the default.\n\n"
    text += "| setting | default | variable | what it does |\n|---|---|---|---|\n"
    for setting in settings.ALL:
        default = json.dumps(setting.default, ensure_ascii=False)
        text += f"| `{setting.name}` | `{default}` | `{setting.variable}` | {setting.what} |\n"
    text += (
        "\n`[models.NAME]` takes `operation` and, if you like, `version` and `market` (the day on which it "
        "came to the market). `tellmark mark --model NAME` then needs no "
        f"`--operation`. The operations: {', '.join(f'`{one}`' for one in Operation)}.\n"
        "\n`[identity.levels]` says which level a territory asks of whoever agrees, such as `CN = 2`; "
        "`[verifiers.NAME]` says who vouches for them ([guide](guides/identity.md)).\n"
    )
    return text


# --- commands -------------------------------------------------------------------------------------------------------


def cli_page() -> str:
    """Word docs/cli.md from the commands themselves."""
    root: Command = typer.main.get_command(build())
    text = "# Commands\n\n" + MADE + inspect.cleandoc(root.help or "") + "\n"
    for context in commands(root.context_class(root, info_name="tellmark")):
        text += command_section(context)
    return text + EXITS


def commands(context: Context) -> Iterator[Context]:
    """Yield the context of each command that does something, in the order of the help."""
    command = context.command
    if not hasattr(command, "commands"):
        yield context
        return
    for name in command.list_commands(context):
        part = command.get_command(context, name)
        if not part.hidden:
            yield from commands(part.context_class(part, info_name=name, parent=context))


def command_section(context: Context) -> str:
    """Word one command: its use, what it does, and a row for each argument and option."""
    command = context.command
    use = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    text = f"\n## {context.command_path}\n\n```\n{use}\n```\n\n{inspect.cleandoc(command.help or '')}\n"
    records = [option.get_help_record(context) for option in command.get_params(context) if option.name != "help"]
    rows = "".join(f"| `{cell(name)}` | {cell(told).replace('<', '&lt;')} |\n" for name, told in filter(None, records))
    text += f"\n| | |\n|---|---|\n{rows}" if rows else ""
    examples = (command.epilog or "").partition(": ")[2].split("  ·  ")
    return text + ("\n```\n" + "\n".join(examples) + "\n```\n" if command.epilog else "")


def cell(text: str) -> str:
    """Keep a text from breaking the table it stands in."""
    return " ".join(text.split()).replace("|", "\\|")


# --- rules ----------------------------------------------------------------------------------------------------------


def rules_page(library: Library) -> str:
    """Word docs/rules.md: every rule, whether software can act on it, and what serves it."""
    packs = [library.packs[code] for code in sorted(library.packs)]
    rules = list({rule.id: rule for pack in packs for rule in pack.rules}.values())  # the latest version of each
    others = [rule for pack in packs for rule in pack.unserved]
    text = "# Rules\n\n" + MADE + RULES.format(
        rules=len(rules) + len(others),
        typed=len(rules), others=len(others), packs=len(packs),
    )  # fmt: skip
    text += "\n| served by | rules |\n|---|---|\n" + tally(served(rule) for rule in rules)
    text += "\n| certainty | typed | not typed |\n|---|---|---|\n"
    for grade, words in GRADES.items():
        counts = [sum(grade is known for known in found)
                  for found in ([rule.source.grade for rule in rules], [rule.grade for rule in others])]  # fmt: skip
        text += f"| {grade}: {words} | {counts[0]} | {counts[1]} |\n"
    return text + "".join(pack_section(pack) for pack in packs)


def tally(words: Iterable[str]) -> str:
    """Word how often each of *words* was said, as rows."""
    return "".join(f"| {cell(word)} | {count} |\n" for word, count in Counter(words).most_common())


def pack_section(pack: Pack) -> str:
    """Word the table of one jurisdiction: first what is typed, then what is not, and why."""
    text = f"\n## {title(pack)}\n\nZone {pack.zone}, version {pack.version}.\n\n"
    text += f"Its rules hold in: {', '.join(pack.members)}.\n\n" if pack.members else ""
    text += "| rule | typed | certainty | source | since | served by |\n|---|---|---|---|---|---|\n"
    return text + "".join(typed_row(rule) for rule in pack.rules) + "".join(untyped_row(one) for one in pack.unserved)


def typed_row(rule: Rule) -> str:
    """Word one typed rule: what it says, what it asks, and of which jobs it speaks."""
    words = [rule.what, *(asks(one) for one in rule.do), f"speaks of {hangs_on(rule.when)}"]
    if rule.speech:
        words.append("a rule about speech: it never leaves its territory and never acts by itself")
    days = f"{rule.since} to {rule.until}" if rule.until else str(rule.since)
    cells = [f"**{rule.id}**", "<br>".join(map(escaped, words)), rule.source.grade, escaped(rule.source.cites), days,
             served(rule)]  # fmt: skip
    return f"| {' | '.join(cells)} |\n"


def untyped_row(one: Unserved) -> str:
    """Word a rule that software cannot act on, and why."""
    cells = [f"**{one.id}**", f"not typed: {escaped(one.why)}", one.grade, escaped(one.cites), "", "nothing"]
    return f"| {' | '.join(cells)} |\n"


def escaped(text: str) -> str:
    """Keep a text from breaking its table or standing there as HTML."""
    return cell(text).replace("<", "&lt;").replace("*", "\\*")


RULES = """Every rule that Tellmark knows: {rules} in {packs} packs, {typed} of them typed, so that the engine asks
for what they ask, and {others} that software cannot act on, each with the reason. The raw material has 295; a few were
typed in more than one piece, whose ids have a word at their end. None of this is legal advice.

"not yet" means that the engine knows the rule and tells you of it, and that neither marking nor verifying does what it
asks: that is yours to provide. What there is for persons (consent, identity, erasure) stands in the guides, and does
not count here, for a program has to ask for it itself. "recorded only" means that it is shown where it counts and no
more is done. Whatever else stands there is the command, route or page that serves it. `tellmark rules explain` shows
what counts for one job on one day, `tellmark rules changes` what begins or ends.
"""

EXITS = """
## Exit codes

| code | meaning |
|---|---|
| 0 | an AI mark was found, or the command did what it should |
| 1 | no mark was found |
| 2 | the command was not understood |
| 3 | a mark is broken, malformed or disputed |
| 4 | the file is unreadable or of an unsupported kind |
| 5 | AI is possible or suspected only |
| 6 | refused by a rule, a permit or a policy |
| 7 | not done: the target exists, the disk is full, the key is locked |
| 70 | an error inside Tellmark; never 1 |

For several files it is the worst, in the order 70 7 6 4 3 5 1 0.
"""


if __name__ == "__main__":
    sys.exit(main())
