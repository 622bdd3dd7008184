"""Where originals are kept: the contract, and the two places that keep it."""

from __future__ import annotations

from kartoteka.storage.contract import Intake, Originals, Stored
from kartoteka.storage.folder import FolderOriginals
from kartoteka.storage.memory import MemoryOriginals

__all__ = ["FolderOriginals", "Intake", "MemoryOriginals", "Originals", "Stored"]
