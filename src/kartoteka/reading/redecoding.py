"""The file's own words, decoded where they were shown in the wrong code page.

Words and boxes are kept. The layer that comes of it is the file's own text still, made by the same
library; its tool's parameters say what was decoded. The raw layer is kept beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kartoteka.analysis.decoding import decoded, decoding_of
from kartoteka.analysis.soundness import Soundness
from kartoteka.formats.contract import FormatPage, FoundWord
from kartoteka.reading.layout import LaidOut

_HARD_SPACE = "\xa0"


@dataclass(frozen=True, slots=True)
class Redecoded:
    """Words of which some were decoded."""

    words: list[FoundWord]
    """All words of the page, in the file's order."""
    parameters: dict[str, str]
    """What was done, for the layer's tool."""
    note: str
    """The same as the end of a sentence."""


def redecode(page: FormatPage, laid_out: LaidOut, sound: Soundness) -> Redecoded | None:
    """Decode the words of a page whose text is broken; None: no pair of code pages makes sense of it.

    Args:
        page: The page.
        laid_out: Its text as it stands.
        sound: What is wrong with it.
    """
    stretches = sound.stretches or ()
    suspects = [word for stretch in stretches for word in laid_out.text[stretch.start : stretch.end].split()]
    if not any(not word.isascii() for word in suspects or laid_out.text.split()):
        return None
    found = list(page.spaced_words())
    texts = [word[4] for word in found]
    decoding = decoding_of([*suspects, *texts] if suspects else texts) or decoding_of(suspects)
    if decoding is None:
        return None
    meant = decoded(texts, decoding)
    count = sum(text is not None for text in meant)
    if not count:
        return None
    words = [
        part
        for word, text in zip(found, meant, strict=True)
        for part in ([(*word[:4], text, *word[5:])] if text is not None else _parted(word))
    ]
    share = f"{count} of {len(found)}"
    return Redecoded(
        words,
        {"decoded": str(decoding), "words": share},
        f"{share} words were {decoding} and are decoded",
    )


def _parted(word: FoundWord) -> Sequence[FoundWord]:
    """Take a word apart at its hard spaces, its box by the number of letters."""
    x0, y0, x1, y1, text, block, line, number = word
    if _HARD_SPACE not in text:
        return [word]
    a_letter = (x1 - x0) / len(text)
    parts: list[FoundWord] = []
    at = 0
    for piece in text.split(_HARD_SPACE):
        if piece:
            left = x0 + at * a_letter
            parts.append((left, y0, left + len(piece) * a_letter, y1, piece, block, line, number))
        at += len(piece) + 1
    return parts
