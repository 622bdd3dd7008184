"""Digits that were read as letters of their shape: СИЗО-І is СИЗО-1, ОТБ-З is ОТБ-3.

The data of the Cyrillic script knows Ukrainian, where і and з are words; on a page that is not
Ukrainian they stand alone for 1 and 3 only. Investigators search for the codes of offices, so these
are put right where no reading with letters can be meant:

* З or І alone, or after the hyphen of a code of capitals, is 3 or 1;
* a capital and its small form side by side in a code (СИЗОо-1, ИКк-6) are one letter read twice;
* a code of mixed capitals and small letters is written in capitals.

Boxes, confidences and all other words stay as they were read.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from kartoteka.ocr.contract import Recognised, SheetWord

_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_UKRAINIAN_SHARE = 0.015
_PLAIN = re.compile(r"[^\W\d_]{3,}[.,;:]?\Z")
_ALONE = re.compile(r"([(«]?)([ЗзІі])([.,;:)»]{0,2})\Z")
_CODE = re.compile(r"(?P<office>[А-ЯЁа-яё]{2,8})-(?P<number>[\dЗзІіОоO]{1,5})(?P<rest>[.,;:)»]*)\Z")
_TWICE = re.compile(r"([А-ЯЁ])([а-яё])|([а-яё])([А-ЯЁ])")
_DIGITS = str.maketrans("ЗзІіОоO", "3311000")


def put_right(found: Recognised) -> Recognised:
    """Return the reading with look-alike letters of numbers and codes as the digits they are."""
    if is_ukrainian(found.words):
        return found
    words = tuple(_put_right(word) for word in found.words)
    return found if words == found.words else replace(found, words=words)


def is_ukrainian(words: Sequence[SheetWord]) -> bool:
    """Say whether the letters of words are those of a Ukrainian page."""
    text = "".join(word.text for word in words if _PLAIN.match(word.text))
    return len(_UKRAINIAN.findall(text)) > _UKRAINIAN_SHARE * len(_CYRILLIC.findall(text))


def _put_right(word: SheetWord) -> SheetWord:
    alone = _ALONE.match(word.text)
    if alone:
        return word._replace(text=alone[1] + alone[2].translate(_DIGITS) + alone[3])
    code = _CODE.match(word.text)
    return word._replace(text=_code(code)) if code else word


def _code(found: re.Match[str]) -> str:
    office, number = found["office"], found["number"]
    capitals = sum(letter.isupper() for letter in office)
    if capitals < 2 or capitals * 2 < len(office):
        return found.string
    office = _TWICE.sub(_once, office).upper()
    if not number[0].isdigit() or not number.isdigit():
        number = _without_echo(number).translate(_DIGITS)
    return f"{office}-{number}{found['rest']}"


def _once(pair: re.Match[str]) -> str:
    letters = pair.group()
    return letters[0].upper() if letters[0].lower() == letters[1].lower() else letters


def _without_echo(number: str) -> str:
    """A digit and the letter of its shape (1І, ЗЗ no: two digits may be equal) are one sign."""
    kept = number[0]
    for last, sign in pairwise(number):
        echo = last.translate(_DIGITS) == sign.translate(_DIGITS) and last.isdigit() != sign.isdigit()
        kept += "" if echo else sign
    return kept
