"""Where everything lies in an archive folder; docs/archive-layout.md is the same contract in prose.

Only names are made here. Nothing is read, written or created.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kartoteka.records.digest import Digest

FORMAT = 2
"""The layout's version. A program refuses archives of a newer one.

1: the catalogue is the folder's. 2: it is a server's database, which the marker names.
"""


@dataclass(frozen=True, slots=True)
class ArchiveLayout:
    """The paths of one archive."""

    root: Path
    """The archive folder."""

    @property
    def marker(self) -> Path:
        """The file that makes the folder an archive: format, id, settings."""
        return self.root / "kartoteka.toml"

    @property
    def catalogue(self) -> Path:
        """The SQLite database; its ``-wal`` and ``-shm`` files lie beside it."""
        return self.root / "catalogue.sqlite"

    @property
    def unfinished_catalogue(self) -> Path:
        """A copy of a server's catalogue that is still being written or checked."""
        return self.root / "catalogue.unfinished"

    def former_catalogue(self, until: str) -> Path:
        """A database that was the catalogue until it was moved to a server."""
        return self.root / f"catalogue-until-{until}.sqlite"

    @property
    def originals(self) -> Path:
        """Bytes as received, as ``ab/<digest>``; written once."""
        return self.root / "originals"

    def original(self, digest: Digest) -> Path:
        """The place of one original; the digest was checked before."""
        return self.originals / digest[:2] / digest

    @property
    def incoming(self) -> Path:
        """Copies that are still being written.

        It lies inside ``originals`` so that both are one file system even where ``originals`` is a
        disk of its own: a finished copy enters the store as a link, never as a second copy.
        """
        return self.originals / "incoming"

    @property
    def derivatives(self) -> Path:
        """What can be rebuilt from originals and catalogue."""
        return self.root / "derivatives"

    @property
    def page_images(self) -> Path:
        """The bounded cache of page images."""
        return self.derivatives / "pages"

    @property
    def index(self) -> Path:
        """Search indexes, one folder each, and ``current``, which names the live one."""
        return self.root / "index"

    @property
    def lock(self) -> Path:
        """Locked by whoever writes; its text says who."""
        return self.root / "writer.lock"
