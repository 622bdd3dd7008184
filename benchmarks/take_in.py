"""Taking originals in (hash, copy, flush, link) against `cp` and `sha256sum`, in one run.

"intake" flushes many together, as an import does; "take_in" flushes each by itself.

    python benchmarks/take_in.py [--rounds 5] [--folder FOLDER]

Two deliveries: one large file, and many small ones. What `cp` and `sha256sum` leave undone is what a
receipt needs: the copy may still be lost in a power cut, so the last row adds `sync` of every copy.
Files come from and go to --folder (default: the system's folder for temporary files), so name one on the
disk that matters.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from pathlib import Path

from measure import Run, machine, run, table

INTAKE = """
import sys
from pathlib import Path
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.originals import FolderOriginals

with FolderOriginals(ArchiveLayout(Path(sys.argv[2]))).intake() as intake:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        with path.open("rb", buffering=0) as file:
            assert intake.take_in(file).new
"""

TAKE_IN = """
import sys
from pathlib import Path
from kartoteka.storage.layout import ArchiveLayout
from kartoteka.storage.originals import FolderOriginals

originals = FolderOriginals(ArchiveLayout(Path(sys.argv[2])))
for path in sorted(Path(sys.argv[1]).iterdir()):
    with path.open("rb", buffering=0) as file:
        assert originals.take_in(file).new
"""

CP = 'cp -r "$1" "$2" && sha256sum "$1"/* > /dev/null'
CP_SYNC = 'cp -r "$1" "$2" && sha256sum "$1"/* > /dev/null && sync "$2"/* "$2"'

DELIVERIES = {"one file of 256 MB": (1, 256 << 20), "400 files of 100 kB": (400, 100_000)}

PIECE = 1 << 20


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--folder", type=Path, default=None)
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        for title, (count, size) in DELIVERIES.items():
            drop = Path(name) / "drop"
            deliver(drop, count, size)
            commands = {
                "intake": [sys.executable, "-c", INTAKE],
                "take_in": [sys.executable, "-c", TAKE_IN],
                "cp + sha256sum": ["sh", "-c", CP, "sh"],
                "cp + sha256sum + sync": ["sh", "-c", CP_SYNC, "sh"],
            }
            rows: dict[str, list[Run]] = {row: [] for row in commands}
            order = random.Random(5)
            for _ in range(options.rounds):
                # In any order: what one leaves in the system's memory, the next pays for or profits by.
                for row in order.sample(list(commands), len(commands)):
                    rows[row].append(fresh(name, commands[row], drop))
            print(f"\n{title}, {options.rounds} rounds")
            table(rows)
            shutil.rmtree(drop)


def deliver(drop: Path, count: int, size: int) -> None:
    drop.mkdir()
    rng = random.Random(3)
    for number in range(count):
        with (drop / f"{number:04}.bin").open("wb") as file:
            for left in range(size, 0, -PIECE):
                file.write(rng.randbytes(min(left, PIECE)))


def fresh(base: str, command: list[str], drop: Path) -> Run:
    """Run a command with a new place to copy to."""
    target = Path(base) / "target"
    shutil.rmtree(target, ignore_errors=True)
    # What earlier rounds left unwritten is no part of this one.
    run(["sync", "-f", base])
    return run([*command, str(drop), str(target)])


if __name__ == "__main__":
    main()
