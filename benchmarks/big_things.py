"""Big things through the real command line: memory of the writer and of its children, and a steady rate.

    python benchmarks/big_things.py [CASE ...] [--scale 1.0] [--folder FOLDER] [--jobs 2]

Cases, at scale 1: ``pages`` (one PDF of 10,000 pages), ``bytes`` (one PDF of 2 GB), ``files`` (300,000
small files, a third of them PDFs), ``names`` (300,000 files that only get receipts) and ``dense`` (64 pages
of 50,000 words). Each input is made
first, then imported into a new archive; meanwhile the memory of the writer and of its largest child is
looked at four times a second (own pages: what is shared with the preloaded parent or mapped from the
original counts once, where it is). The rate is printed for each tenth of the work; the last tenth is
compared with the second, because the first pays for starting.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from measure import machine

WRITER_MB = 400
CHILD_MB = 500
WORDS = "приказ рапорт осуждённый начальник колонии отряд журнал проверка жалоба прокурор".split()  # noqa: SIM905


@dataclass
class Watched:
    """What was seen while a command ran."""

    writer_mb: float = 0
    child_mb: float = 0
    children: int = 0
    wal_mb: float = 0
    lines: list[tuple[float, dict]] = field(default_factory=list)
    report_seconds: float = 0
    status: int = 0


def own_mb(pid: int) -> float:
    """Memory of a process that it does not share: anonymous pages, in MB."""
    with contextlib.suppress(OSError, ValueError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return 0.0


def children_of(pid: int) -> list[int]:
    """All processes below one."""
    found: list[int] = []
    with contextlib.suppress(OSError, ValueError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            below = [int(one) for one in (task / "children").read_text().split()]
            for one in below:
                found += [one, *children_of(one)]
    return found


def imported(base: Path, drop: Path, *options: str) -> Watched:
    """Import a folder into a new archive, as a person would, and watch it."""
    archive = base / "archive"
    shutil.rmtree(archive, ignore_errors=True)
    home = {**os.environ, "HOME": str(base), "XDG_CONFIG_HOME": str(base / "config")}
    kartoteka = [sys.executable, "-m", "kartoteka", "--archive", str(archive)]
    subprocess.run([*kartoteka, "init", str(archive)], env=home, check=True, capture_output=True)
    command = [*kartoteka, "import", str(drop), "--source", "bench", "--received", "2026-01-01", "--json"]
    watched = Watched()
    ended = threading.Event()
    with subprocess.Popen([*command, *options], env=home, stdout=subprocess.PIPE, text=True) as process:

        def look() -> None:
            while not ended.wait(0.25):
                below = children_of(process.pid)
                watched.writer_mb = max(watched.writer_mb, own_mb(process.pid))
                watched.child_mb = max([watched.child_mb, *map(own_mb, below)])
                watched.children = max(watched.children, len(below))
                with contextlib.suppress(OSError):
                    wal = (archive / "catalogue.sqlite-wal").stat().st_size
                    watched.wal_mb = max(watched.wal_mb, wal / 1e6)

        watching = threading.Thread(target=look)
        watching.start()
        assert process.stdout is not None
        for line in process.stdout:
            if '"progress"' in line[:40]:
                watched.lines.append((time.monotonic(), json.loads(line)))
            else:
                watched.lines.append((time.monotonic(), _summary(line)))
        watched.status = process.wait()
        ended.set()
        watching.join()
    return watched


def _summary(line: str) -> dict:
    """The report without its files: they can be many."""
    head, _, rest = line.partition('"files":[')
    return json.loads(head + '"files":[]}}')["report"] if rest else {}


def tenths(watched: Watched, stage: str) -> list[float]:
    """The rate in each tenth of a stage, from the progress lines; fewer where there were few lines."""
    lines = [(at, line["done"]) for at, line in watched.lines if line.get("progress") == stage]
    if len(lines) < 3:
        return []
    total = lines[-1][1]
    rates, edge = [], lines[0]
    for at, done in lines[1:]:
        if done - edge[1] >= total / 10 and at > edge[0]:
            rates.append((done - edge[1]) / (at - edge[0]))
            edge = (at, done)
    return rates


def told(name: str, watched: Watched) -> bool:
    """Print what was seen; say whether it is within the bounds."""
    report = watched.lines[-1][1] if watched.lines else {}
    print(f"\n{name}: exit {watched.status}, {report.get('counts')}, {report.get('pages')} pages")
    print(f"  writer {watched.writer_mb:.0f} MB, largest child {watched.child_mb:.0f} MB,", end=" ")
    print(f"{watched.children} processes below, write-ahead log {watched.wal_mb:.0f} MB")
    for stage in ("store", "read"):
        rates = tenths(watched, stage)
        if rates:
            shown = " ".join(f"{rate:.1f}" for rate in rates)
            line = f"  {stage}: {shown} a second"
            if len(rates) > 3:
                line += f"; last to second {rates[-1] / rates[1]:.2f}"
            print(line)
    return watched.status in (0, 10) and watched.writer_mb <= WRITER_MB and watched.child_mb <= CHILD_MB


# Inputs


def pdf(pages: int, words: int, *, stuffing: int = 0, name: str = "") -> Iterator[bytes]:
    """Write a PDF with a text layer in Helvetica, piece by piece, each page with words of its own.

    Args:
        pages: Pages.
        words: Words a page.
        stuffing: Bytes of an attachment that cannot be compressed, in pieces of a MiB.
        name: Makes its bytes its own.
    """
    places: dict[int, int] = {}
    at = 0

    def put(number: int, body: bytes) -> bytes:
        places[number] = at
        return b"%d 0 obj" % number + body + b"endobj\n"

    piece = b"%PDF-1.7\n% " + name.encode() + b"\n"
    at += len(piece)
    yield piece
    first = 4
    kids = " ".join(f"{first + 2 * page} 0 R" for page in range(pages))
    for number, body in (
        (1, b"<</Type/Catalog/Pages 2 0 R>>"),
        (2, f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode()),
        (3, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"),
    ):
        piece = put(number, body)
        at += len(piece)
        yield piece
    for page in range(pages):
        content = zlib.compress(_content(page, words), 1)
        own, text = first + 2 * page, first + 2 * page + 1
        fonts = b"/Resources<</Font<</F 3 0 R>>>>"
        head = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]%b/Contents %d 0 R>>"
        piece = put(own, head % (fonts, text))
        at += len(piece)
        yield piece
        piece = put(text, b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content))
        at += len(piece)
        yield piece
    last = first + 2 * pages
    if stuffing:
        head = b"%d 0 obj<</Length %d>>stream\n" % (last, stuffing)
        places[last] = at
        yield head
        at += len(head)
        block = os.urandom(1 << 20)
        for left in range(stuffing, 0, -len(block)):
            piece = block[: min(left, len(block))]
            at += len(piece)
            yield piece
        yield b"\nendstream endobj\n"
        at += len(b"\nendstream endobj\n")
        last += 1
    table = [b"xref\n0 %d\n0000000000 65535 f \n" % last]
    table += [b"%010d 00000 n \n" % places[number] for number in range(1, last)]
    table.append(b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (last, at))
    yield b"".join(table)


def _content(page: int, words: int) -> bytes:
    """Lines of ten words, in Latin letters that Helvetica has."""
    out = BytesIO()
    out.write(b"BT /F %g Tf 40 800 Td %g TL\n" % ((8, 12) if words < 1000 else (1, 0.9)))
    a_line = 10 if words < 1000 else 60
    for line in range(0, words, a_line):
        text = " ".join(
            f"order{(page * 31 + place) % 5000} of{place}" for place in range(line, line + a_line, 2)
        )
        out.write(f"({text}) '\n".encode())
    out.write(b"ET\n")
    return out.getvalue()


def written(path: Path, pieces: Iterator[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        for piece in pieces:
            file.write(piece)


def case_pages(drop: Path, scale: float) -> None:
    written(drop / "book.pdf", pdf(round(10_000 * scale), 300))


def case_bytes(drop: Path, scale: float) -> None:
    written(drop / "heavy.pdf", pdf(100, 300, stuffing=round(2_000_000_000 * scale)))


def case_files(drop: Path, scale: float) -> None:
    """Small files: every third a PDF of a page, the others of a type that is held at once."""
    whole = b"".join(pdf(1, 60, name="x"))
    for number in range(round(300_000 * scale)):
        place = drop / f"{number // 3000:03d}"
        if number % 3000 == 0:
            place.mkdir(parents=True)
        body = whole + b"\n%% %d\n" % number if number % 3 == 0 else b"note %d\n" % number
        (place / f"{number:06d}.{'pdf' if number % 3 == 0 else 'txt'}").write_bytes(body)


def case_names(drop: Path, scale: float) -> None:
    """Files that are skipped by their names: receipts, list and report alone, without bytes or pages."""
    for number in range(round(300_000 * scale)):
        place = drop / f"{number // 3000:03d}"
        if number % 3000 == 0:
            place.mkdir(parents=True)
        (place / f"._note {number:06d}").touch()


def case_dense(drop: Path, scale: float) -> None:
    for number in range(4):
        written(drop / f"plan{number}.pdf", pdf(round(16 * scale), 50_000, name=str(number)))


CASES = {
    "pages": case_pages,
    "bytes": case_bytes,
    "files": case_files,
    "names": case_names,
    "dense": case_dense,
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("cases", nargs="*", choices=[*CASES, []], help="default: all")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--folder", type=Path, default=None, help="where inputs and archives are made")
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    print(machine())
    well = True
    for name in given.cases or [*CASES]:
        with tempfile.TemporaryDirectory(dir=given.folder) as folder:
            base = Path(folder)
            begun = time.monotonic()
            CASES[name](base / "drop", given.scale)
            made = time.monotonic() - begun
            watched = imported(base, base / "drop", "-j", str(given.jobs), "--nice", "0")
            well = told(f"{name} (made in {made:.0f} s)", watched) and well
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
