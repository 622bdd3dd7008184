"""The live index of an archive: which folder it is, opened when first asked for.

An index lives in a folder named by its schema and analyzer; ``current`` names the one in use, so
that a new one can be built beside it and take its place in one step.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from threading import Lock

from kartoteka.search import analyzer
from kartoteka.search.backends.contract import Backend
from kartoteka.search.backends.tantivy import SCHEMA_VERSION, TantivyBackend


class IndexHandle:
    """The live index, opened when first asked for; a rebuilt one is noticed by its name."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self._reader: tuple[str, Backend] | None = None
        self._writer: tuple[str, Backend] | None = None

    @property
    def expected_name(self) -> str:
        """The name an index must begin with to fit this program."""
        return f"{SCHEMA_VERSION}-{analyzer.VERSION}"

    def live_name(self) -> str | None:
        """Return the folder that ``current`` names, if it is there and fits this program."""
        try:
            name = (self._folder / "current").read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        fits = name == self.expected_name or name.startswith(self.expected_name + "-n")
        return name if fits and (self._folder / name).is_dir() else None

    def reader(self) -> Backend | None:
        """Return the live index for asking, or None when there is none yet."""
        with self._lock:
            name = self.live_name()
            if name is None:
                return None
            if self._reader is None or self._reader[0] != name:
                if self._reader is not None:
                    self._reader[1].close()
                self._reader = (name, TantivyBackend.open(self._folder / name, create=False, writable=False))
            return self._reader[1]

    def writer(self) -> tuple[Backend, str, bool]:
        """Return the live index for writing, its name, and whether it was just made (and is empty).

        Only the holder of the writer's lock may call this.
        """
        with self._lock:
            name = self.live_name()
            made = name is None
            if name is None:
                name = self.unused_name()
            if self._writer is None or self._writer[0] != name:
                if self._writer is not None:
                    self._writer[1].close()
                self._writer = (name, TantivyBackend.open(self._folder / name, create=made, writable=True))
            return self._writer[1], name, made

    def unused_name(self) -> str:
        """Return a name for a new index that no folder bears."""
        names = [self.expected_name, *(f"{self.expected_name}-n{count}" for count in range(2, 10_000))]
        return next(name for name in names if not (self._folder / name).exists())

    def make_live(self, name: str) -> None:
        """Let ``current`` name another folder, in one step."""
        self._folder.mkdir(parents=True, exist_ok=True)
        fresh = self._folder / "current.new"
        fresh.write_text(name + "\n", "utf-8")
        fresh.replace(self._folder / "current")

    def drop_others(self, name: str) -> None:
        """Delete every index but the one named."""
        for folder in self._folder.iterdir():
            if folder.is_dir() and folder.name != name:
                shutil.rmtree(folder, ignore_errors=True)

    def build(self, name: str) -> Backend:
        """Make an empty index beside the live one."""
        return TantivyBackend.open(self._folder / name, create=True, writable=True)

    def release_writer(self) -> None:
        """Close the index for writing; the next writer opens it again."""
        with self._lock:
            if self._writer is not None:
                self._writer[1].close()
                self._writer = None

    def close(self) -> None:
        """Close what is open."""
        self.release_writer()
        with self._lock:
            if self._reader is not None:
                self._reader[1].close()
                self._reader = None
