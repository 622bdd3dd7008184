"""What a person may meet stands in the docs, and what the docs name is there."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tools import docs

from kartoteka.records.custody_event import EventType
from kartoteka.records.item import ItemState
from kartoteka.settings import Settings


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    """Every page of the docs, by name."""
    return {path.name: path.read_text("utf-8") for path in (root / "docs").rglob("*.md")}


def test_reference_pages_are_as_the_source_says(root: Path) -> None:
    """The pages that are made from the source are what would be made now (``python tools/docs.py``)."""
    done = subprocess.run(
        [sys.executable, str(root / "tools" / "docs.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_setting_is_documented(pages: dict[str, str]) -> None:
    """Each setting has a row, and a meaning of more than its own name."""
    for name, entry in Settings.__dataclass_fields__.items():
        assert f"| `{name}` |" in pages["settings.md"]
        assert len(entry.metadata["doc"]) > len(name)


def test_every_state_and_event_is_documented(pages: dict[str, str]) -> None:
    """Each state of an item and each custody event has a row with a meaning."""
    for state in ItemState:
        assert re.search(rf"\| `{re.escape(state)}` \| \w", pages["states.md"]), state
    for event in EventType:
        assert re.search(rf"\| `{re.escape(event)}` \| [^|]+ \| \w", pages["events.md"]), event


def test_every_code_is_documented(root: Path, source: Path, pages: dict[str, str]) -> None:
    """Each code that any text of the source carries as an error, a reason or a fault has a row."""
    written = set()
    for path in source.rglob("*.py"):
        written |= set(re.findall(r"""\bcode\s*=\s*["']([a-z][a-z0-9-]+)["']""", path.read_text("utf-8")))
    assert written
    documented = pages["errors.md"] + pages["states.md"]
    assert not [code for code in sorted(written) if f"| `{code}` |" not in documented]


def test_every_error_has_a_literal_code(source: Path) -> None:
    """An error's code stands where it is raised, so that the page of errors is complete."""
    assert not docs.uncoded()


def test_every_command_is_documented(pages: dict[str, str]) -> None:
    """Each command and each of its options stands in the page of commands."""
    group = importlib.import_module("kartoteka.cli.main").cli
    for path, command in docs.walk(group, "kartoteka"):
        assert f"\n## {path}\n" in pages["commands.md"]
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.opts[0] in pages["commands.md"], (path, parameter.opts)


def test_every_filter_is_documented(pages: dict[str, str]) -> None:
    """Each filter stands in the page of filters."""
    for entry in importlib.import_module("kartoteka.search.filters").FILTERS:
        assert f"`--{entry.parameter}`" in pages["filters.md"]


def test_pages_that_the_source_names_are_there(root: Path, source: Path) -> None:
    """A message or comment that points to a page of the docs points to one that exists."""
    named, decisions = set(), set()
    for path in [*source.rglob("*.py"), *source.rglob("*.html"), *root.glob("*.md")]:
        named |= set(re.findall(r"\bdocs/[A-Za-z0-9_/-]+\.md\b", path.read_text("utf-8")))
        decisions |= set(re.findall(r"\bdocs/adr/(\d{4})\b", path.read_text("utf-8")))
    assert named
    assert not [name for name in sorted(named) if not (root / name).is_file()]
    assert not [
        number for number in sorted(decisions) if not list((root / "docs/adr").glob(f"{number}-*.md"))
    ]


def test_links_between_pages_lead_somewhere(root: Path) -> None:
    """Every relative link of the docs and the README leads to a file."""
    dead = []
    for path in [*root.glob("*.md"), *(root / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                dead.append(f"{path.relative_to(root)}: {target}")
    assert not dead


def test_glossary_words(pages: dict[str, str]) -> None:
    """The glossary explains the words that the records are named by."""
    glossary = pages["glossary.md"].lower()
    words = ("archive", "source", "accession", "document", "item", "compartment", "original", "derivative")
    words += ("text layer", "anchor", "agent", "custody ledger", "fixity", "hazard", "held", "reader")
    assert not [word for word in words if f"**{word}" not in glossary]
