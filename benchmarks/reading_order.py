"""Reading order against the truth of the fixtures: as the words were found, and as they are laid out.

    python benchmarks/reading_order.py [--scans] [--worst 5] [--speed]

Three figures, all free of the recogniser's wrong letters, because only words count that both sides
have:

* **neighbours**: share of words that stand next to one another in the truth and do so in the reading;
* **order**: 1 - edit distance of the two sequences of words / words of the truth;
* **rows**: share of table rows of which nine words in ten stand together, in a stretch as long as the row.

Pages: every page of the invented leak whose text is known, and the proof sheets (``fixtures/proofs``),
as files with text; with ``--scans`` the scanned ones too, each read once (about a second a page).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from kartoteka.formats.contract import PageBounds
from kartoteka.formats.pdf import PdfFormat
from kartoteka.reading.layout import layout
from kartoteka.reading.recognition import Engines
from kartoteka.records.page import Raster
from measure import machine
from truth import distance, folded

ROOT = Path(__file__).resolve().parents[1]
TREES = (("truth", "leak"), ("proofs", "proofs"))
LANGUAGES = "rus+eng"
WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """Letters and digits only: what stands between them is the recogniser's affair."""
    return WORD.findall(folded(text).lower())


@dataclass(frozen=True)
class Case:
    """A page: what was found on it, and what it says."""

    name: str
    kind: str
    found: list[tuple[Any, ...]]
    size: tuple[float, float]
    raster: Raster | None
    rules: Sequence[tuple[float, float, float, float]]
    truth: str

    def as_found(self) -> str:
        """The words in the order of the file or of the recogniser."""
        return " ".join(word[4] for word in self.found)

    def laid_out(self) -> str:
        """The words as the layer has them."""
        laid_out = layout(
            self.found, *self.size, raster=self.raster, rules=lambda: self.rules,
            most_words=200_000, most_characters=2_000_000,
        )  # fmt: skip
        return laid_out.text


def cases(scans: bool) -> Iterator[Case]:
    """Pages with known text; each kind of paper is a kind."""
    engines = Engines()
    if scans:
        engines.preload({"recognise": True, "languages": LANGUAGES})
    bounds = PageBounds()
    for truths, files in TREES:
        for path in sorted((ROOT / "fixtures" / truths).rglob("*.json")):
            known = json.loads(path.read_text("utf-8"))
            if known["trap"] or known["state"] != "catalogued" or (known["scanned"] and not scans):
                continue
            file = ROOT / "fixtures" / files / path.relative_to(ROOT / "fixtures" / truths).with_suffix("")
            document = PdfFormat().open(memoryview(file.read_bytes()), bounds, 10_000)
            recognition = engines.recognition(LANGUAGES)
            for page in known["pages"]:
                open_page = document.page(page["number"])
                raster, rules = None, open_page.rules()
                if known["scanned"]:
                    assert recognition is not None
                    reading = recognition.read(open_page.picture())
                    found, raster, rules = reading.words, reading.raster, reading.rules()
                else:
                    found = open_page.words()
                size = (open_page.width, open_page.height)
                kind = ("scan, " if known["scanned"] else "text, ") + kind_of(known, page["text"])
                name = f"{file.name} p. {page['number']}"
                yield Case(name, kind, list(map(tuple, found)), size, raster, rules, page["text"])
            document.close()


def kind_of(known: dict[str, Any], text: str) -> str:
    """What is hard about a page."""
    if known.get("layout"):
        return str(known["layout"])
    return "tables" if sum(line.count("\t") >= 2 for line in text.splitlines()) >= 3 else "one column"


@dataclass
class Score:
    """Figures of some pages."""

    pages: int = 0
    pairs: int = 0
    kept: int = 0
    length: int = 0
    edits: int = 0
    rows: int = 0
    whole: int = 0

    def add(self, truth: str, read: str) -> None:
        true_words, read_words = shared(words(truth), words(read))
        pairs, got = Counter(pairwise(true_words)), Counter(pairwise(read_words))
        self.pages += 1
        self.pairs += sum(pairs.values())
        self.kept += sum(min(count, got[pair]) for pair, count in pairs.items())
        self.length += len(true_words)
        self.edits += distance(*as_characters(true_words, read_words))
        for line in truth.splitlines():
            row = words(line) if line.count("\t") >= 2 else []
            present = Counter(read_words)
            row = [word for word in row if present[word]]
            if len(row) >= 3:
                self.rows += 1
                self.whole += stands_together(row, read_words)

    def line(self, name: str) -> str:
        rows = f"{100 * self.whole / self.rows:6.1f}" if self.rows else "     -"
        return (
            f"{name:<34}{self.pages:>5}{100 * self.kept / max(1, self.pairs):>10.1f}"
            f"{100 - 100 * self.edits / max(1, self.length):>8.1f}{rows:>8}"
        )


def shared(truth: Sequence[str], read: Sequence[str]) -> tuple[list[str], list[str]]:
    """Only the words that both have."""
    both = set(truth) & set(read)
    return [word for word in truth if word in both], [word for word in read if word in both]


def as_characters(truth: Sequence[str], read: Sequence[str]) -> tuple[str, str]:
    """One character for each different word, so that a distance of texts is one of words."""
    known: dict[str, str] = {}
    return tuple(
        "".join(known.setdefault(word, chr(0x4E00 + len(known))) for word in side) for side in (truth, read)
    )  # type: ignore[return-value]


def stands_together(row: Sequence[str], read: Sequence[str]) -> bool:
    """Whether a stretch of the reading, as long as a row, holds nine in ten of its words."""
    wanted, size = Counter(row), len(row)
    window = Counter(read[:size])
    most = (window & wanted).total()
    for end in range(size, len(read)):
        window[read[end]] += 1
        window[read[end - size]] -= 1
        if read[end] in wanted:
            most = max(most, (window & wanted).total())
    return most >= 0.9 * size


def report(pages: Sequence[Case], worst: int) -> None:
    """Print a line a kind, before and after, and the worst pages."""
    print(f"{'':<34}{'pages':>5}{'neighbours':>10}{'order':>8}{'rows':>8}")
    kinds = sorted({case.kind for case in pages})
    ranked: list[tuple[float, str]] = []
    for kind in [*kinds, "all"]:
        before, after = Score(), Score()
        for case in pages:
            if kind in (case.kind, "all"):
                laid_out = case.laid_out()
                before.add(case.truth, case.as_found())
                after.add(case.truth, laid_out)
                if kind == "all":
                    one = Score()
                    one.add(case.truth, laid_out)
                    ranked.append((one.kept / max(1, one.pairs), one.line(case.name[:33])))
        print(before.line(f"{kind}: as found"))
        print(after.line(f"{kind}: laid out"))
    for _, line in sorted(ranked)[:worst]:
        print(f"  {line}")


def speed(pages: Sequence[Case]) -> None:
    """Print what laying out costs, in milliseconds a page, by the best of several rounds."""
    print(f"\n{'':<34}{'words':>7}{'ms a page':>11}{'ms a 400 words':>16}")
    by_kind: dict[str, list[Case]] = {}
    for case in pages:
        by_kind.setdefault(case.kind, []).append(case)
    for kind, some in by_kind.items():
        count = sum(len(case.found) for case in some)
        cost = min(timed(lambda: [case.laid_out() for case in some]) for _ in range(15))  # noqa: B023
        print(f"{kind:<34}{count:>7}{1000 * cost / len(some):>11.3f}{400_000 * cost / max(1, count):>16.3f}")


def timed(work: Callable[[], object]) -> float:
    """Processor seconds of some work."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scans", action="store_true", help="read the scanned pages too")
    parser.add_argument("--worst", type=int, default=0, help="list the worst pages")
    parser.add_argument("--speed", action="store_true", help="also measure what laying out costs")
    given = parser.parse_args()
    print(machine())
    pages = list(cases(given.scans))
    report(pages, given.worst)
    if given.speed:
        speed(pages)


if __name__ == "__main__":
    main()
