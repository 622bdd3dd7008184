"""Reading again: what a person asked to have recognised once more, how, and how far it is.

Old readings stay for ever; a new one is a further text layer. Modes widen one another: what
``skip-text`` reads, ``redo`` reads too, and ``force`` reads everything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kartoteka.records.question import Question


class Mode(StrEnum):
    """Which of the chosen pages are read again, and which reading is shown then."""

    SKIP_TEXT = "skip-text"
    """Pages without text, or whose own text is not sound; the better reading is shown."""
    REDO = "redo"
    """Also pages whose shown text was recognised; the better reading is shown."""
    FORCE = "force"
    """Every page, also over sound text of the file's own; the new reading is shown."""


class Profile(StrEnum):
    """How much trouble recognition takes."""

    FAST = "fast"
    """Quick: one look at each page."""
    BEST = "best"
    """Thorough: what is in doubt is looked at again."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which pages are meant, and how they are to be read."""

    names: tuple[str, ...] = ()
    """As typed: ``A0007``, ``A0007-000123``, ``A0007-000123/3-7,9``, ``A0007-000100..A0007-000200``."""
    question: Question | None = None
    """Items that answer it; with names: those of them; None: the names alone decide."""
    pages: str = ""
    """Only these pages of every item: ``1,3-7``; empty: all."""
    confidence_below: int | None = None
    """Only pages recognised with less confidence (0-100); None: any."""
    mode: Mode = Mode.REDO
    """Which of these pages."""
    profile: Profile = Profile.BEST
    """How."""
    languages: str = ""
    """Joined by ``+``; empty: those that each delivery was read in."""


@dataclass(frozen=True, slots=True)
class RereadingPlan:
    """What would be read again."""

    items: int
    """Items that were chosen."""
    documents: int
    """Distinct contents among them with pages to read."""
    pages: int
    """Pages to read."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Chosen pages that are not read, by the reason, in words for people."""
    languages: tuple[str, ...] = ()
    """Sets of languages it would be read in."""


@dataclass(frozen=True, slots=True)
class Rereading:
    """One wish to read again."""

    id: UUID
    """Global id."""
    asked_by: str
    """The person's name."""
    asked_at: datetime
    """When; UTC."""
    mode: Mode
    """Which of the chosen pages."""
    profile: Profile
    """How."""
    languages: str
    """As asked; empty: each delivery's own."""
    wording: str
    """What was chosen, so that the same wish is known again."""
    urgent: bool
    """Whether a person waits for it before a screen: it goes before all other reading."""


@dataclass(frozen=True, slots=True)
class RereadingState:
    """How far a wish is."""

    rereading: Rereading
    """The wish."""
    pages: int
    """Pages asked for."""
    read: int
    """Of these, read."""
    shown: int
    """Of these, pages whose new reading is shown now."""
    failed: int
    """Pages that could not be read again; their old reading stays."""
    ended: bool
    """Whether nothing of it waits."""

    @property
    def left(self) -> int:
        """Pages that wait or are in hand."""
        return max(0, self.pages - self.read - self.failed)


@dataclass(frozen=True, slots=True)
class PageAgain:
    """How the latest wish about one page stands."""

    waiting: bool
    """It waits or is in hand."""
    problem: str
    """Stable code of why it could not be read again; empty: it was, or waits."""
