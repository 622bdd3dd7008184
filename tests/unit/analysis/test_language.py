"""Languages: a sentence is enough, five words nearly always, and what is none of the seven is none."""

from __future__ import annotations

import pytest
from tests.unit.analysis.sentences import OTHERS, SENTENCES

from kartoteka.analysis.language import LANGUAGES, language_of, languages_of_lines

_FEW = 5


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Начальнику следственного изолятора от заключённого", "ru"),
        ("Приказ № 12 по учреждению ИК-6", "ru"),
        ("Начальнику слідчого ізолятора від ув'язненого", "uk"),
        ("Наказ про переведення до лікарні та звільнення", "uk"),
        ("Раздел І. Общие положения, І и ІІ степени", "ru"),  # Ukrainian і as a Roman number
        ("The report of the commission was sent to the prosecutor", "en"),
        ("Le rapport de la commission est dans les archives", "fr"),
        ("Der Bericht wurde an den Staatsanwalt gesandt, und zwar gestern", "de"),
        ("Акт о приёмке работ, see Annex B", "ru"),
        ("№ 12 / 345", ""),
        ("да", ""),
        ("", ""),
        ("\u0301\u0301\u0301 --- 14.02.2019 ***", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    """Short and odd texts."""
    assert language_of(text) == language


@pytest.mark.parametrize("words", [99, _FEW])
def test_held_out_sentences(words: int) -> None:
    """Of 16 sentences a language, whole or cut to five words, not one in fifty is taken for another."""
    wrong = {
        text: language_of(text)
        for language, sentences in SENTENCES.items()
        for text in (" ".join(sentence.split()[:words]) for sentence in sentences)
        if language_of(text) != language
    }
    total = sum(map(len, SENTENCES.values()))
    print(f"{total - len(wrong)} of {total} sentences of at most {words} words: {wrong}")
    assert set(SENTENCES) == set(LANGUAGES)
    assert len(wrong) <= total // 50


@pytest.mark.parametrize("text", OTHERS)
def test_other_languages_are_none_of_ours(text: str) -> None:
    """Spanish, Italian, Polish, Czech, Turkish, Macedonian, Serbian, Kyrgyz."""
    assert language_of(text) == ""


@pytest.mark.parametrize("page", LANGUAGES)
def test_lines_of_a_page(page: str) -> None:
    """Lines of all seven languages are told on a page of each."""
    lines = [sentence for sentences in SENTENCES.values() for sentence in sentences]
    truth = [language for language, sentences in SENTENCES.items() for _ in sentences]
    found = languages_of_lines(lines, page)
    wrong = [(line, one) for line, one, right in zip(lines, found, truth, strict=True) if one != right]
    assert len(wrong) <= len(lines) // 25, wrong


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Петренко О. В.", "uk"),
        ("12.03.2019", "uk"),
        ("Пароль: 1234", "uk"),
        ("OK", "uk"),
        ("Deutsche Bank AG", "de"),
        ("Prezes Zarządu Kowalski", ""),
        ("Он сказал, что ничего не видел", "ru"),
    ],
)
def test_what_says_too_little_is_of_the_page(line: str, language: str) -> None:
    """A line that could be of the page's language is; one of another alphabet is not."""
    assert languages_of_lines([line], "uk") == [language]


def test_a_long_text_is_judged_by_its_beginning_middle_and_end() -> None:
    """A Russian cover on a long Ukrainian text does not decide."""
    cover, body = " ".join(SENTENCES["ru"]), " ".join(SENTENCES["uk"])
    assert language_of(f"{cover} {body * 9}") == "uk"


@pytest.mark.parametrize(
    ("most", "few"), [("ru", "kk"), ("ru", "be"), ("uk", "ru"), ("de", "en"), ("fr", "de")]
)
def test_a_page_of_two_languages_is_of_the_one_most_of_it_is_in(most: str, few: str) -> None:
    """Ten sentences of one and four of the other."""
    assert language_of("\n".join((*SENTENCES[most][:10], *SENTENCES[few][:4]))) == most
