"""A layer's text as paragraphs of runs: plain, marked, doubtful; for the transcript beside a page.

Blocks become paragraphs. Where a block's lines reach its right edge they are prose, and flow;
where they do not (tables, registers, addresses) the lines are kept as they stand on the page.
Nothing is escaped here: runs are text, and the template escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kartoteka.records.consulted import HitMark
from kartoteka.records.page import TextLayer, Words

_REACHES = 0.85
_BLOCK = re.compile(r"[^\n]+(?:\n[^\n]+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that is shown in one way."""

    text: str
    """As it stands in the layer."""
    mark: int
    """Number of the hit it belongs to, from 1; 0: none."""
    first: bool
    """Whether it is the first run of its hit, which carries the anchor."""
    doubtful: bool
    """Whether the recogniser was unsure of it."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the page."""

    runs: tuple[Run, ...]
    """In text order; together the block's text."""
    lines: bool
    """Whether line ends are kept."""


def paragraphs(layer: TextLayer, marks: Sequence[HitMark], doubtful_below: int) -> tuple[Paragraph, ...]:
    """Cut a layer's text into what is shown.

    Args:
        layer: The shown layer.
        marks: Hits, ascending and not overlapping, as offsets into its text.
        doubtful_below: Confidence (0-100) below which a word is doubtful.
    """
    doubtful = _doubtful(layer.words, doubtful_below)
    prose = _prose(layer.words)
    word = 0
    made = []
    for block in _BLOCK.finditer(layer.text):
        start, end = block.span()
        while word < len(layer.words.starts) and layer.words.starts[word] < start:
            word += 1
        is_prose = word >= len(layer.words.blocks) or prose.get(layer.words.blocks[word], True)
        made.append(Paragraph(tuple(_runs(layer.text, start, end, marks, doubtful)), lines=not is_prose))
    return tuple(made)


def _runs(
    text: str, start: int, end: int, marks: Sequence[HitMark], doubtful: Sequence[tuple[int, int]]
) -> Iterator[Run]:
    here = [(number, mark) for number, mark in enumerate(marks, 1) if mark.start < end and mark.end > start]
    unsure = [span for span in doubtful if span[0] < end and span[1] > start]
    cuts = {start, end}
    for _number, mark in here:
        cuts.update((mark.start, mark.end))
    for span in unsure:
        cuts.update(span)
    ordered = sorted(cut for cut in cuts if start <= cut <= end)
    for left, right in pairwise(ordered):
        number = next((number for number, mark in here if mark.start <= left < mark.end), 0)
        first = bool(number) and marks[number - 1].start == left
        shaky = any(span[0] <= left < span[1] for span in unsure)
        yield Run(text[left:right], number, first, shaky)


def _doubtful(words: Words, below: int) -> list[tuple[int, int]]:
    if words.confidences is None:
        return []
    return [
        (start, end)
        for start, end, confidence in zip(words.starts, words.ends, words.confidences, strict=True)
        if confidence < below
    ]


def _prose(words: Words) -> dict[int, bool]:
    """Say of each block whether most of its lines but the last reach its right edge."""
    edges: dict[int, dict[int, tuple[int, int]]] = {}
    for index, (block, line) in enumerate(zip(words.blocks, words.lines, strict=True)):
        x0, x1 = words.boxes[4 * index], words.boxes[4 * index + 2]
        lines = edges.setdefault(block, {})
        left, right = lines.get(line, (x0, x1))
        lines[line] = (min(left, x0), max(right, x1))
    verdicts = {}
    for block, lines in edges.items():
        spans = list(lines.values())
        left, right = min(span[0] for span in spans), max(span[1] for span in spans)
        full = [span for span in spans[:-1] if span[1] >= left + (right - left) * _REACHES]
        verdicts[block] = len(spans) > 2 and len(full) * 3 >= (len(spans) - 1) * 2
    return verdicts
