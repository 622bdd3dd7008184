"""Ukrainian forms meet in one stem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.search.ukrainian import stem


@pytest.mark.parametrize(
    "forms",
    [
        "начальник начальника начальнику начальником начальники начальників начальникам начальниках",
        "колонія колонії колонію колонією колоній колоніям колоніями колоніях",
        "засуджений засудженого засудженому засудженим засуджені засуджених засуджена засудженої",
        "відомість відомості відомістю відомостей відомостями",
        "справа справи справу справою справ справам справах",
        "перевірка перевірки перевірку перевіркою перевірці",
        "місто міста місту містом міст містам",
        "шевченко шевченка шевченку шевченком",
        "рішення рішенням рішень",
        "лікар лікаря лікарю лікарем лікарі лікарів",
        "державний державного державна державної державну",
        "читати читають читала читали",
    ],
)
def test_forms_meet(forms: str) -> None:
    """The forms of a word give one stem."""
    assert len({stem(form) for form in forms.split()}) == 1, [stem(form) for form in forms.split()]


@given(st.text("абвгдежзиіїйклмнопрстуфхцчшщьюяє", max_size=20))
def test_a_stem_is_short_and_never_empty(word: str) -> None:
    """A stem is no longer than its word, and there is one where there is a word."""
    assert len(stem(word)) <= len(word)
    assert bool(stem(word)) == bool(word)
