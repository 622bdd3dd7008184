"""What a recogniser must do; one entry of the shelf implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from kartoteka.ocr.sheet import Sheet, box_on_page

FoundWord = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1 in points on the page, word, block, line, confidence (0-100)."""

PixelBox = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels of the sheet."""


class SheetWord(NamedTuple):
    """One word as a recogniser found it; untrusted."""

    box: PixelBox
    """Where it stands on the sheet."""
    text: str
    """What it says."""
    block: int
    """Its block; changes where another begins."""
    line: int
    """Its line within the block; changes where another begins."""
    confidence: int
    """0-100."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read on one sheet."""

    words: tuple[SheetWord, ...]
    """In reading order."""
    sheet: Sheet
    """What was looked at: its transform and the steps that made it."""
    languages: str
    """What the recogniser was told, joined by ``+``; and what single words were read again with."""

    @property
    def text(self) -> str:
        """Words with spaces between: enough to judge it by."""
        return " ".join(word.text for word in self.words)

    @property
    def confidence(self) -> int:
        """Mean over the characters, 0-100; 0 where there are none."""
        characters = sum(len(word.text) for word in self.words)
        if characters == 0:
            return 0
        return round(sum(len(word.text) * word.confidence for word in self.words) / characters)

    def on_page(self) -> list[FoundWord]:
        """Return the words where the page shows them."""
        transform = self.sheet.transform
        return [
            (*box_on_page(transform, *word.box), word.text, word.block, word.line, word.confidence)
            for word in self.words
        ]


class Recogniser(Protocol):
    """One engine."""

    name: str
    """As the text layer records it."""
    version: str
    """As the text layer records it."""

    def load(self, languages: str) -> None:
        """Make ready for languages, so that forks inherit them; again is harmless."""

    def offers(self, languages: str) -> bool:
        """Say whether languages can be read."""

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        """Recognise a prepared sheet."""

    def read_words(self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str) -> list[tuple[str, int]]:
        """Recognise single words of a sheet; each gives its text (perhaps empty) and confidence."""

    def read_lines(
        self, sheet: Sheet, boxes: Sequence[PixelBox], languages: str
    ) -> list[tuple[SheetWord, ...]]:
        """Recognise what stands in boxes as one line each."""
