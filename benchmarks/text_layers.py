"""Text layers that lie: which are found out, which honest ones are suspected, and at what cost.

    python -m benchmarks.text_layers [--corpus ../shared/corpus] [--only WORDS]

The made cases of ``text_layer_cases`` and the named traps of the corpus, each read as an import reads
it (in this process, with Russian and English). Found out: the layer that lies is not what is shown.
Read rightly: nine of ten true words are in what is shown. Marked: the page is marked as disagreeing
with its picture. Printed are precision and recall, every case that goes wrong, and processor time.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.text_layer_cases import Case, cases
from benchmarks.truth import words_found

from kartoteka.reading import program
from kartoteka.reading.frames import FrameLimits, parse_page
from kartoteka.records.page import Page

LANGUAGES = "rus+eng"

TRAPS = {
    "c_cyrillic/ispras+dedoc/tests/data/laws/fstek17.pdf": (2, "информации"),
    "c_cyrillic/ispras+dedoc/tests/data/laws/ukodeksrf.pdf": (1, "Уголовный"),
    "c_cyrillic/ispras+dedoc/tests/data/tables/example_with_table9.pdf": (1, "строительстве"),
    "c_cyrillic/ispras+dedoc/tests/data/pdf_auto/english_doc_bad_text.pdf": (1, "ENGLISH DOCUMENT"),
    "a_nasty/mozilla+pdf.js/test/pdfs/issue12963.pdf": (2, "системы налогообложения"),
}
"""Files of the corpus that are known for lying layers: a page, and words that stand on it."""


@dataclass(frozen=True)
class Verdict:
    """What became of a case."""

    case: Case
    page: Page
    seconds: float
    """Processor time."""

    @property
    def raw_shown(self) -> bool:
        """Whether the file's own text is shown as it stands."""
        return self.page.shown == 1 and self.page.layers[0].origin == "embedded"

    @property
    def words(self) -> float:
        """Share of the true words in what is shown."""
        found, wanted = words_found(self.case.truth, self.page.layer.text if self.page.layer else "")
        return found / max(1, wanted)

    @property
    def faults(self) -> list[str]:
        """What went wrong; empty: nothing."""
        said = []
        if self.case.lies and self.raw_shown:
            said.append("a lie is shown")
        if not self.case.lies and not self.raw_shown:
            said.append("honest text is not shown")
        if self.words < self.case.enough:
            said.append(f"only {100 * self.words:.0f} % of the words")
        if self.case.disagrees != (self.page.against == "disagrees"):
            said.append("not marked" if self.case.disagrees else "marked without reason")
        return said


@dataclass(frozen=True)
class Score:
    """Precision and recall of one question."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def __str__(self) -> str:
        shares = f"precision {100 * self.precision:.1f} %, recall {100 * self.recall:.1f} %"
        return f"{shares} ({self.right} right, {self.wrong} wrong, {self.missed} missed)"


def read(pdf: bytes, page: int = 1) -> tuple[Page, float]:
    """Read one page as the recognising child does; returns it and the processor time."""
    frames: list[Page] = []

    def hear(kind: str, body: Any, payload: bytes | memoryview = b"") -> None:  # noqa: ARG001
        if kind == "page":
            frames.append(parse_page(json.loads(json.dumps(body)), FrameLimits()))

    begun = time.process_time()
    request = {"op": "read", "first": page, "last": page, "languages": LANGUAGES, "limits": {}}
    program.run(request, memoryview(pdf), hear)
    return frames[0], time.process_time() - begun


def judge(chosen: Iterable[Case]) -> list[Verdict]:
    """Read cases."""
    return [Verdict(case, *read(case.pdf)) for case in chosen]


def found_out(verdicts: Sequence[Verdict]) -> Score:
    """Lies that are not shown."""
    return _score([(verdict.case.lies, not verdict.raw_shown) for verdict in verdicts])


def marked(verdicts: Sequence[Verdict]) -> Score:
    """Pages marked as disagreeing with their picture."""
    return _score([(verdict.case.disagrees, verdict.page.against == "disagrees") for verdict in verdicts])


def _score(pairs: Sequence[tuple[bool, bool]]) -> Score:
    return Score(
        sum(true and said for true, said in pairs),
        sum(said and not true for true, said in pairs),
        sum(true and not said for true, said in pairs),
    )


def traps(corpus: Path) -> list[tuple[str, Page, bool]]:
    """Read the named traps: name, page, whether it is shown rightly."""
    found = []
    for name, (number, phrase) in TRAPS.items():
        if (corpus / name).is_file():
            page, _ = read((corpus / name).read_bytes(), number)
            shown = page.layer
            right = (
                shown is not None
                and page.shown != 1
                and phrase.lower() in " ".join(shown.text.lower().split())
            )
            found.append((name.rsplit("/", 1)[1], page, right))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parents[2] / "shared" / "corpus")
    parser.add_argument("--only", default="", help="cases whose name holds these words")
    parser.add_argument("--all", action="store_true", help="print every case")
    given = parser.parse_args()
    program.preload({"recognise": True, "languages": LANGUAGES})
    verdicts = judge(case for case in cases() if given.only in case.name)
    for verdict in verdicts:
        if given.all or verdict.faults:
            print(told(verdict))
    lies = [verdict for verdict in verdicts if verdict.case.lies]
    ukrainian = sum(verdict.case.ukrainian for verdict in lies)
    print(f"{len(verdicts)} cases, {len(lies)} of them lies, {ukrainian} of these Ukrainian")
    print(f"lies found out: {found_out(verdicts)}")
    print(f"marked as disagreeing: {marked(verdicts)}")
    right = sum(verdict.words >= verdict.case.enough for verdict in verdicts)
    print(f"read rightly: {right} of {len(verdicts)}")
    for title, kept in (
        ("honest, born digital", [v for v in verdicts if v.case.name.startswith("honest")]),
        ("honest over a scan", [v for v in verdicts if v.case.name.startswith("scan") and not v.case.lies]),
        ("decoded", [v for v in verdicts if [layer.origin for layer in v.page.layers] == ["embedded"] * 2]),
        ("recognised whole", [v for v in verdicts if v.page.layers and v.page.layers[-1].origin == "ocr"]),
    ):
        if kept:
            median = statistics.median(verdict.seconds for verdict in kept)
            print(f"{title}: {len(kept)}, median {1000 * median:.0f} ms of processor time")
    for name, page, right_one in traps(given.corpus) if not given.only else ():
        why = page.notes.get("layer", "")
        print(
            f"{'right' if right_one else 'WRONG'}: {name}, reading {page.shown} of {len(page.layers)}: {why}"
        )


def told(verdict: Verdict) -> str:
    """Say in a line what became of a case."""
    page = verdict.page
    origins = "+".join(layer.origin for layer in page.layers)
    words = f"{100 * verdict.words:.0f} %, {verdict.seconds:.2f} s"
    facts = f"{origins}, shown {page.shown}, {words}, {page.against or '-'}"
    return f"{'; '.join(verdict.faults) or 'right'}: {verdict.case.name} [{facts}] {dict(page.notes)}"


if __name__ == "__main__":
    main()
