"""Words of a PDF page whose hard spaces are kept.

MuPDF ends a word at a hard space. Where Cyrillic is shown in the wrong code page a letter may be
shown as one (the ``а`` of CP866, a byte of UTF-8's ``Р``), so that text which is to be decoded is
taken apart at blanks only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kartoteka.formats.contract import FoundWord


def spaced_words(page: Mapping[str, Any]) -> Iterator[FoundWord]:
    """Yield the words of a page, before the file's rotation.

    Args:
        page: What MuPDF's ``extractRAWDICT`` gives.
    """
    for block in page["blocks"]:
        for number, line in enumerate(block.get("lines", ())):
            count = 0
            word, box = "", (0.0, 0.0, 0.0, 0.0)
            for character in _characters(line):
                if character is None:
                    if word.strip("\xa0"):
                        yield (*box, word, block["number"], number, count)
                        count += 1
                    word = ""
                    continue
                text, (x0, y0, x1, y1) = character
                if word:
                    box = (min(box[0], x0), min(box[1], y0), max(box[2], x1), max(box[3], y1))
                else:
                    box = (x0, y0, x1, y1)
                word += text


def _characters(line: Mapping[str, Any]) -> Iterator[tuple[str, tuple[float, float, float, float]] | None]:
    """Yield a line's characters with their boxes, and None for each blank and at the end."""
    for span in line["spans"]:
        for character in span["chars"]:
            yield None if character["c"] <= " " else (character["c"], character["bbox"])
    yield None
