"""What was typed, cut into the pieces that a query is made of.

Nothing is refused here but stars in places where they mean nothing: quotes, brackets and operators
that lead nowhere are the parser's. Operators are whole words in capitals, so that ``или`` in a
sentence is a word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

OPERATORS: dict[str, Literal["and", "or", "not"]] = {
    "AND": "and", "И": "and", "&": "and", "&&": "and",
    "OR": "or", "ИЛИ": "or", "|": "or", "||": "or",
    "NOT": "not", "НЕ": "not",
}  # fmt: skip

_CLOSING = {'"': '"', "«": "»", "“": '”“"', "„": '“”"'}
_STRAY = "»”"
_MINUS = "-\u2212"
_LETTER_SPACE = re.compile(r"(?<=[^\W\d_])\u202f(?=[^\W\d_])")
"""Joins the letters of a s p a c e d word in a page's text; see ``search.analyzer``."""
_PIECE = re.compile(r"""[^\s()|"«»“”„]+""")


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece."""

    kind: Literal["written", "quoted", "open", "close", "and", "or", "not"]
    """``written``: without spaces and quotes; ``open`` and ``close``: brackets."""
    text: str = ""
    """What was written or quoted; empty for the others."""
    unclosed: bool = False
    """Whether a closing quotation mark was missing."""


def clean(text: str) -> str:
    """Return the text as NFC without control, direction and other unseen characters.

    Line ends and tabs become spaces; a spaced word copied from a page is written in one.
    """
    text = _LETTER_SPACE.sub("", text)
    seen = (
        " "
        if character.isspace()
        else ""
        if unicodedata.category(character) in ("Cc", "Cf", "Cs")
        else character
        for character in text
    )
    return unicodedata.normalize("NFC", "".join(seen)).strip()


def pieces(text: str) -> Iterator[Piece]:
    """Cut a cleaned text."""
    at = 0
    while at < len(text):
        character = text[at]
        if character.isspace() or character in _STRAY:
            at += 1
        elif character in "()":
            yield Piece("open" if character == "(" else "close")
            at += 1
        elif character == "|":
            yield Piece("or")
            at += 2 if text.startswith("||", at) else 1
        elif character in _CLOSING:
            ends = [end for end in (text.find(mark, at + 1) for mark in _CLOSING[character]) if end >= 0]
            end = min(ends, default=len(text))
            yield Piece("quoted", text[at + 1 : end], unclosed=not ends)
            at = end + 1
        elif character in _MINUS and at + 1 < len(text) and not text[at + 1].isspace():
            yield Piece("not")
            at += 1
        else:
            match = _PIECE.match(text, at)
            written = match[0] if match is not None else character
            operator = OPERATORS.get(written)
            yield Piece("written", written) if operator is None else Piece(operator)
            at += len(written)
