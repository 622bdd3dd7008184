"""A task: a durable piece of reading, some pages of one document."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from kartoteka.records.digest import Digest
from kartoteka.records.rereading import Rereading


class TaskState(StrEnum):
    """Where a task stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PagesAgain:
    """What makes a task one of reading again."""

    rereading: Rereading
    """What was asked, by whom."""
    pages: tuple[int, ...]
    """Which pages, ascending; all of them were read before."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """Read pages ``first`` to ``last`` of a document."""

    id: int
    """Row number; local to the archive."""
    accession_id: UUID
    """The import that asked for it, for progress and for its languages."""
    digest: Digest
    """The document."""
    size: int
    """Its bytes."""
    first: int
    """First page, from 1. A task with ``first == 1`` also identifies the document and, when it
    turns out longer, makes the tasks for the rest; one of reading again does neither."""
    last: int
    """Last page wanted; may lie beyond the end."""
    languages: str
    """Languages of recognition, joined by ``+``."""
    attempts: int
    """How often it was begun, this time included."""
    again: PagesAgain | None = None
    """Which pages are read again, and why; None: a first reading."""


class Amount(NamedTuple):
    """So much reading."""

    tasks: int = 0
    """Tasks."""
    pages: int = 0
    """Pages in them; of a task not done yet, pages it may turn out to have."""


class TaskCounts(NamedTuple):
    """How the reading stands."""

    waiting: Amount
    """Not begun."""
    running: Amount
    """In hand."""
    done: Amount
    """Finished."""
    failed: Amount
    """Given up."""
