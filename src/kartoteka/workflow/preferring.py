"""Which of two readings of a page is shown, and why, in words for the page's notes.

Two readings by recognition are compared by what the recogniser itself believes of them: characters
times confidence, which a reading in the wrong language, upside down or of noise loses although it may
be longer. Where both are in a language whose words we know, the words that exist have a say too.
"""

from __future__ import annotations

from typing import NamedTuple

from kartoteka.analysis.soundness import soundness_of
from kartoteka.reading.choice import is_better
from kartoteka.records.page import TextLayer
from kartoteka.records.rereading import Mode

_LEAST_GAIN = 1.002
_KNOWN_MATTERS = 0.03
_BELIEVED_ALIKE = 0.9


class Preference(NamedTuple):
    """Which reading is shown."""

    new: bool
    """Whether it is the new one."""
    why: str
    """The reason, as a sentence begins without its capital."""


def preference(new: TextLayer, old: TextLayer | None, mode: Mode) -> Preference:
    """Choose between a new reading and the one that is shown.

    Args:
        new: What was recognised just now; it has text.
        old: What was shown; None: nothing.
        mode: ``force`` shows the new one whatever it says.
    """
    if mode is Mode.FORCE:
        return Preference(True, "read again; the new reading is shown because that was asked for (force)")
    if old is None or not old.text:
        return Preference(True, "read again; there was no text before")
    if old.origin == "embedded":
        if is_better(new.text, old.text, soundness_of(old.text)):
            return Preference(True, "read again; the picture reads better than the file's own text")
        return Preference(False, "read again; the picture reads no better than the file's own text")
    versus = f"confidence {new.confidence or 0} against {old.confidence or 0}"
    if _reads_better(new, old):
        return Preference(True, f"read again; the new reading is the better one ({versus})")
    return Preference(False, f"read again; the earlier reading stays, the new one is no better ({versus})")


def _reads_better(new: TextLayer, old: TextLayer) -> bool:
    mine, theirs = believed(new), believed(old)
    here, there = soundness_of(new.text).known, soundness_of(old.text).known
    if here is not None and there is not None and new.language == old.language:
        if here < there - _KNOWN_MATTERS:
            return False
        if here > there + _KNOWN_MATTERS:
            return mine > _BELIEVED_ALIKE * theirs
    return mine > _LEAST_GAIN * theirs


def believed(layer: TextLayer) -> float:
    """Return how many of a layer's characters its recogniser believes in, as it were."""
    words = layer.words
    sure = words.confidences or (layer.confidence or 0,) * len(words)
    return (
        sum((end - start) * one for start, end, one in zip(words.starts, words.ends, sure, strict=True)) / 100
    )
