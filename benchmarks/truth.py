"""How well text was read: character error rate and words found, against known text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_WORD = re.compile(r"[^\W_]+(?:[-.][^\W_]+)*")


_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")


def folded(text: str) -> str:
    """One line of text in one form: NFC, ё as е, hyphens at line ends joined, dashes and quotes alike.

    Letters set apart for weight (П Р И К А З) are the word that they spell, as a search finds it.
    """
    text = unicodedata.normalize("NFC", text).replace("ё", "е").replace("Ё", "Е")
    text = re.sub(r"(\w)[-\u00ad]\s*\n\s*(\w)", r"\1\2", text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text)
    text = re.sub("[«»„“”]", '"', text)
    text = " ".join(text.replace("\u202f", "").split())
    return _SPACED.sub(lambda spaced: spaced.group().replace(" ", ""), text)


def words(text: str) -> list[str]:
    return _WORD.findall(folded(text).lower())


def words_found(truth: str, read: str) -> tuple[int, int]:
    """How many of the true words (with repeats) were read, wherever on the page; and how many there are."""
    wanted, got = Counter(words(truth)), Counter(words(read))
    return sum(min(count, got[word]) for word, count in wanted.items()), sum(wanted.values())


def errors(truth: str, read: str) -> tuple[int, int]:
    """Edits between truth and reading, words in order of the truth's lines as far as they match.

    Reading order is not judged here: lines of the reading are laid beside the true lines they
    resemble most, so that a table read by columns is charged for its letters, not for its order.
    """
    true_lines = [folded(line) for line in truth.splitlines() if line.strip()]
    read_lines = [folded(line) for line in read.splitlines() if line.strip()]
    flat_true, flat_read = folded(truth), folded(read)
    in_order = distance(flat_true, flat_read)
    by_line, left = 0, list(read_lines)
    for line in true_lines:
        best = min(range(len(left)), key=lambda i: distance(line, left[i]), default=None)
        if best is None or distance(line, left[best]) >= len(line):
            by_line += len(line)
        else:
            by_line += distance(line, left.pop(best))
    by_line += sum(len(line) for line in left)
    return min(in_order, by_line), len(flat_true)


def distance(a: str, b: str) -> int:
    """Levenshtein's distance, by bit vectors (Myers 1999, Hyyrö 2003): fast for whole pages."""
    if not a or not b:
        return len(a) or len(b)
    where: dict[str, int] = {}
    for place, character in enumerate(a):
        where[character] = where.get(character, 0) | 1 << place
    mask, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    plus, minus, score = mask, 0, len(a)
    for character in b:
        match = where.get(character, 0)
        diagonal = (((match & plus) + plus) ^ plus) | match | minus
        up, down = minus | ~(diagonal | plus) & mask, plus & diagonal
        if up & last:
            score += 1
        if down & last:
            score -= 1
        up = (up << 1 | 1) & mask
        plus, minus = (down << 1 & mask) | ~(diagonal | up) & mask, up & diagonal
    return score
