"""A layer's text as paragraphs of runs: plain, marked, doubtful; for the transcript beside a page.

A file's own lines and blocks are not to be relied on: where words stand wide apart a line is one
word, and a block is one line. So rows are found by where words stand, rows that follow closely make
a paragraph, and a paragraph whose rows reach its right edge is prose and flows; tables, registers
and addresses keep their rows. Nothing is escaped here: runs are text, and the template escapes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import TextLayer, Words

_SAME_ROW = 0.5
"""Share of the smaller height that two words of one row have in common."""
_FAR_BELOW = 0.75
"""Heights of white between two rows that part paragraphs."""
_REACHES = 0.9
"""Share of a paragraph's width that a full row fills."""
_FAR_APART = 1.5
"""Heights of white between two words of a kept row that are shown apart, as in a table."""
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


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Rows that belong together."""

    runs: tuple[Run, ...]
    """In text order."""
    lines: bool
    """Whether rows are kept; False: prose, which flows."""


@dataclass(slots=True)
class _Row:
    """Words at one height, and the rectangle around them, in hundredths of a point."""

    words: list[int]
    x0: int
    y0: int
    x1: int
    y1: int


def paragraphs(layer: TextLayer, marks: Sequence[HitMark], doubtful_below: int) -> tuple[Paragraph, ...]:
    """Cut a layer's text into what is shown.

    Args:
        layer: The shown layer.
        marks: Hits, ascending and not overlapping, as offsets into its text.
        doubtful_below: Confidence (0-100) below which a word is doubtful.
    """
    marker = _Marker(marks)
    made = []
    for rows in _grouped(list(_rows(layer.words))):
        prose = _is_prose(rows)
        pieces = list(_pieces(layer, rows, prose))
        runs = [run for piece in pieces for run in marker.cut(layer, piece, doubtful_below)]
        made.append(Paragraph(tuple(_joined(runs)), lines=not prose))
    return tuple(made)


def _rows(words: Words) -> Iterator[_Row]:
    row: _Row | None = None
    for index in range(len(words)):
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
        for index, word in enumerate(row.words):
            text = layer.text[layer.words.starts[word] : layer.words.ends[word]]
            if index:
                far = not prose and _gap(layer.words, word) > _FAR_APART
                joint = "\u2003" if far else " "
            elif not place:
                joint = ""
            elif not prose:
                joint = "\n"
            else:
                joint = "" if before[-1:] in "-¬\u00ad" and text[:1].islower() else " "
            yield _Piece(joint, word)
            before = text


def _gap(words: Words, word: int) -> float:
    """Return the white before a word that has one before it in its row, in heights."""
    left, top, _x1, bottom = words.boxes[4 * word : 4 * word + 4]
    return (left - words.boxes[4 * word - 2]) / max(1, bottom - top)


class _Marker:
    """Cuts words at the ends of hits; words come in text order, so hits are walked once."""

    def __init__(self, marks: Sequence[HitMark]) -> None:
        self._marks = marks
        self._at = 0
        self._begun = 0

    def cut(self, layer: TextLayer, piece: _Piece, doubtful_below: int) -> Iterator[Run]:
        words = layer.words
        start, end = words.starts[piece.word], words.ends[piece.word]
        doubtful = words.confidences is not None and words.confidences[piece.word] < doubtful_below
        while self._at < len(self._marks) and self._marks[self._at].end <= start:
            self._at += 1
        if piece.joint:
            yield self._run(piece.joint, self._number(start - 1) if self._spans(start) else 0, False)
        cuts = {start, end}
        for mark in self._marks[self._at :]:
            if mark.start >= end:
                break
            cuts.update((max(start, mark.start), min(end, mark.end)))
        ordered = sorted(cuts)
        for left, right in pairwise(ordered):
            yield self._run(layer.text[left:right], self._number(left), doubtful)

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

    def _run(self, text: str, number: int, doubtful: bool) -> Run:
        first = number > self._begun
        if first:
            self._begun = number
        return Run(text, number, first, doubtful)


def _joined(runs: Sequence[Run]) -> Iterator[Run]:
    """Join neighbours that are shown alike."""
    held: Run | None = None
    for run in runs:
        if held is not None and held.mark == run.mark and held.doubtful == run.doubtful:
            held = Run(held.text + run.text, held.mark, held.first, held.doubtful)
            continue
        if held is not None:
            yield held
        held = run
    if held is not None:
        yield held
