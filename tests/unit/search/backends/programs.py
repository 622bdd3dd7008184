"""What the tests of the index start as processes of their own: ``python programs.py NAME FOLDER``."""

from __future__ import annotations

import os
import resource
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[4]))

from tests.unit.search.samples import entry

from kartoteka.errors import KartotekaError
from kartoteka.search.backends.tantivy import TantivyBackend


def hold(folder: Path) -> None:
    """Commit one item, then keep the writer's lock until the input ends."""
    backend = TantivyBackend.open(folder, create=True)
    backend.apply([entry(1, ["первая запись"])])
    print("holding", flush=True)
    sys.stdin.read()
    backend.release()
    print("released", flush=True)


def die(folder: Path) -> None:
    """Commit item after item; the parent kills this at a moment of its choice."""
    backend = TantivyBackend.open(folder, create=True)
    for number in range(1, 10_000):
        backend.apply([entry(number, [f"запись {number}"] * 20)])
        print(number, flush=True)


def die_before_commit(folder: Path) -> None:
    """Commit one item, add another and die by its own hand before the commit."""
    backend = TantivyBackend.open(folder, create=True)
    backend.apply([entry(1, ["первая запись"])])
    with backend._writer_in_hand() as writer:
        writer.delete_all_documents()
        os.kill(os.getpid(), signal.SIGKILL)


def fill(folder: Path) -> None:
    """Write until no file may grow further, as on a full disk."""
    backend = TantivyBackend.open(folder, create=True)
    backend.apply([entry(1, ["первая запись"])])
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        backend.apply(
            [entry(number, [f"слово{number * 100 + at}" for at in range(60)]) for number in range(2, 400)]
        )
    except KartotekaError as error:
        print(error.code, flush=True)


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]))
