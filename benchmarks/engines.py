"""The catalogue on SQLite and on PostgreSQL, side by side in one run: import, pages of lists, audit, a move.

    python benchmarks/engines.py [--pages 4000] [--files 150] [--rounds 3]

PostgreSQL is a private server of Debian's binaries with its own defaults (it flushes to the disk as
SQLite does), reached by its socket; what it spends is counted. The import is the whole command on small
born-digital PDFs; the reads are what stands behind one page of the browser, on a generated archive.
Ratios are PostgreSQL / SQLite.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.cluster import Cluster, private_cluster
from tests.journey import papers

import generated
from kartoteka.records.question import Question
from kartoteka.workflow import consult
from kartoteka.workflow.archive import Archive, open_archive
from measure import Run, imported, machine, run, table

DEFAULTS = "-c max_connections=60"
TICKS = os.sysconf("SC_CLK_TCK")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=4000, help="pages of the generated archive")
    parser.add_argument("--files", type=int, default=150, help="files of the import, of 1 to 40 pages")
    parser.add_argument("--rounds", type=int, default=3, help="imports on each engine")
    options = parser.parse_args()
    print(machine())
    os.environ.pop("KARTOTEKA_DATABASE", None)
    with private_cluster(DEFAULTS) as server, tempfile.TemporaryDirectory() as name:
        print(server.sql("SELECT version()")[0][0])
        imports(Path(name), server, options.files, options.rounds)
        reads(Path(name), server, options.pages)


def imports(base: Path, server: Cluster, files: int, rounds: int) -> None:
    """The whole command on both, in turn."""
    drop = papers.delivery(base / "drop", files)
    rows: dict[str, list[Run]] = {"postgresql": [], "sqlite": []}
    for _ in range(rounds):
        for engine, runs in rows.items():
            if engine == "postgresql":
                os.environ["KARTOTEKA_DATABASE"] = server.database()
            before = spent(server)
            done = imported(base, drop)
            os.environ.pop("KARTOTEKA_DATABASE", None)
            runs.append(Run(done.cpu + spent(server) - before, done.wall, done.peak_mb, done.output))
    print(f"\nimport of {files} files, {rounds} rounds; the server's processor time is in it")
    table(rows)


def reads(base: Path, server: Cluster, count: int) -> None:
    """What stands behind pages of the browser, asked in turn."""
    folder = base / "generated"
    generated.build(folder, count, originals=True).close()
    kartoteka = [sys.executable, "-m", "kartoteka", "--archive", str(folder)]
    audits = {"postgresql": Run(0, 0, 0, ""), "sqlite": run([*kartoteka, "verify"], ok=(0, 4))}
    times: dict[str, dict[str, list[float]]] = {"sqlite": asked(folder, count)}
    begun = time.monotonic()
    run([*kartoteka, "archive", "migrate", "--to", server.database()], ok=(0, 4))
    moving = time.monotonic() - begun
    server.sql("VACUUM ANALYZE")
    before = spent(server)
    audits["postgresql"] = run([*kartoteka, "verify"], ok=(0, 4))
    served = spent(server) - before
    times["postgresql"] = asked(folder, count)
    print(f"\n{count} generated pages: median milliseconds")
    print(f"{'':<34}{'sqlite':>9}{'postgresql':>12}{'ratio':>8}")
    for name, ours in times["sqlite"].items():
        sqlite, postgresql = (statistics.median(one) * 1000 for one in (ours, times["postgresql"][name]))
        print(f"{name:<34}{sqlite:>9.2f}{postgresql:>12.2f}{postgresql / sqlite:>8.2f}")
    lite, post = audits["sqlite"].cpu, audits["postgresql"].cpu + served
    print(f"{'verify, CPU seconds':<34}{lite:>9.2f}{post:>12.2f}{post / lite:>8.2f}")
    print(f"archive migrate to PostgreSQL: {moving:.1f} s wall, {count / moving:.0f} pages a second")


def asked(folder: Path, count: int) -> dict[str, list[float]]:
    """Seconds of each question, many times."""
    chance = random.Random(5)
    with open_archive(folder) as archive:
        reader = consult.local_reader(archive)

        def label() -> str:
            return f"A000{chance.randint(1, 4)}-{chance.randint(1, count // 40):06d}"

        return {
            "search, one word": measured(lambda: consult.ask(archive, reader, Question("приказ"))),
            "search, nothing asked": measured(lambda: consult.ask(archive, reader, Question(""))),
            "reader, one page": measured(
                lambda: consult.open_page(archive, reader, label(), chance.randint(1, 10), "приказ")
            ),
            "items of a delivery, 100": measured(lambda: listed(archive)),
            "one receipt written": measured(lambda: written(archive)),
        }


def listed(archive: Archive) -> None:
    """One page of a delivery's list."""
    with archive.catalogue.read() as view:
        accession = view.accessions.get(2)
        assert accession is not None
        assert view.items.of_accession_unrestricted(accession.id, after_number=10, limit=100)


def written(archive: Archive) -> None:
    """The smallest unit of work that is flushed to the disk."""
    with archive.catalogue.write() as unit:
        unit.tokens.add(os.urandom(32), generated.now())


def measured(action: Callable[[], object], rounds: int = 60) -> list[float]:
    action()
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return times


def spent(server: Cluster) -> float:
    """Processor seconds of a server so far, its dead and living processes together."""
    master = int((server.folder / "data" / "postmaster.pid").read_text().split("\n", 1)[0])
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(path.parent.name) == master:
            ticks += sum(map(int, fields[11:15]))  # its own and those of children that ended
        elif int(fields[1]) == master:
            ticks += sum(map(int, fields[11:13]))
    return ticks / TICKS


if __name__ == "__main__":
    main()
