"""Sentences of lower floors on the pages: all known, all said in Russian, none lost."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from tools.docs import Coded, coded

from kartoteka.web.rendering import retold
from kartoteka.web.sentences import fits

ON_PAGES = (
    "workflow.consult", "workflow.page_again", "web.desk", "web.views", "search.backends.engine_errors",
    "sandbox", "catalogue.engine_errors", "storage.folder",
)  # fmt: skip
"""Rooms whose errors can end on a page; queries and filters carry their translations."""


def on_pages(one: Coded) -> bool:
    module = one.module.removeprefix("kartoteka.")
    return one.what == "reason" or (one.what == "error" and module.startswith(ON_PAGES))


@pytest.mark.parametrize("one", sorted(filter(on_pages, coded())), ids=lambda one: one.code)
def test_every_reason_and_error_is_known(one: Coded) -> None:
    """What the source can say on a page fits a pattern, whatever stands in its places."""
    said = one.sentence.replace("The … could", "The file could").replace("page…", "pages")
    for text in (said, one.remedy.replace("page…", "pages")):
        filled = re.sub("…", "12", text)
        assert not text.strip("…") or fits(filled), filled


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("The file has no bytes.", "Файл пуст."),
        ("2 of 9 pages could not be read: 3, 7-8.", "Не удалось прочитать страниц: 2 из 9 (3, 7-8)."),
        (
            "No page could be read. the page could not be read (ValueError: broken)",
            "Ни одну страницу прочитать не удалось. страницу не удалось прочитать (ValueError: broken)",
        ),
        ("The file could not be read: Permission denied.", "Файл не удалось прочитать: нет права доступа."),
        (
            "read from the picture because the file's text is not sound (12 % of its words exist)",
            "прочитано с картинки: текст файла испорчен (существующих слов 12 %)",
        ),
        (
            "read from the picture because the file's text says otherwise: "  # noqa: ISC004 - one sentence
            "4 of its 60 words stand in the picture",
            "прочитано с картинки: текст файла говорит другое (на картинке есть слов: 4 из 60)",
        ),
        (
            "the file's own text, decoded: 12 of 56 words were cp1251 shown as cp1252 and are decoded",
            "текст файла, перекодирован: слов: 12 из 56, кодировка cp1251, показанная как cp1252",
        ),
        (
            "The document behaves like a trap: it could not be opened: it took too long.",
            "Документ ведёт себя как ловушка: открыть не удалось: чтение заняло слишком много времени.",
        ),
        (
            "read again; the new reading is the better one (confidence 91 against 40)",
            "прочитано заново; новое прочтение лучше (уверенность 91 против 40)",
        ),
        ("turned by 180°, straightened by 1.2°", "повёрнуто на 180°, выровнено на 1.2°"),
        ("`kartoteka doctor` says what is missing.", "«kartoteka doctor» скажет, чего недостаёт."),
        ("nobody foresaw this, or that", "nobody foresaw this, or that"),
    ],
)
def test_sentences_in_russian(app: Flask, english: str, russian: str) -> None:
    """Values are taken over, said again where they are sentences; the unknown stays as it was."""
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert retold(english) == russian
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert retold(english) == english


def test_a_special_sentence_is_not_taken_by_a_general_one(app: Flask) -> None:
    """The pattern that says most is tried first."""
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        assert retold("A0001-000001 has no page 7 to draw").endswith("которую можно нарисовать")
