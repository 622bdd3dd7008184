"""Reading scans against OCRmyPDF, in one run: processor and wall seconds, errors, words found.

    python benchmarks/ocr.py [--rounds 1] [--ocrmypdf ocrmypdf]
    python benchmarks/ocr.py --corpus FOLDER      # real pages, transcribed by eye

The pages are the scanned ones of the invented leak, whose text is known; with ``--corpus`` those of a
corpus whose ``INVENTORY.tsv`` names a transcript beside a picture or scan (column ``gt``; by default
only those of dedoc). OCRmyPDF gets them as one PDF, so that it starts once and keeps both cores busy; we
get them as they were delivered, and our figure is the whole import (store, receipts, catalogue,
ledger, index), not recognition alone.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pymupdf

from measure import imported, machine, run, side_by_side, table
from truth import errors, words_found

ROOT = Path(__file__).resolve().parents[1]
A4_INCHES = 11.69
"""Long side of a page whose picture does not tell its resolution."""


def scans() -> list[tuple[Path, list[str]]]:
    """Scanned documents with the text of each page; those whose own text lies, and traps, left out."""
    found = []
    for path in sorted((ROOT / "fixtures" / "truth").rglob("*.json")):
        known = json.loads(path.read_text("utf-8"))
        if not known["scanned"] or known["trap"] or known["state"] != "catalogued":
            continue
        file = ROOT / "fixtures" / "leak" / path.relative_to(ROOT / "fixtures" / "truth").with_suffix("")
        found.append((file, [page["text"] for page in known["pages"]]))
    return found


def transcribed(corpus: Path, only: str, base: Path) -> list[tuple[Path, list[str]]]:
    """Real pages with a transcript, as PDFs: what is a picture is wrapped in a page of its own size."""
    found = []
    with (corpus / "INVENTORY.tsv").open(encoding="utf-8", newline="") as rows:
        named = [row for row in csv.DictReader(rows, delimiter="\t") if row["gt"] and only in row["path"]]
    for number, row in enumerate(named):
        file = corpus / row["path"]
        if file.suffix.lower() != ".pdf":
            file = wrapped(file, base / f"{number:03d} {file.stem}.pdf")
        found.append((file, (corpus / row["gt"]).read_text("utf-8").split("\f")))
    return found


def wrapped(picture: Path, target: Path) -> Path:
    """Write a picture as the one page of a PDF, its pixels as they are."""
    pixels = pymupdf.Pixmap(str(picture))
    told = pixels.xres if pixels.xres >= 100 else round(max(pixels.width, pixels.height) / A4_INCHES)
    with pymupdf.open() as document:
        page = document.new_page(width=pixels.width * 72 / told, height=pixels.height * 72 / told)
        page.insert_image(page.rect, filename=str(picture))
        document.save(target)
    return target


def our_texts(base: Path) -> dict[str, list[str]]:
    from kartoteka.workflow.archive import open_archive

    with open_archive(base / "archive") as archive, archive.catalogue.read() as view:
        return {
            item.name: [page.text for page in view.pages.texts(item.digest)]
            for item in view.items.stream_unrestricted()
            if item.digest
        }


def judge(name: str, pairs: list[tuple[str, str]], pages: int) -> None:
    wrong = [errors(truth, read) for truth, read in pairs]
    found = [words_found(truth, read) for truth, read in pairs]
    cer = 100 * sum(e for e, _ in wrong) / sum(n for _, n in wrong)
    hit = 100 * sum(f for f, _ in found) / sum(n for _, n in found)
    print(f"{name:<28}{pages:>6} pages   CER {cer:5.2f} %   words found {hit:5.1f} %")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--languages", default="rus+eng")
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf") or "ocrmypdf")
    parser.add_argument("--worst", type=int, default=0, help="also list our worst pages")
    parser.add_argument("--corpus", type=Path, help="a folder with INVENTORY.tsv, instead of the leak")
    parser.add_argument("--only", default="ispras+dedoc", help="of the corpus: paths that hold this")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        drop, joined, done, sidecar = base / "drop", base / "joined.pdf", base / "done.pdf", base / "text.txt"
        drop.mkdir()
        documents = transcribed(given.corpus, given.only, base) if given.corpus else scans()
        whole = pymupdf.open()
        for number, (file, _) in enumerate(documents):
            shutil.copyfile(file, drop / f"{number:03d}.pdf")
            with pymupdf.open(file) as document:
                whole.insert_pdf(document)
        whole.save(joined)
        command = [
            given.ocrmypdf,
            "--rotate-pages",
            "-l",
            given.languages,
            "-j",
            "2",
            "--sidecar",
            str(sidecar),
        ]
        command += ["--output-type", "pdf", str(joined), str(done)]
        if subprocess.run([given.ocrmypdf, "--version"], capture_output=True, check=False).returncode:
            raise SystemExit(
                "OCRmyPDF is not installed: pip install ocrmypdf==17.13.0 (and tesseract-ocr, ghostscript)"
            )
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        us, them = side_by_side(
            lambda: imported(base, drop, "-j", "2", "-l", given.languages),
            lambda: run(command),
            rounds=given.rounds,
        )
        print(machine())
        table({"kartoteka import": us, "OCRmyPDF": them})
        texts = our_texts(base)
        truth = [
            (f"{n:03d}.pdf", page, text)
            for n, (_, pages) in enumerate(documents)
            for page, text in enumerate(pages)
        ]
        mine = [
            (text, texts[name][page] if page < len(texts.get(name, ())) else "") for name, page, text in truth
        ]
        theirs = sidecar.read_text("utf-8").split("\f")
        judge("kartoteka import", mine, len(truth))
        judge("OCRmyPDF", [(text, theirs[n]) for n, (_, _, text) in enumerate(truth)], len(truth))
        if given.worst:
            ranked = sorted(range(len(truth)), key=lambda n: -errors(*mine[n])[0] / max(1, len(truth[n][2])))
            for n in ranked[: given.worst]:
                name, page, _ = truth[n]
                wrong, size = errors(*mine[n])
                print(f"  {100 * wrong / size:5.1f} %  {documents[int(name[:3])][0].name} p. {page + 1}")


if __name__ == "__main__":
    main()
