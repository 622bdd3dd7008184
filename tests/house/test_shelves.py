"""A shelf is complete: what lies on it is in its list, and every entry has all its faces."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Shelf:
    """One shelf: where its entries lie, and the explicit list that names them."""

    folder: str
    """Below the package."""
    listing: str
    """Module that holds the list."""
    name: str
    """The list's name in that module."""
    furniture: dict[str, str] = field(default_factory=dict)
    """Modules of the folder that are no entries, each with what it is instead."""


SHELVES = (
    Shelf(
        "formats",
        "kartoteka.formats.listing",
        "FORMATS",
        {
            "contract": "what an entry must be able to do",
            "listing": "the list",
            "encoding": "a drawn page as JPEG, for every type alike",
            "mupdf": "the one place that knows the PDF library's moods",
            "words": "words into the columns of a layer, for every type alike",
        },
    ),
    Shelf(
        "search/filters",
        "kartoteka.search.filters.listing",
        "FILTERS",
        {"contract": "what an entry must be able to do", "listing": "the list"},
    ),
)


def _modules_of(entry: Any) -> set[str]:
    """Where an entry was written: itself if it is a module, else its class's or its own module."""
    names = {type(entry).__module__, getattr(entry, "__module__", ""), getattr(entry, "__name__", "")}
    return {name.rsplit(".", 1)[-1] for name in names if name.startswith("kartoteka.")}


def _entries(shelf: Shelf) -> Iterable[Any]:
    return getattr(importlib.import_module(shelf.listing), shelf.name)


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.folder)
def test_every_module_of_a_shelf_is_in_its_list(shelf: Shelf, source: Path) -> None:
    """A file that lies on the shelf, is not listed, no part of an entry (``pdf_hazards`` of ``pdf``) and
    no furniture, is a forgotten line.
    """
    lying = {path.stem for path in (source / shelf.folder).glob("*.py")} - {"__init__"}
    listed = {name for entry in _entries(shelf) for name in _modules_of(entry)}
    parts = {name for name in lying if any(name.startswith(f"{entry}_") for entry in listed)}
    forgotten = lying - listed - parts - set(shelf.furniture)
    assert not forgotten, f"in {shelf.folder} and not in {shelf.listing}.{shelf.name}: {sorted(forgotten)}"


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.folder)
def test_furniture_is_there(shelf: Shelf, source: Path) -> None:
    """What this test excuses exists, so that an old excuse does not cover a new file."""
    assert not [name for name in shelf.furniture if not (source / shelf.folder / f"{name}.py").is_file()]


def test_filters_have_all_their_faces() -> None:
    """A filter carries parameter, label, widget, choices, value_of, criterion and sentence; names differ."""
    filters = list(_entries(SHELVES[1]))
    faces = ("parameter", "label", "widget", "choices", "value_of", "criterion", "sentence")
    lacking = [(entry, face) for entry in filters for face in faces if not hasattr(entry, face)]
    assert not lacking
    parameters = [entry.parameter for entry in filters]
    assert len(parameters) == len(set(parameters))
