"""The light Belarusian stemmer: forms of a word meet, other words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.search.analyzer import query_terms, terms_of
from kartoteka.search.belarusian import stem

CODE = "be"


@pytest.mark.parametrize(
    "forms",
    [
        "следчага следчаму следчы следчым",  # following the cases of an adjective
        "улада ўлады ўладай уладу",  # a word that begins in ў
        "справа справы справе справай справамі",  # a noun
        "адказнасць адказнасці адказнасцю",  # of -асць
        "накіраваць накіраваў накіравала накіравалі",  # a verb
        "змагацца змагаліся змагаўся",  # a reflexive verb
        "пракуратура пракуратуры пракуратуру",  # an office
    ],
)
def test_forms_meet(forms: str) -> None:
    """All forms of one word give one term on a page of the language, and a query finds it."""
    terms = set(terms_of(forms, CODE))
    assert len(terms) == 1
    assert all(terms <= set(query_terms(form)) for form in forms.split())


@given(st.text("абвгдеёжзійклмнопрстуўфхцчшыьэюяғқңөұүһәи", min_size=1, max_size=20))
def test_something_remains(word: str) -> None:
    """No word is stemmed to less than it has, nor to fewer than three letters unless it is shorter."""
    assert min(3, len(word)) <= len(stem(word)) + 1
    assert stem(word)
