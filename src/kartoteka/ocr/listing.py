"""The explicit list of recognisers, by name.

Named, not imported: an engine's library is loaded only in the process that recognises.
"""

from __future__ import annotations

from pathlib import Path

from kartoteka.ocr.contract import Recogniser
from kartoteka.ocr.null import NullRecogniser

RECOGNISERS = ("tesseract", "none")


def recogniser(name: str, folder: Path) -> Recogniser:
    """Return an engine of the shelf.

    Args:
        name: One of ``RECOGNISERS``.
        folder: Where its data lies.
    """
    match name:
        case "tesseract":
            from kartoteka.ocr.tesseract import TesseractRecogniser

            return TesseractRecogniser(folder)
        case "none":
            return NullRecogniser()
    raise KeyError(name)
