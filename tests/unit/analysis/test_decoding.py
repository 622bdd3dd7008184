"""Decoding: a text shown in the wrong code page comes back, and sound text beside it stays."""

from __future__ import annotations

import re

import pytest

from kartoteka.analysis.decoding import MEANT, SHOWN, Decoding, decoded, decoding_of

RUSSIAN = (
    "Начальнику следственного изолятора докладываю: Кравчук, Ёлкин и Ильич переведены в «Зарю». "
    "Осмотрено двадцать камер, жалоб не поступило. Медицинская помощь оказана семи больным."
)
UKRAINIAN = (
    "Начальнику слідчого ізолятора доповідаю: Їжак і Євген переведені. Оглянуто двадцять камер, "
    "скарг не надходило. Медична допомога надана сімом хворим, двоє направлені до лікарні."
)
ENGLISH = "The commission visited the prison and inspected twenty cells, café naïve façade."


def shown(text: str, meant: str, page: str) -> list[str]:
    """As a program shows bytes that it takes for another code page; words parted by blanks only."""
    characters = []
    for byte in text.encode(meant, "replace"):
        try:
            characters.append(bytes([byte]).decode(page))
        except UnicodeDecodeError:
            characters.append(chr(byte))
    return re.split("[\\x00-\\x20]+", "".join(characters))


PAIRS = [
    (language, meant, page)
    for language in (RUSSIAN, UKRAINIAN)
    for meant in MEANT
    for page in SHOWN
    if meant != page
    and not (language == UKRAINIAN and meant == "cp866")  # it has no і
    and {meant, page} != {"cp866", "cp1125"}
]


@pytest.mark.parametrize(("text", "meant", "page"), PAIRS)
def test_every_pair_is_undone(text: str, meant: str, page: str) -> None:
    """Nineteen words of twenty come back as they were, short ones and names too."""
    strange = shown(text, meant, page)
    decoding = decoding_of(strange)
    if decoding is None:
        assert meant == "mac-cyrillic"  # shares so many letters with CP1251 that the text is readable
        return
    found = [new or old for new, old in zip(decoded(strange, decoding), strange, strict=True)]
    true = text.encode(meant, "replace").decode(meant).split()
    assert sum(one == other for one, other in zip(found, true, strict=True)) >= 0.89 * len(true)


@pytest.mark.parametrize("text", [RUSSIAN, UKRAINIAN, ENGLISH, "", "12 345"])
def test_sound_text_needs_none(text: str) -> None:
    """No pair of code pages makes sense of what makes sense already."""
    assert decoding_of(text.split()) is None


def test_words_are_decoded_one_by_one() -> None:
    """A broken font in a sound line: its words are decoded, the others are left."""
    words = RUSSIAN.split()
    mixed = [shown(word, "cp1251", "cp1252")[0] if n % 3 else word for n, word in enumerate(words)]
    decoding = decoding_of(mixed)
    assert decoding == Decoding("cp1251", "cp1252")
    assert str(decoding) == "cp1251 shown as cp1252"
    assert [new or old for new, old in zip(decoded(mixed, decoding), mixed, strict=True)] == words
