"""Catalogues: complete, whole, and right about plurals."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import ngettext
from tests.unit.web.messages import extracted

from kartoteka.web import languages
from kartoteka.web.languages import FOLDER, LANGUAGES, catalogue

CATALOGUES = [code for code in LANGUAGES if code != "en"]


@pytest.mark.parametrize("code", CATALOGUES)
def test_every_message_is_translated(code: str) -> None:
    """No message is missing or doubtful, and none has lost a place for a value."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        messages = [message for message in read_po(source, locale=code) if message.id]
    assert len(messages) > 100
    for message in messages:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy, message.id
        wanted = set(re.findall(r"%\(\w+\)[sd]", originals[-1]))
        for string in strings:
            assert set(re.findall(r"%\(\w+\)[sd]", string)) - {"%(num)s"} == wanted - {"%(num)s"}, message.id


@pytest.mark.parametrize("code", CATALOGUES)
def test_the_catalogue_holds_every_message_of_the_source(code: str) -> None:
    """What a template or a module says is in the catalogue, and the catalogue holds nothing else."""
    with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
        known = {
            message.id if isinstance(message.id, str) else message.id[0]
            for message in read_po(source, locale=code)
            if message.id
        }
    assert extracted() == known


def test_russian_plurals(app: Flask) -> None:
    """Three forms: 1, 2 and 5, with 11 and 21 where they belong."""
    with app.test_request_context(headers={"Accept-Language": "ru"}):
        said = [ngettext("%(num)s page", "%(num)s pages", number) for number in (1, 2, 5, 11, 21, 22, 112)]
    assert said == [
        "1 страница",
        "2 страницы",
        "5 страниц",
        "11 страниц",
        "21 страница",
        "22 страницы",
        "112 страниц",
    ]


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [("ru", "ru"), ("ru-RU,en;q=0.5", "ru"), ("uk, en", "en"), ("", "en"), ("de;q=0.9, ru;q=0.3", "ru")],
)
def test_the_browsers_language_is_followed(app: Flask, accepted: str, spoken: str) -> None:
    """The first language of the browser that there is a catalogue for; else English."""
    with app.test_request_context(headers={"Accept-Language": accepted}):
        assert languages.chosen() == spoken


def test_a_language_without_a_catalogue_is_english() -> None:
    """A missing file is no fault."""
    assert catalogue("xx").gettext("Search") == "Search"
    assert Path(FOLDER).is_dir()


@pytest.mark.parametrize("code", ["en", *CATALOGUES])
def test_messages_are_fit_for_markup(code: str) -> None:
    """Templates take messages as they are, also inside attributes: none holds a quotation mark or a tag."""
    said = set(extracted())
    if code != "en":
        with (FOLDER / code / "LC_MESSAGES" / "messages.po").open("rb") as source:
            for message in read_po(source, locale=code):
                if not message.id:
                    continue
                said.update([message.string] if isinstance(message.string, str) else message.string)
    assert [text for text in said if re.search(r"[<>\"]|&(?!\w+;)", text)] == []
