"""Reading an index where nothing may be written: a disk mounted for reading, another's folder.

Tantivy locks a file beside an index even to read it. A shadow is a temporary folder of links to
the index's files, in which those locks find room. Nothing is copied.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_LOCK_SUFFIX = ".lock"


def needs_shadow(folder: Path) -> bool:
    """Say whether this process may not write into a folder."""
    return not os.access(folder, os.W_OK)


class Shadow:
    """A temporary folder of links; it goes when this does."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._temporary = tempfile.TemporaryDirectory(prefix="kartoteka-index-")
        self.refresh()

    @property
    def path(self) -> Path:
        """Where the links are."""
        return Path(self._temporary.name)

    def refresh(self) -> None:
        """Link what another process has added since."""
        for file in self._folder.iterdir():
            link = self.path / file.name
            if file.suffix != _LOCK_SUFFIX and not link.is_symlink():
                link.symlink_to(file.resolve())

    def close(self) -> None:
        """Take the links away."""
        self._temporary.cleanup()
