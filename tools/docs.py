"""Writes the reference pages that the source itself can tell, so that they cannot drift.

    python tools/docs.py            # write docs/{settings,errors,states,events,filters,commands}.md
    python tools/docs.py --check    # say which of them differ from what would be written; exit 1 if any

What is read: the fields of ``Settings``; every error, reason and fault that the source constructs
with a literal code; the custody events; the shelf of filters; the command line's own help. A house
test runs the comparison.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "kartoteka"
DOCS = ROOT / "docs"
NOTE = "<!-- Written by tools/docs.py from the source; change the source and run it again. -->\n"

KINDS = {
    "InvalidError": "invalid",
    "MissingError": "missing",
    "ForbiddenError": "forbidden",
    "ConflictError": "conflict",
    "DamagedError": "damaged",
    "UnavailableError": "unavailable",
}


@dataclasses.dataclass(frozen=True, order=True)
class Coded:
    """One place in the source that gives a code to something that happened."""

    code: str
    what: str
    """``error``, ``reason`` or ``fault``."""
    kind: str
    sentence: str
    remedy: str
    module: str


# --- reading the source ----------------------------------------------------------------------------


def sources() -> Iterator[tuple[str, ast.Module]]:
    """Yield every module of the package by its dotted name."""
    for path in sorted(SOURCE.rglob("*.py")):
        name = ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts)
        yield name.removesuffix(".__init__"), ast.parse(path.read_text("utf-8"))


def text_of(node: ast.expr | None) -> str:
    """Write a message as it stands in the source; what is filled in at run time shows as ``…``."""
    match node:
        case ast.Constant(value=str() as value):
            return value
        case ast.JoinedStr(values=values):
            return "".join(text_of(value) if isinstance(value, ast.Constant) else "…" for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return text_of(left) + text_of(right)
        case ast.Call(func=ast.Name(id="_" | "gettext" | "lazy_gettext"), args=[first, *_]):
            return text_of(first)
        case None:
            return ""
        case _:
            return "…"


def literals(node: ast.expr | None) -> list[str]:
    """Return the codes an expression can have: a literal, or either side of a condition."""
    match node:
        case ast.Constant(value=str() as value):
            return [value]
        case ast.IfExp(body=body, orelse=other):
            return literals(body) + literals(other)
        case _:
            return []


def argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    """Return a call's argument by position or name."""
    for keyword in call.keywords:
        if keyword.arg == name:
            return keyword.value
    return call.args[position] if len(call.args) > position else None


def coded() -> list[Coded]:
    """Return every error, reason and fault the source gives a literal code to."""
    found = set()
    for module, tree in sources():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in KINDS:
                what, kind, places = "error", KINDS[name], ((None, "code"), (0, "message"), (None, "advice"))
            elif name in {"Reason", "HeldError"}:
                what, kind, places = "reason", "", ((0, "code"), (1, "sentence"), (2, "remedy"))
            elif name == "Fault":
                what, kind, places = "fault", "", ((0, "code"), (2, "sentence"), (None, "remedy"))
            else:
                continue
            code, sentence, remedy = (argument(node, 99 if at is None else at, key) for at, key in places)
            for literal in literals(code):
                found.add(Coded(literal, what, kind, text_of(sentence), text_of(remedy), module))
    return sorted(found)


def uncoded() -> list[str]:
    """Return every place that raises an error whose code is not a literal of that place."""
    found = []
    for module, tree in sources():
        for node in ast.walk(tree):
            raised = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS
            if raised and not literals(argument(node, 99, "code")):
                found.append(f"{module}:{node.lineno}")
    return found


def members(module: str, name: str) -> list[tuple[str, str]]:
    """Return an enumeration's (value, the line under it) in order."""
    tree = next(tree for dotted, tree in sources() if dotted == module)
    (body,) = (node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == name)
    found: list[tuple[str, str]] = []
    for node in body:
        match node:
            case ast.Assign(value=ast.Constant(value=str() as value)):
                found.append((value, ""))
            case ast.Expr(value=ast.Constant(value=str() as line)) if found:
                found[-1] = (found[-1][0], " ".join(line.split()))
            case _:
                pass
    return found


# --- writing the pages -----------------------------------------------------------------------------


def cell(text: str) -> str:
    """Make a text fit a table's cell."""
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def prose(text: str) -> str:
    """Set a paragraph as it stands in this file, without the indent, between two empty lines."""
    return "\n" + textwrap.dedent(text).strip() + "\n\n"


def table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """Write a table."""
    lines = ["| " + " | ".join(heads) + " |", "|" + "|".join(" --- " for _ in heads) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """Write docs/settings.md."""
    settings = importlib.import_module("kartoteka.settings")
    rows = [
        (
            f"`{field.name}`",
            f"`{field.default!r}`",
            f"`{settings.ENVIRONMENT_PREFIX}{field.name.upper()}`",
            cell(field.metadata["doc"]),
        )
        for field in dataclasses.fields(settings.Settings)
    ]
    return (
        "# Settings\n\n"
        + NOTE
        + prose("""
            Each setting has a default. The archive's `kartoteka.toml` may change it in its table
            `[settings]`; an environment variable changes it for one command and wins over the file.
        """)
        + '```toml\n[settings]\nlanguages = "rus+ukr+eng"\njobs = 2\n```\n\n'
        + table(("setting", "default", "environment variable", "meaning"), rows)
        + prose("""
            Beside these: `KARTOTEKA_ARCHIVE` names the archive (the option `--archive` wins over it, the
            archive remembered by `kartoteka init` comes last), `KARTOTEKA_DATABASE` gives the address of the
            catalogue of an archive that has it on a server (how-to/use-postgresql.md), `TESSDATA_PREFIX`
            names a folder with language data as Tesseract's users know it, and `XDG_CONFIG_HOME` and
            `XDG_DATA_HOME` move the two folders of this user.
        """).rstrip()
        + "\n"
    )


def errors_page() -> str:
    """Write docs/errors.md."""
    by_code: dict[str, list[Coded]] = {}
    for one in coded():
        if one.what != "reason":
            by_code.setdefault(one.code, []).append(one)
    parts = [
        "# Errors\n\n"
        + NOTE
        + prose("""
            Every message a person may meet carries a stable code. The command line ends with the exit code
            of its kind, a page answers with its HTTP status; `…` stands for what is filled in at the time.
        """)
        + table(
            ("kind", "meaning", "exit code", "HTTP status"),
            [
                ("invalid", "what was asked cannot be understood", "1", "400"),
                ("missing", "it is not there", "2", "404"),
                ("unavailable", "a tool, a disk or a service does not answer", "3", "503"),
                ("damaged", "bytes are not what they should be", "4", "500"),
                ("forbidden", "it is there, not for this reader", "5", "403"),
                ("conflict", "something else holds it or contradicts it", "6", "409"),
            ],
        )
        + prose("""
            `kartoteka import` ends with exit code 10 when it is done and files are held; a stop by Ctrl-C
            ends with 130.
        """)
        + "## What can go wrong\n\n"
    ]
    errors = [(code, ones) for code, ones in by_code.items() if ones[0].what == "error"]
    faults = [(code, ones) for code, ones in by_code.items() if ones[0].what == "fault"]
    heads = ("code", "kind", "what it says", "what to do")
    parts.append(table(heads, [_row(code, ones) for code, ones in errors]))
    parts.append("\n## What `kartoteka verify` can find\n\n")
    rows = [_row(code, ones) for code, ones in faults]
    parts.append(table(("code", "what it says"), [(row[0], row[2]) for row in rows]))
    return "".join(parts)


def _row(code: str, ones: list[Coded]) -> tuple[str, str, str, str]:
    def distinct(texts: list[str]) -> str:
        shown = dict.fromkeys(cell(text) for text in texts if text and text != "…")
        return "<br>".join(shown) or "—"

    kinds = " / ".join(dict.fromkeys(one.kind for one in ones if one.kind))
    sentences, remedies = [one.sentence for one in ones], [one.remedy for one in ones]
    return f"`{code}`", kinds, distinct(sentences), distinct(remedies)


def states_page() -> str:
    """Write docs/states.md."""
    reasons: dict[str, list[Coded]] = {}
    for one in coded():
        if one.what == "reason":
            reasons.setdefault(one.code, []).append(one)
    rows = [_row(code, ones) for code, ones in reasons.items()]
    states = members("kartoteka.records.item", "ItemState")
    return (
        "# States of a file, and reasons\n\n"
        + NOTE
        + prose("""
            Every file of a delivery is an item and ends in exactly one state; the report of an import
            balances. `waiting` is where a file stands between its receipt and its reading.
        """)
        + table(("state", "meaning"), [(f"`{value}`", cell(line)) for value, line in states])
        + "\n## Reasons\n"
        + prose("What is held, skipped or catalogued in part says why, and what a person can do.")
        + table(("code", "what it says", "what to do"), [(row[0], row[2], row[3]) for row in rows])
    )


def events_page() -> str:
    """Write docs/events.md."""
    rows = [
        (f"`{value}`", "own word" if ":" in value else "PREMIS", cell(line))
        for value, line in members("kartoteka.records.custody_event", "EventType")
    ]
    return (
        "# Custody events\n\n"
        + NOTE
        + prose("""
            What the custody ledger records: one entry a document and step, never one a page. Names follow
            the PREMIS event types where it has a word and carry the prefix `kartoteka:` where it has none.
        """)
        + table(("event", "vocabulary", "meaning"), rows)
    )


def filters_page() -> str | None:
    """Write docs/filters.md, once there is a shelf of filters."""
    if not (SOURCE / "search" / "filters" / "__init__.py").is_file():
        return None
    shelf: Any = importlib.import_module("kartoteka.search.filters")
    rows = [
        (f"`{entry.parameter}`", f"`--{entry.parameter}`", cell(str(entry.label)), cell(str(entry.help)))
        for entry in shelf.FILTERS
    ]
    return (
        "# Filters\n\n"
        + NOTE
        + prose("""
            One name is the same everywhere: in the address bar of the search page, as an option of
            `kartoteka search`, and in the index.
        """)
        + table(("address bar", "option", "label", "meaning"), rows)
    )


def commands_page() -> str | None:
    """Write docs/commands.md from the commands' own help, once there is a command line."""
    if not (SOURCE / "cli" / "main.py").is_file():
        return None
    click = importlib.import_module("click")
    group = importlib.import_module("kartoteka.cli.main").cli
    parts = ["# Commands\n\n" + NOTE + "\nWhat `kartoteka COMMAND --help` prints.\n"]
    for path, command in walk(group, "kartoteka"):
        context = click.Context(command, info_name=path, max_content_width=96, terminal_width=96)
        parts.append(f"\n## {path}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


def walk(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield a command and all below it, with the words that call it."""
    yield path, command
    for name in sorted(getattr(command, "commands", {})):
        yield from walk(command.commands[name], f"{path} {name}")


PAGES = {
    "settings.md": settings_page,
    "errors.md": errors_page,
    "states.md": states_page,
    "events.md": events_page,
    "filters.md": filters_page,
    "commands.md": commands_page,
}


def main(arguments: list[str]) -> int:
    """Write the pages, or compare them."""
    differing = []
    for name, write in PAGES.items():
        try:
            text = write()
        except ImportError as error:
            print(f"docs/{name} cannot be made: {error}")
            differing.append(name)
            continue
        path = DOCS / name
        if text is None or (path.is_file() and path.read_text("utf-8") == text):
            continue
        differing.append(name)
        if "--check" not in arguments:
            path.write_text(text, "utf-8")
            print(f"docs/{name} written")
        else:
            print(f"docs/{name} differs from what the source says: run `python tools/docs.py`")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
