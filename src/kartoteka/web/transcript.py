"""A layer's text as paragraphs of runs: plain, marked, doubtful; for the transcript beside a page.

A file's own lines and blocks are not to be relied on: where words stand wide apart a line is one
word, and a block is one line. So rows are found by where words stand, rows that follow closely make
a paragraph, and a paragraph whose rows reach its right edge is prose and flows; registers and
addresses keep their rows, tables are a grid of cells (``cells``), footnotes are told apart. Nothing
is escaped here: runs are text, and the template escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import TextLayer, Words
from kartoteka.web.cells import parts_of
from kartoteka.web.footnotes import is_note, usual_height
from kartoteka.web.overlay import LETTER_SPACE

_SAME_ROW = 0.5
"""Share of the smaller height that two words of one row have in common."""
_FAR_BELOW = 0.75
"""Heights of white between two rows that part paragraphs."""
_REACHES = 0.9
"""Share of a paragraph's width that a full row fills."""
_FAR_APART = 1.5
"""Heights of white between two words of a kept row that are shown apart, as in a table."""
_OWN_WHITE = 2.0
"""Times a row's usual white that is no white of its own: a justified row stands wide throughout."""
_FEW_GAPS = 3
"""So few say nothing of what is usual in a row."""
_HYPHENS = ("-", "¬", "\u00ad")
_INDENT = 1.2
"""Heights by which a row that begins a paragraph is set in."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that is shown in one way."""

    text: str
    """Words and what joins them."""
    mark: int
    """Number of the hit it belongs to, from 1; 0: none."""
    first: bool
    """Whether it is the first run of its hit, which carries the anchor."""
    doubtful: bool
    """Whether the recogniser was unsure of it."""
    language: str | None = None
    """ISO 639-1 of its line where it is not the layer's, empty where it is unknown; None: the layer's."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Rows that belong together."""

    runs: tuple[Run, ...]
    """In text order."""
    lines: bool
    """Whether rows are kept; False: prose, which flows."""
    rows: tuple[tuple[tuple[Run, ...], ...], ...] = ()
    """Of a table: its rows, each the same number of cells; empty: it is none."""
    note: bool = False
    """Whether it is a footnote, set apart from the text."""


@dataclass(slots=True)
class _Row:
    """Words at one height, and the rectangle around them, in hundredths of a point."""

    words: list[int]
    x0: int
    y0: int
    x1: int
    y1: int


def paragraphs(
    layer: TextLayer, marks: Sequence[HitMark], doubtful_below: int, languages: Sequence[str] = ()
) -> tuple[Paragraph, ...]:
    """Cut a layer's text into what is shown.

    Args:
        layer: The shown layer.
        marks: Hits, ascending and not overlapping, as offsets into its text.
        doubtful_below: Confidence (0-100) below which a word is doubtful.
        languages: ISO 639-1 of each line of the layer; empty: all are of the layer's language.
    """
    marker = _Marker(marks, languages)
    body = usual_height(layer.words)
    made = []
    for part in parts_of(layer.words):
        if part.rows:
            made.append(_table(layer, part.rows, marker, doubtful_below))
            continue
        for rows in _grouped(list(_rows(layer.words, part.words))):
            prose = _is_prose(rows)
            pieces = list(_pieces(layer, rows, prose))
            runs = [run for piece in pieces for run in marker.cut(layer, piece, doubtful_below)]
            note = bool(made) and is_note(layer, [word for row in rows for word in row.words], body)
            made.append(Paragraph(tuple(_joined(runs)), lines=not prose, note=note))
    return tuple(made)


def _table(
    layer: TextLayer, rows: Sequence[Sequence[Sequence[int]]], marker: _Marker, doubtful_below: int
) -> Paragraph:
    """Make a table; its runs are the same words with white between cells, for who draws no grid."""
    made: list[tuple[tuple[Run, ...], ...]] = []
    flat: list[Run] = []
    for row in rows:
        cells: list[tuple[Run, ...]] = []
        for cell in row:
            runs: list[Run] = []
            before = ""
            for word in cell:
                text = layer.text[layer.words.starts[word] : layer.words.ends[word]]
                joint = _within(layer, word, before, text) if runs else ""
                runs += marker.cut(layer, _Piece(joint, word), doubtful_below)
                before = text
            cells.append(tuple(_joined(runs)))
            flat += [Run("\u2003" if cells[:-1] else "\n" if flat else "", 0, False, False), *cells[-1]]
        made.append(tuple(cells))
    return Paragraph(tuple(_joined(flat)), lines=True, rows=tuple(made))


def _is_spaced(layer: TextLayer, word: int) -> bool:
    """Whether a word is a letter that goes on a s p a c e d word."""
    start = layer.words.starts[word]
    return start > 0 and layer.text[start - 1] == LETTER_SPACE


def _within(layer: TextLayer, word: int, before: str, text: str) -> str:
    """Return what joins two words that are shown on one line or flow."""
    if _is_spaced(layer, word):
        return LETTER_SPACE
    return "" if before[-1:] in _HYPHENS and before[-2:-1].isalpha() and text[:1].islower() else " "


def _rows(words: Words, places: range) -> Iterator[_Row]:
    row: _Row | None = None
    for index in places:
        x0, y0, x1, y1 = words.boxes[4 * index : 4 * index + 4]
        if row is not None and x0 >= row.x0 and _share(row, y0, y1) >= _SAME_ROW:
            row.words.append(index)
            row.y0, row.x1, row.y1 = min(row.y0, y0), max(row.x1, x1), max(row.y1, y1)
            continue
        if row is not None:
            yield row
        row = _Row([index], x0, y0, x1, y1)
    if row is not None:
        yield row


def _share(row: _Row, y0: int, y1: int) -> float:
    smaller = max(1, min(row.y1 - row.y0, y1 - y0))
    return (min(row.y1, y1) - max(row.y0, y0)) / smaller


def _grouped(rows: Sequence[_Row]) -> Iterator[list[_Row]]:
    group: list[_Row] = []
    for row in rows:
        if group and _parts(group, row):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _parts(group: Sequence[_Row], row: _Row) -> bool:
    above = group[-1]
    height = max(1, min(above.y1 - above.y0, row.y1 - row.y0))
    white = row.y0 - above.y1
    if white > _FAR_BELOW * height or white < -height:
        return True
    left, right = min(one.x0 for one in group), max(one.x1 for one in group)
    set_in = row.x0 - left > _INDENT * height and len(group) > 1
    stops_short = above.x1 < left + (right - left) * _REACHES
    return set_in and stops_short and len(group) > 2


def _is_prose(rows: Sequence[_Row]) -> bool:
    if len(rows) < 3:
        return len(rows) == 1
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    full = sum(1 for row in rows[:-1] if row.x1 >= left + (right - left) * _REACHES)
    return full * 3 >= (len(rows) - 1) * 2


@dataclass(frozen=True, slots=True)
class _Piece:
    """A word and what joins it to the word before."""

    joint: str
    word: int


def _pieces(layer: TextLayer, rows: Sequence[_Row], prose: bool) -> Iterator[_Piece]:
    before = ""
    for place, row in enumerate(rows):
        far_apart = _far_apart(layer.words, row)
        for index, word in enumerate(row.words):
            text = layer.text[layer.words.starts[word] : layer.words.ends[word]]
            if index:
                far = not prose and _gap(layer.words, word) > far_apart
                joint = "\u2003" if far else LETTER_SPACE if _is_spaced(layer, word) else " "
            elif not place:
                joint = ""
            elif not prose:
                joint = "\n"
            else:
                joint = _within(layer, word, before, text)
            yield _Piece(joint, word)
            before = text


def _far_apart(words: Words, row: _Row) -> float:
    """Return from how much white on, in heights, two words of a kept row are shown apart."""
    gaps = sorted(_gap(words, word) for word in row.words[1:])
    usual = gaps[len(gaps) // 2] if len(gaps) > _FEW_GAPS else 0.0
    return max(_FAR_APART, _OWN_WHITE * usual)


def _gap(words: Words, word: int) -> float:
    """Return the white before a word that has one before it in its row, in heights."""
    left, top, _x1, bottom = words.boxes[4 * word : 4 * word + 4]
    return (left - words.boxes[4 * word - 2]) / max(1, bottom - top)


class _Marker:
    """Cuts words at the ends of hits; words come in text order, so hits are walked once."""

    def __init__(self, marks: Sequence[HitMark], languages: Sequence[str]) -> None:
        self._marks = marks
        self._languages = languages
        self._at = 0
        self._begun = 0

    def cut(self, layer: TextLayer, piece: _Piece, doubtful_below: int) -> Iterator[Run]:
        words = layer.words
        start, end = words.starts[piece.word], words.ends[piece.word]
        doubtful = words.confidences is not None and words.confidences[piece.word] < doubtful_below
        language = self._language(layer, piece.word)
        while self._at < len(self._marks) and self._marks[self._at].end <= start:
            self._at += 1
        if piece.joint:
            number = self._number(start - 1) if self._spans(start) else 0
            yield self._run(piece.joint, number, False, language)
        cuts = {start, end}
        for mark in self._marks[self._at :]:
            if mark.start >= end:
                break
            cuts.update((max(start, mark.start), min(end, mark.end)))
        ordered = sorted(cuts)
        for left, right in pairwise(ordered):
            yield self._run(layer.text[left:right], self._number(left), doubtful, language)

    def _language(self, layer: TextLayer, word: int) -> str | None:
        line = layer.words.lines[word]
        language = self._languages[line] if line < len(self._languages) else layer.language
        return None if language == layer.language else language

    def _spans(self, start: int) -> bool:
        return self._at < len(self._marks) and self._marks[self._at].start < start

    def _number(self, offset: int) -> int:
        for number in range(self._at, len(self._marks)):
            mark = self._marks[number]
            if mark.start > offset:
                return 0
            if offset < mark.end:
                return number + 1
        return 0

    def _run(self, text: str, number: int, doubtful: bool, language: str | None) -> Run:
        first = number > self._begun
        if first:
            self._begun = number
        return Run(text, number, first, doubtful, language)


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Join neighbours that are shown alike."""
    held: Run | None = None
    for run in runs:
        alike = held is not None and (held.mark, held.doubtful) == (run.mark, run.doubtful)
        if held is not None and alike and held.language == run.language:
            held = replace(held, text=held.text + run.text)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
