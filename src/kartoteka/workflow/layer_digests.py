"""What the ledger holds of text layers: a digest of some pages as they stood, and how they stood before.

A first reading's entry commits to its pages by one digest. A page may be read again or shown
otherwise later; layers are immutable and numbered, so how a page stood is three values: how many
layers it had, which was shown, and its problem. Each later entry says them for its pages, and so
every earlier digest can be computed for ever: how a page stood after an entry is what the next entry
about it says of before, or how it stands now.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from kartoteka.records.page import Page


class Standing(NamedTuple):
    """How a page stood."""

    layers: int
    """How many readings it had."""
    shown: int
    """Which was shown; 0: none."""
    problem: str
    """Why it could not be read; empty: it was."""


@dataclass(frozen=True, slots=True)
class PagesChange:
    """Pages of a document, before and after."""

    before: Mapping[int, Standing]
    """By page number, as they stood."""
    after: tuple[Page, ...]
    """As they stand, ascending."""
    problems: int = 0
    """Pages among them that could not be read this time."""

    def detail(self) -> dict[str, str | int | None]:
        """Return what the ledger's entry says."""
        before = [[number, *self.before[number]] for number in sorted(self.before)]
        return {
            "first": self.after[0].number,
            "last": self.after[-1].number,
            "layers": layers_digest(self.after),
            "before": json.dumps(before, ensure_ascii=False, separators=(",", ":")),
        }


def layers_digest(pages: Iterable[Page]) -> str:
    """SHA-256 over what was read of some pages: number, layers, texts; as hexadecimal.

    The ledger holds it, so that a text layer changed afterwards is seen by ``verify``.
    """
    hasher = hashlib.sha256()
    for page in pages:
        hasher.update(f"{page.number}\x1f{page.shown or 0}\x1f{page.problem}\x1e".encode())
        for layer in page.layers:
            text = layer.text.encode()
            head = (layer.number, layer.origin, layer.language, len(layer.words), len(text))
            hasher.update("\x1f".join(map(str, head)).encode() + b"\x1e" + text)
    return hasher.hexdigest()


def standing_of(page: Page) -> Standing:
    """Say how a page stands."""
    return Standing(len(page.layers), page.shown or 0, page.problem)


def as_it_stood(page: Page, standing: Standing) -> Page:
    """Return a page as it was when it stood so."""
    layers = tuple(layer for layer in page.layers if layer.number <= standing.layers)
    return replace(page, layers=layers, shown=standing.shown or None, problem=standing.problem)


def before_of(detail: Mapping[str, Any]) -> dict[int, Standing]:
    """Read from an entry how its pages stood before; empty for a first reading."""
    given = json.loads(detail.get("before") or "[]")
    return {int(number): Standing(int(layers), int(shown), str(why)) for number, layers, shown, why in given}


def standings_after(entries: Sequence[Mapping[str, Any]]) -> list[dict[int, Standing]]:
    """Return for each entry about a document, in order, what later ones say of how it left its pages.

    A page that no later entry is about is not in it: it stands as the entry left it.
    """
    later: dict[int, Standing] = {}
    left: list[dict[int, Standing]] = []
    for detail in reversed(entries):
        left.append(dict(later))
        later.update(before_of(detail))
    return left[::-1]
