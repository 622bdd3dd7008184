"""The recogniser that reads nothing: for archives without OCR, and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from kartoteka.ocr.contract import PixelBox, Recognised, SheetWord
from kartoteka.ocr.sheet import Sheet


class NullRecogniser:
    """Finds no words on any sheet."""

    name = "none"
    version = "1"

    def load(self, languages: str) -> None:
        """Nothing to load."""

    def offers(self, languages: str) -> bool:  # noqa: ARG002 - the contract's
        """It reads any language equally."""
        return True

    def read(self, sheet: Sheet, languages: str) -> Recognised:
        """Return no words."""
        return Recognised((), sheet, languages)

    def read_words(
        self,
        sheet: Sheet,  # noqa: ARG002 - the contract's
        boxes: Sequence[PixelBox],
        languages: str,  # noqa: ARG002 - the contract's
    ) -> list[tuple[str, int]]:
        """Return nothing for each."""
        return [("", 0)] * len(boxes)

    def read_lines(
        self,
        sheet: Sheet,  # noqa: ARG002 - the contract's
        boxes: Sequence[PixelBox],
        languages: str,  # noqa: ARG002 - the contract's
    ) -> list[tuple[SheetWord, ...]]:
        """Return nothing for each."""
        return [()] * len(boxes)
