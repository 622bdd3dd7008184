"""Stretches: what speaks for garbage outweighs what speaks against, in runs that lie apart."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.analysis.stretches import likeness_of, stretches_in

_SOUND = "Начальнику следственного изолятора докладываю о проверке условий содержания "
_BROKEN = "оБВЮКЭМХЙС ЯКЕДЯРБЕММНЦН ХГНКЪРНПЮ ДНЙКЮДШБЮЧ "


@given(st.lists(st.booleans(), max_size=8))
def test_stretches_ascend_and_lie_apart(parts: list[bool]) -> None:
    """Whatever is put together: inside the text, in order; and there is one where there is garbage."""
    text = "".join(_BROKEN if broken else _SOUND for broken in parts)
    found = stretches_in(text)
    edges = [edge for stretch in found for edge in (stretch.start, stretch.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    assert bool(found) == any(parts)


def test_two_stretches_are_two() -> None:
    """Sound text between them parts them."""
    between = _SOUND * 3
    found = stretches_in(f"{_BROKEN}{between}{_BROKEN.lower()}")
    assert [stretch.start for stretch in found] == [0, len(_BROKEN) + len(between)]


def test_likeness_of_nothing() -> None:
    """Abbreviations and other alphabets say nothing."""
    assert likeness_of(["ФСИН", "είκοσι"]) is None
