"""What was understood, in words."""

from __future__ import annotations

import pytest

from kartoteka.search.query import explain, parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("приказ", "“приказ”; in all forms."),
        ("6", "“6”."),
        ("осуж*", "words that begin with “осуж”."),
        ("ИК-6", "“ИК-6”; in all forms."),
        ('"начальник колонии"', "the phrase “начальник колонии”; in all forms."),
        ("приказ перевод", "“приказ” and “перевод”; in all forms, within a document."),
        ("приказ -черновик", "“приказ”, without “черновик”; in all forms."),
        (
            "а (б ИЛИ в) -(г д)",
            "“а” and (“б” or “в”), without (“г” and “д”); in all forms, within a document.",
        ),
        ("(а", "“а”; in all forms. A bracket was not closed; it goes on to the end."),
        ('"100 % <b>"', "the phrase “100 % <b”; in all forms."),
    ],
)
def test_explain(text: str, expected: str) -> None:
    """The sentence says how words, groups and exclusions were read."""
    query = parse(text)
    assert query is not None
    assert explain(query) == expected


def test_in_another_language() -> None:
    """A door can say all of it in another language, the parts included."""
    russian = {
        "“%(typed)s”": "«%(typed)s»",
        "%(left)s and %(right)s": "%(left)s и %(right)s",
        "%(asked)s; in all forms": "%(asked)s; во всех формах",
        "%(asked)s, within a document": "%(asked)s, в пределах документа",
    }
    query = parse("приказ перевод")
    assert query is not None
    said = explain(query).translated(lambda msgid: russian.get(msgid, msgid))
    assert said == "«приказ» и «перевод»; во всех формах, в пределах документа."
