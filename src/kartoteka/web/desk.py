"""The desk: the one seam between the views and the workflow.

A view asks the desk; the desk adds the archive and the reader and calls the workflow. Tests hand
in an object with the same functions; nothing else in the door knows where answers come from.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import current_app

from kartoteka.errors import MissingError
from kartoteka.records.consulted import (
    AccessionLine,
    FindHit,
    ImportLine,
    OpenedAccession,
    OpenedItem,
    OpenedPage,
)
from kartoteka.records.question import Answer, Question
from kartoteka.records.reader import Reader
from kartoteka.records.recognisable import OfferedReading
from kartoteka.settings import Settings
from kartoteka.workflow.archive import Archive

EXTENSION = "kartoteka"


class Filter(Protocol):
    """What the door needs of a search filter: its name in the address bar and its label."""

    @property
    def parameter(self) -> str:
        """Name in the address bar."""

    @property
    def label(self) -> str:
        """What the page says."""


class Consult(Protocol):
    """The functions of ``workflow.consult`` that the door calls."""

    def ask(self, archive: Archive, reader: Reader, question: Question, /) -> Answer:
        """Answer a question."""

    def filters(self) -> Sequence[Filter]:
        """List the ways to narrow."""

    def open_page(
        self,
        archive: Archive,
        reader: Reader,
        label: str,
        number: int,
        text: str,
        listing: Question | None,
        brief: bool = False,
        /,
    ) -> OpenedPage:
        """Open a page."""

    def find_in(
        self, archive: Archive, reader: Reader, label: str, text: str, limit: int, /
    ) -> Sequence[FindHit]:
        """Find words in one item."""

    def open_item(self, archive: Archive, reader: Reader, label: str, /) -> OpenedItem:
        """Open an item."""

    def open_accession(
        self, archive: Archive, reader: Reader, label: str, after: int, limit: int, state: str | None, /
    ) -> OpenedAccession:
        """Open an accession."""

    def accessions(self, archive: Archive, reader: Reader, /) -> Sequence[AccessionLine]:
        """List accessions."""

    def imports(self, archive: Archive, reader: Reader, /) -> Sequence[ImportLine]:
        """List imports."""

    def is_paused(self, archive: Archive, reader: Reader, /) -> bool:
        """Say whether reading pauses."""

    def set_paused(self, archive: Archive, reader: Reader, paused: bool, /) -> None:
        """Let reading wait, or go on."""

    def page_image(self, archive: Archive, reader: Reader, label: str, number: int, width: int, /) -> bytes:
        """Draw a page."""


class Again(Protocol):
    """The functions of ``workflow.page_again`` that the door calls."""

    def offered(self, archive: Archive, reader: Reader, label: str, number: int, /) -> OfferedReading:
        """Say how a page may be read again."""

    def ask(
        self,
        archive: Archive,
        reader: Reader,
        label: str,
        number: int,
        languages: Sequence[str],
        profile: str,
        mode: str,
        /,
    ) -> str:
        """Ask for it; returns why not, or nothing."""

    def choose(self, archive: Archive, reader: Reader, label: str, number: int, layer: int, /) -> None:
        """Show another reading from now on."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a reader's wish is handed over."""

    archive: Archive
    """The opened archive."""
    reader: Reader
    """Who asks; there is one local reader for now."""
    consult: Consult
    """The workflow's answers."""
    redeem: Callable[[Archive, str], bool]
    """Spends a one-time sign-in token; False: unknown, spent or too old."""
    settings: Settings
    """Limits and page sizes."""
    again: Again
    """Reading pages again."""

    def parameters(self) -> frozenset[str]:
        """Return the names a filter may have in the address bar."""
        return frozenset(one.parameter for one in self.consult.filters())

    def ask(self, question: Question) -> Answer:
        """Answer a question; InvalidError explains a query that cannot be read."""
        return self.consult.ask(self.archive, self.reader, question)

    def open_page(self, label: str, number: int, text: str, listing: Question | None) -> OpenedPage:
        """Open one page with the places that answer; MissingError where there is none."""
        return self.consult.open_page(self.archive, self.reader, label, number, text, listing)

    def preview(self, label: str, number: int, text: str) -> OpenedPage:
        """Open one page for a look beside the results: without the strip."""
        return self.consult.open_page(self.archive, self.reader, label, number, text, None, True)

    def find_in(self, label: str, text: str, limit: int = 200) -> Sequence[FindHit]:
        """List the places in one item that answer."""
        return self.consult.find_in(self.archive, self.reader, label, text, limit)

    def open_item(self, label: str) -> OpenedItem:
        """Open an item with its provenance."""
        return self.consult.open_item(self.archive, self.reader, label)

    def open_accession(self, label: str, after: int, limit: int, state: str | None) -> OpenedAccession:
        """Open a delivery with a screenful of its items."""
        return self.consult.open_accession(self.archive, self.reader, label, after, limit, state)

    def accessions(self) -> Sequence[AccessionLine]:
        """List the deliveries."""
        return self.consult.accessions(self.archive, self.reader)

    def imports(self) -> Sequence[ImportLine]:
        """List how far the reading of each delivery is."""
        return self.consult.imports(self.archive, self.reader)

    def import_of(self, label: str) -> ImportLine:
        """Pick one delivery's import; MissingError where there is none."""
        for line in self.imports():
            if line.line.accession.label == label.upper():
                return line
        raise MissingError(
            f"There is no import {label}.",
            code="accession-not-found",
            advice="The list of imports names those there are.",
        )

    def is_paused(self) -> bool:
        """Say whether a person lets reading wait."""
        return self.consult.is_paused(self.archive, self.reader)

    def set_paused(self, *, paused: bool) -> None:
        """Let reading wait, or go on."""
        self.consult.set_paused(self.archive, self.reader, paused)

    def offered_again(self, label: str, number: int) -> OfferedReading:
        """Say how a page may be read again."""
        return self.again.offered(self.archive, self.reader, label, number)

    def read_again(self, label: str, number: int, languages: Sequence[str], profile: str, mode: str) -> str:
        """Ask for a page to be read again, and return why it is not, or nothing."""
        return self.again.ask(self.archive, self.reader, label, number, languages, profile, mode)

    def choose_reading(self, label: str, number: int, layer: int) -> None:
        """Show another reading of a page from now on; MissingError where there is none."""
        self.again.choose(self.archive, self.reader, label, number, layer)

    def page_image(self, label: str, number: int, width: int) -> bytes:
        """Return a page as a JPEG of about that width."""
        return self.consult.page_image(self.archive, self.reader, label, number, width)


def desk() -> Desk:
    """Return the desk of the application that serves this request."""
    return cast("Desk", current_app.extensions[EXTENSION])
