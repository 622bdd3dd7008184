"""A shelf is complete: what lies on it is in its list, and every entry has all its faces."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Shelf:
    """One shelf: where its entries lie, and the modules that list them explicitly."""

    folder: str
    """Below the package."""
    listings: tuple[str, ...]
    """Modules of the folder that import every entry."""
    furniture: dict[str, str] = field(default_factory=dict)
    """Modules of the folder that are no entries, each with what it is instead."""


SHELVES = (
    Shelf(
        "formats",
        ("listing",),
        {
            "contract": "what an entry must be able to do",
            "listing": "the list",
            "encoding": "a drawn page as JPEG, for every type alike",
            "mupdf": "the one place that knows the PDF library's moods",
        },
    ),
    Shelf(
        "ocr",
        ("listing", "prepare"),
        {
            "contract": "what an entry must be able to do",
            "listing": "the list of recognisers",
            "prepare": "the list of steps before recognition",
            "attempts": "how often a sheet is read",
            "language_data": "where models lie, for every recogniser alike",
            "data_files": "what a file of models is",
            "installing": "how models are installed on each system",
            "profile": "how much trouble is taken",
            "taste": "a strip that is read before the page",
            "scripts": "which languages a sheet is read with",
            "rescue": "words that are read again with others",
            "second_look": "lines that are read because no word covers them",
            "spaces": "words that are cut where the ink has a gap",
            "codes": "digits that were read as letters",
            "excerpt": "pieces of a page, read by themselves",
            "opencv": "the one place that knows the picture library's moods",
            "sheet": "what the steps hand on",
            "rules": "lines drawn on a sheet, for who orders its words",
        },
    ),
    Shelf("search/filters", ("__init__",), {"contract": "what an entry must be able to do"}),
)


def _listed(source: Path, shelf: Shelf) -> set[str]:
    """Names that the listing modules import, at their top or within."""
    found = set()
    for listing in shelf.listings:
        for node in ast.walk(ast.parse((source / shelf.folder / f"{listing}.py").read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module.rsplit(".", 1)[-1], *(alias.name for alias in node.names)}
    return found


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.folder)
def test_every_module_of_a_shelf_is_in_its_list(shelf: Shelf, source: Path) -> None:
    """A file that lies on the shelf, is not listed, no part of an entry (``pdf_hazards`` of ``pdf``) and
    no furniture, is a forgotten line.
    """
    lying = {path.stem for path in (source / shelf.folder).glob("*.py")} - {"__init__"}
    listed = _listed(source, shelf)
    parts = {name for name in lying if any(name.startswith(f"{entry}_") for entry in listed)}
    forgotten = lying - listed - parts - set(shelf.furniture)
    assert not forgotten, f"in {shelf.folder} and in none of {shelf.listings}: {sorted(forgotten)}"


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.folder)
def test_furniture_is_there(shelf: Shelf, source: Path) -> None:
    """What this test excuses exists, so that an old excuse does not cover a new file."""
    assert not [name for name in shelf.furniture if not (source / shelf.folder / f"{name}.py").is_file()]


def test_filters_have_all_their_faces(source: Path) -> None:
    """A filter carries parameter, label, widget, choices, value_of, criterion and sentence; each file of
    the shelf stands in the list once, under a name of its own.
    """
    from kartoteka.search.filters import FILTERS

    faces = ("parameter", "label", "help", "widget", "choices", "value_of", "criterion", "sentence")
    assert not [(entry, face) for entry in FILTERS for face in faces if not hasattr(entry, face)]
    parameters = [entry.parameter for entry in FILTERS]
    assert len(parameters) == len(set(parameters))
    lying = {path.stem for path in (source / "search" / "filters").glob("*.py")} - {"__init__", "contract"}
    assert {entry.value_of.__module__.rsplit(".", 1)[-1] for entry in FILTERS} == lying
