"""What a term is."""

from __future__ import annotations

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.search import analyzer
from kartoteka.search.analyzer import analyse, fold, query_terms, spans_of, terms_of

# Letters of all our alphabets, signs that part or join, marks, and what hostile text is made of.
CHARACTERS = st.sampled_from(
    "аеиоуыяёйъьБВГДЖЗКЛМНПРСТФХЦЧШЩіїєґІЇЄҐabcdefghijklmnopqrstuvwxyzABCEHKMOPTXéàçœßİıﬁ0123456789"
    " \n\t-–—‐¬/.,:;№§'’ʼ`\u00ad\u0301\u0306\u200b\u200d\u202e\ufeff_*\"«»()|日本ع\U0001d4d0²½ﱞ\x00"
)
TEXTS = st.text(CHARACTERS, max_size=200).map(lambda text: unicodedata.normalize("NFC", text)) | st.text(
    max_size=60
)
LANGUAGES = st.sampled_from(["ru", "uk", "be", "kk", "en", "fr", "de", "", "it"])


@given(TEXTS, LANGUAGES)
def test_columns_run_in_step(text: str, language: str) -> None:
    """Each token has one term and one span; spans ascend, do not overlap, and lie in the text."""
    tokens = analyse(text, language)
    assert len(tokens) == len(tokens.terms) == len(tokens.starts) == len(tokens.ends)
    assert tokens.terms == terms_of(text, language)
    assert list(zip(tokens.starts, tokens.ends, strict=True)) == spans_of(text)
    bounds = [
        0,
        *(bound for span in zip(tokens.starts, tokens.ends, strict=True) for bound in span),
        len(text),
    ]
    assert bounds == sorted(bounds)
    assert all(start < end for start, end in zip(tokens.starts, tokens.ends, strict=True))
    assert all(text[start].isalnum() for start in tokens.starts)


@given(TEXTS, LANGUAGES)
def test_terms_are_fit_for_engines(text: str, language: str) -> None:
    """A term is never empty, holds letters and digits only, and is bounded: engines split on spaces."""
    for term in terms_of(text, language):
        assert 0 < len(term) <= analyzer.LONGEST_TERM
        assert term.isalnum()


@given(TEXTS, LANGUAGES)
def test_offsets_do_not_shift(text: str, language: str) -> None:
    """What stands at a token's offsets gives the token's term again: folding moves nothing."""
    tokens = analyse(text, language)
    for term, start, end in zip(tokens.terms, tokens.starts, tokens.ends, strict=True):
        assert terms_of(text[start:end], language)[:1] == [term]


@given(TEXTS, LANGUAGES)
def test_what_is_read_can_be_asked(text: str, language: str) -> None:
    """A token typed as a query has the term that its page has, whatever the page's language."""
    tokens = analyse(text, language)
    for term, start, end in zip(tokens.terms, tokens.starts, tokens.ends, strict=True):
        assert term in query_terms(text[start:end])


@given(TEXTS)
def test_folding_forgets_case_and_composition(text: str) -> None:
    """Capitals and decomposed letters make no difference."""
    for start, end in spans_of(text):
        surface = text[start:end]
        assert fold(unicodedata.normalize("NFD", surface)) == fold(surface)
        if surface.upper().lower() == surface.lower():
            assert fold(surface.upper()) == fold(surface.lower())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ИК-6", ["ик", "6"]),
        ("30/2477-ОК", ["30", "2477", "ок"]),
        ("04.07.2018", ["04", "07", "2018"]),
        ("под-\nразделение", ["подразделен"]),
        ("под-\n\nразделение", ["подразделен"]),
        ("под\u00adраз\u00ad\nделение", ["подразделен"]),
        ("под¬\nразделение", ["подразделен"]),
        ("ПОСТАНО-\nВЛЕНИЕ", ["постановлен"]),
        ("ИК-\n6", ["ик", "6"]),
        ("Салтыков-\nЩедрин", ["салтык", "щедрин"]),
        ("раз -\nдва", ["раз", "два"]),
        ("п'ять п’ять пʼять", ["пят", "пят", "пят"]),
        ("l'homme", ["l", "homm"]),
        ("ёлка Ёлка елка", ["елк", "елк", "елк"]),
        ("сло́во", ["слов"]),
        ("нaчaльник", ["начальник"]),
        ("и\u0306од", ["йод"]),
        ("cafés", ["cafe"]),
        ("ﬁnancial", ["financi"]),
        ("слово_слово", ["слов", "слов"]),
        ("№ § — …", []),
        ("", []),
    ],
)
def test_rules(text: str, expected: list[str]) -> None:
    """The rules of the docstring, one by one, on a Russian page."""
    assert terms_of(text, "ru") == expected


def test_languages() -> None:
    """The page's language chooses the stemmer of each alphabet; an unknown one is Russian and English."""
    assert terms_of("колонії", "uk") == terms_of("колонія", "uk") == ["колон"]
    assert terms_of("transférés", "fr") == terms_of("transférer", "fr")
    assert terms_of("Gefangene", "de") == terms_of("Gefangenen", "de")
    assert terms_of("приказы orders", "kk") == terms_of("приказы orders", "") == ["приказ", "order"]


@pytest.mark.parametrize(
    "forms",
    [
        "приказ приказа приказу приказом приказе приказы приказов приказам приказами приказах",
        "колония колонии колонию колонией колоний колониям колониями колониях",
        "осуждённый осужденного осуждённому осуждённым осуждённые осуждённых осуждёнными",
    ],
)
def test_russian_forms_meet(forms: str) -> None:
    """All cases of a Russian word share a term."""
    assert len(set(terms_of(forms, "ru"))) == 1


def test_a_long_run_is_cut() -> None:
    """A run of a million characters is one bounded term (stemmed), and is not remembered."""
    before = sum(len(cache) for cache in analyzer._BY_LANGUAGE.values())
    assert [len(term) for term in terms_of("я" * 1_000_000, "ru")] == [62]
    assert sum(len(cache) for cache in analyzer._BY_LANGUAGE.values()) == before


def test_the_cache_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache that is full starts afresh and goes on."""
    monkeypatch.setattr(analyzer, "_REMEMBERED", 10)
    cache = analyzer._Terms("ru")
    for number in range(35):
        assert cache[f"слово{number}"] == f"слово{number}"
    assert len(cache) <= 10


def test_threads_get_the_same_terms() -> None:
    """Threads may analyse at once."""
    texts = [
        " ".join(f"приказами{number}х колониями осуждённого{number % 7}" for number in range(at, at + 300))
        for at in range(8)
    ]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: terms_of(text, "ru"), texts))
    assert together == [terms_of(text, "ru") for text in texts]


def test_a_page_is_fast() -> None:
    """A page of 400 words whose words were seen before costs far less than a millisecond and a half."""
    text = " ".join(f"приказ № {number} начальника колонии ИК-{number}" for number in range(67))
    terms_of(text, "ru")
    spent = []
    for _ in range(20):
        started = time.thread_time()
        analyse(text, "ru")
        spent.append(time.thread_time() - started)
    assert min(spent) < 0.0015


@settings(max_examples=25)
@given(st.text("-\n \u00ad\u0301'яA", min_size=200, max_size=400))
def test_no_text_takes_long(text: str) -> None:
    """The token pattern does not backtrack without end."""
    started = time.thread_time()
    spans_of(text * 50)
    assert time.thread_time() - started < 0.5


def test_letters_of_a_spaced_word_are_one_term() -> None:
    """What the layout joins by narrow no-break spaces is found as the word it is, over all its letters."""
    spaced = "П\u202fР\u202fИ\u202fК\u202fА\u202fЗ о\u202fт 10\u202f000"
    tokens = analyse(spaced, "ru")
    assert tokens.terms == [*terms_of("ПРИКАЗ от", "ru"), "10", "000"]
    assert (tokens.starts[0], tokens.ends[0]) == (0, 11)
