"""Languages: a sentence is enough, and what is none of the four is none."""

from __future__ import annotations

import pytest

from kartoteka.analysis.language import language_of


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
        ("Der Bericht wurde an den Staatsanwalt gesandt, und zwar gestern", ""),
        ("Акт о приёмке работ, see Annex B", "ru"),
        ("№ 12 / 345", ""),
        ("да", ""),
        ("", ""),
    ],
)
def test_language(text: str, language: str) -> None:
    """Letters decide between Cyrillic languages, small words between Latin ones."""
    assert language_of(text) == language
