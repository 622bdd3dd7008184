"""What a recogniser must do; one entry of the shelf implements it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kartoteka.ocr.sheet import Sheet

FoundWord = tuple[float, float, float, float, str, int, int, int]
"""x0, y0, x1, y1 in points on the page, word, block, line, confidence (0-100)."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was read on one sheet."""

    words: tuple[FoundWord, ...]
    """In reading order; untrusted."""
    sheet: Sheet
    """What was looked at: its transform and the steps that made it."""
    languages: str
    """What the recogniser was told, joined by ``+``."""

    @property
    def text(self) -> str:
        """Words with spaces between: enough to judge it by."""
        return " ".join(word[4] for word in self.words)

    @property
    def confidence(self) -> int:
        """Mean over the characters, 0-100; 0 where there are none."""
        characters = sum(len(word[4]) for word in self.words)
        if characters == 0:
            return 0
        return round(sum(len(word[4]) * word[7] for word in self.words) / characters)


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
