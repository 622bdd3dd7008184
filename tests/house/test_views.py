"""Views are thin, and pages ask nothing of the network and nothing that a strict policy forbids."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

MOST_STATEMENTS = 10
NAMESPACES = ("http://www.w3.org/",)
"""Addresses that name a vocabulary and are never fetched."""

FORBIDDEN = (
    (re.compile(r"<style\b", re.IGNORECASE), "a style element"),
    (re.compile(r"\sstyle\s*=", re.IGNORECASE), "a style attribute"),
    (re.compile(r"<script\b(?![^>]*\bsrc=)", re.IGNORECASE), "a script without src"),
    (re.compile(r"<script\b[^>]*>\s*\S(?<!<)", re.IGNORECASE), "a script with content"),
    (re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE), "an event handler in an attribute"),
    (re.compile(r"<[^>]*\shx-on\b", re.IGNORECASE), "an event handler of htmx"),
    (re.compile(r"javascript:", re.IGNORECASE), "a javascript address"),
    (re.compile(r"""=\s*["']//""", re.IGNORECASE), "an address of another host"),
)


def _functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def _statements(function: ast.FunctionDef) -> int:
    """Statements of a function and of all blocks in it, its docstring left out."""
    count = sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1
    return count - (ast.get_docstring(function) is not None)


def test_views_are_thin(source: Path) -> None:
    """A view parses, makes one call of the workflow and renders: ten statements at most."""
    views = sorted((source / "web" / "views").glob("*.py"))
    assert views
    thick = {
        f"{path.stem}.{function.name}": _statements(function)
        for path in views
        for function in _functions(path)
        if _statements(function) > MOST_STATEMENTS
    }
    assert not thick


def test_templates_hold_nothing_inline(source: Path) -> None:
    """No template holds a style, a script or a handler of its own: the policy of the pages forbids them."""
    faults = []
    for path in sorted((source / "web" / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
        faults += [f"{path.name}: {what}" for pattern, what in FORBIDDEN if pattern.search(text)]
    assert not faults


def test_nothing_comes_from_elsewhere(source: Path) -> None:
    """No template, style sheet or script of ours names an address of another machine."""
    faults = []
    for folder in (source / "web" / "templates", source / "web" / "static"):
        for path in sorted(folder.rglob("*")):
            if path.suffix not in {".html", ".css", ".js", ".svg"} or "vendor" in path.parts:
                continue
            for address in re.findall(r"(?:https?|wss?):/?/[^\s\"'<>)]*", path.read_text("utf-8")):
                if not address.startswith(NAMESPACES):
                    faults.append(f"{path.name}: {address}")
            if path.suffix == ".css" and "@import" in path.read_text("utf-8"):
                faults.append(f"{path.name}: @import")
    assert not faults


@pytest.mark.parametrize(
    ("markup", "caught"),
    [
        ('<p style="color:red">', True),
        ("<style>p{}</style>", True),
        ("<script>alert(1)</script>", True),
        ('<script src="/static/a.js" defer></script>', False),
        ('<script src="/static/a.js">x()</script>', True),
        ('<button onclick="x()">', True),
        ('<a href="//example.org/">', True),
        ('<a href="{{ url_for("search.page") }}">one = two</a>', False),
    ],
)
def test_the_patterns_catch(markup: str, caught: bool) -> None:
    """The patterns above find what they are for and leave the rest alone."""
    assert any(pattern.search(markup) for pattern, _ in FORBIDDEN) is caught
