"""Stages of long work, their progress, and the report that balances at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from kartoteka.records.item import ItemState, Reason


class Stage(StrEnum):
    """What an import, or reading again, is doing; one progress bar each."""

    WALK = "walk"
    STORE = "store"
    READ = "read"
    READ_AGAIN = "read-again"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is."""

    stage: Stage
    """Which."""
    done: int
    """Units finished (files for walk and store, pages for read, documents for index)."""
    total: int | None
    """Units there are; None: not known yet."""
    bytes_done: int = 0
    """Bytes finished, for the store stage."""
    bytes_total: int = 0
    """Bytes known of, for the store stage."""
    note: str = ""
    """The file in hand, for people."""
    estimated: bool = False
    """Whether ``total`` is an estimate: documents not opened yet count as many pages as others had."""
    paused: bool = False
    """Whether a person has asked it to wait; nothing moves meanwhile."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """How one file of a delivery ended."""

    file: str
    """Its path in the delivery, for people."""
    raw_path: bytes
    """The same, raw."""
    item: str
    """The item's printed number; empty in a dry run."""
    state: ItemState
    """Where it stands."""
    reason: Reason | None
    """Why; None: nothing to explain."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of a delivery."""

    accession: str
    """The printed number; empty in a dry run."""
    counts: Mapping[ItemState, int]
    """Files a state; their sum is ``offered``."""
    offered: int
    """Files found in the folder."""
    files: Iterable[FileReport]
    """One a file, in the order of raw paths; read from the archive each time it is walked over, so only
    while that is open."""
    pages: int = 0
    """Pages read."""
    pages_recognised: int = 0
    """Of these, pages that went to OCR."""
    interrupted: bool = False
    """True when a person stopped it; the same command resumes."""

    @property
    def balances(self) -> bool:
        """Whether every file offered is accounted for: ``counts`` was counted file by file."""
        return sum(self.counts.values()) == self.offered
