"""Importing born-digital PDFs against Debian's recollindex and bare MuPDF, in one run.

    python benchmarks/born_digital.py [--rounds 3] [--corpus ../shared/corpus]

The files are those of the corpus with real text (INVENTORY: status ok, has_text 1, image_only 0,
chars >= 200). Ours is the whole of an import: hash, store, receipts, child, words with boxes,
language, catalogue, ledger, index. Pages that went to OCR are counted apart; recollindex does none,
so the comparison is printed with and without the files that have such pages. Bare MuPDF is one process
that opens each file and takes its words with boxes, and keeps nothing: what no import can be below.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from measure import Run, imported, machine, run, side_by_side, table


def chosen(corpus: Path) -> list[Path]:
    with (corpus / "INVENTORY.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        corpus / row["path"]
        for row in rows
        if row["status"] == "ok"
        and row["has_text"] == "1"
        and row["image_only"] == "0"
        and int(row["chars"] or 0) >= 200
    ]


def theirs(base: Path, drop: Path) -> Run:
    config = base / "recoll"
    shutil.rmtree(config, ignore_errors=True)
    config.mkdir()
    (config / "recoll.conf").write_text(f"topdirs = {drop}\nloglevel = 1\n", "utf-8")
    return run(["recollindex", "-c", str(config), "-z"])


_BARE = """
import sys
from pathlib import Path
import pymupdf
pymupdf.TOOLS.mupdf_display_errors(False)
pymupdf.TOOLS.mupdf_display_warnings(False)
for path in sorted(Path(sys.argv[1]).iterdir()):
    with pymupdf.open(path, filetype="pdf") as document:
        for number in range(document.page_count):
            try:
                document[number].get_textpage(flags=pymupdf.TEXT_MEDIABOX_CLIP).extractWORDS()
            except Exception:
                pass
"""


def bare(drop: Path) -> Run:
    return run([sys.executable, "-c", _BARE, str(drop)])


def compare(base: Path, files: Sequence[Path], rounds: int, jobs: int, title: str) -> dict:
    drop = base / "drop"
    shutil.rmtree(drop, ignore_errors=True)
    drop.mkdir()
    for number, path in enumerate(files):
        shutil.copyfile(path, drop / f"{number:03d}.pdf")
    us, them, mupdf = side_by_side(
        lambda: imported(base, drop, "-j", str(jobs)),
        lambda: theirs(base, drop),
        lambda: bare(drop),
        rounds=rounds,
    )
    report = next(json.loads(line)["report"] for line in us[-1].output.splitlines() if '"report"' in line)
    print(
        f"\n{title}: {len(files)} files, {report['pages']} pages, {report['pages_recognised']} of them by OCR"
    )
    table({"kartoteka import": us, "recollindex": them, "bare MuPDF words": mupdf})
    return report


def with_ocr(base: Path) -> set[int]:
    """Which files had pages that went to OCR, asked of the archive of the last run."""
    from kartoteka.workflow.archive import open_archive

    found = set()
    with open_archive(base / "archive") as archive, archive.catalogue.read() as view:
        for item in view.items.stream_unrestricted():
            if item.digest and any(_pictured(page) for page in view.pages.range(item.digest, 1, 100_000)):
                found.add(int(item.name.split(".")[0]))
    return found


def _pictured(page) -> bool:
    """Whether a page's picture was looked at for letters, whatever was found."""
    looked_at = page.against or {"recognition", "deferred"} & set(page.notes)
    return bool(looked_at) or any(layer.origin == "ocr" for layer in page.layers)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--corpus", type=Path, default=Path(__file__).parents[2] / "shared" / "corpus")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    if not shutil.which("recollindex"):
        raise SystemExit("recollindex is not installed: apt-get install recollcmd poppler-utils")
    files = chosen(given.corpus)
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        compare(base, files, 1, given.jobs, "Everything, once")
        recognised = with_ocr(base)
        rest = [path for number, path in enumerate(files) if number not in recognised]
        if recognised:
            compare(base, rest, given.rounds, given.jobs, "Without the files that needed OCR")


if __name__ == "__main__":
    main()
