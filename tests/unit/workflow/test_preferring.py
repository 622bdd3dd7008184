"""Which of two readings is shown: the one more of which can be relied on, unless a person decides."""

from __future__ import annotations

import pytest

from kartoteka.records.agent import Agent
from kartoteka.records.page import Origin, Raster, TextLayer, Words
from kartoteka.records.rereading import Mode
from kartoteka.workflow.preferring import preference, reliable

RIGHT = "начальник учреждения подписал протокол допроса свидетеля в присутствии защитника"
MANGLED = "нaчaльник yчpeждeния пoдпиcaл пpoтoкoл дoпpoca cвидeтeля в пpиcyтcтвии зaщитникa"
OWN = f"{RIGHT}; осуждённый доставлен в медицинскую часть исправительной колонии, вызван врач и составлен акт"


def layer(text: str, confidence: int | None, number: int = 1, origin: Origin = "ocr") -> TextLayer:
    """A layer of one line, all words alike."""
    words, starts, at = text.split(), [], 0
    for word in words:
        starts.append(at)
        at += len(word) + 1
    columns = Words(
        tuple(starts),
        tuple(start + len(word) for start, word in zip(starts, words, strict=True)),
        (0, 0, 1, 1) * len(words),
        None if confidence is None else (confidence,) * len(words),
        (0,) * len(words),
        (0,) * len(words),
    )
    raster = None if confidence is None else Raster(1, 1, 72, (1, 0, 0, 1, 0, 0))
    return TextLayer(
        number, origin, "ru", confidence, Agent("tool", "t", "1"), " ".join(words), columns, raster
    )


@pytest.mark.parametrize(
    ("new", "old", "better"),
    [
        (layer(RIGHT, 90), layer(RIGHT, 80), True),
        (layer(RIGHT, 80), layer(RIGHT, 90), False),
        (layer(RIGHT, 85), layer(MANGLED, 90), True),
        (layer(MANGLED, 90), layer(RIGHT, 85), False),
        (layer(f"{RIGHT} {MANGLED} {MANGLED}", 40), layer(RIGHT, 85), False),  # noise beside the text
        (layer(RIGHT, 85), layer(RIGHT.rpartition(" ")[0], 85), True),  # a word more
        (layer("", 90), layer(RIGHT, 10), False),
    ],
)
def test_two_recognitions(new: TextLayer, old: TextLayer, better: bool) -> None:
    """Words that exist and confidence decide; the sentence says the figures."""
    found = preference(new, old, Mode.REDO)
    assert found.new is better
    assert f"{reliable(new):.0f} characters to rely on against {reliable(old):.0f}" in found.why


def test_where_there_was_nothing_anything_is_better() -> None:
    """A page without text shows what was read."""
    assert preference(layer(MANGLED, 30), None, Mode.SKIP_TEXT).new
    assert preference(layer(MANGLED, 30), layer("", None, origin="embedded"), Mode.SKIP_TEXT).new


def test_text_of_the_files_own() -> None:
    """Sound text stays; mangled text gives way; a person's force decides either way."""
    assert not preference(layer(RIGHT, 95), layer(OWN, None, origin="embedded"), Mode.REDO).new
    broken = layer(OWN.translate({ord("а"): "¤", ord("о"): "¦"}), None, origin="embedded")
    assert preference(layer(OWN, 90), broken, Mode.REDO).new
    assert preference(layer(MANGLED, 20), layer(OWN, None, origin="embedded"), Mode.FORCE).new
