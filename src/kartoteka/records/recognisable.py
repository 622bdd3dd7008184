"""Languages that can be recognised on this machine, and how the others are installed."""

from __future__ import annotations

from dataclasses import dataclass

from kartoteka.records.rereading import PageAgain


@dataclass(frozen=True, slots=True)
class Recognisable:
    """One language, or the data of a whole script."""

    name: str
    """In English; of a language we have no name for, Tesseract's."""
    code: str
    """ISO 639-1; empty: a script, or a language whose pages we do not tell from others."""
    tesseract: str
    """What ``-l`` takes."""
    file: str
    """Where its data lies; empty: it has none here."""
    kind: str
    """``fast``, ``best`` or ``old``; empty: no data."""
    bytes: int
    """Size of its data; 0: none."""
    read_by: str
    """The data it is read by: its own name, or the Cyrillic script's; empty: it cannot be read here."""
    by_default: bool
    """Whether an import that names no language uses it."""


@dataclass(frozen=True, slots=True)
class RecognisableLanguages:
    """What is there and what is not."""

    lines: tuple[Recognisable, ...]
    """Those we tell apart first, then others that are installed."""
    searched: tuple[str, ...]
    """Folders in which data was looked for."""
    damaged: tuple[str, ...]
    """Data files that are cut short."""
    install: tuple[tuple[str, str], ...]
    """(system, command) by which all that cannot be read here is installed; empty: all can."""
    here: str
    """The command for this machine; empty: nothing is missing."""

    @property
    def missing_by_default(self) -> tuple[str, ...]:
        """Languages that imports use and that cannot be read, by Tesseract's names."""
        return tuple(line.tesseract for line in self.lines if line.by_default and not line.read_by)


@dataclass(frozen=True, slots=True)
class OfferedReading:
    """How one page may be read again."""

    item: str
    """The item's printed number."""
    number: int
    """The page."""
    known: bool
    """Whether it was read at all; only then it can be read again."""
    languages: tuple[Recognisable, ...]
    """Languages it can be read in."""
    usual: tuple[str, ...]
    """Those its delivery was read in, by Tesseract's names."""
    again: PageAgain | None
    """How the latest wish about it stands; None: there was none."""

    @property
    def waiting(self) -> bool:
        """Whether it waits to be read again, or is being read."""
        return self.again is not None and self.again.waiting
