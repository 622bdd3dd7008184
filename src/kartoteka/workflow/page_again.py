"""One page read again for a person who waits before it: what can be asked, asking, and the answer.

The wish is urgent: who reads takes it before everything else, be it ``serve`` in the background or an
import that runs. The asking itself writes no evidence and needs no lock.
"""

from __future__ import annotations

from collections.abc import Sequence

from kartoteka.errors import InvalidError
from kartoteka.records.reader import Reader
from kartoteka.records.recognisable import OfferedReading
from kartoteka.records.rereading import Chosen, Mode, Profile
from kartoteka.workflow import layers, rereading
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.consult.receipts import accession_of, item_of
from kartoteka.workflow.languages import recognisable

_WHY_NOT = {
    rereading.SOUND: "the file's own text is sound",
    rereading.RECOGNISED: "it was read from its picture already",
}


def offered(archive: Archive, reader: Reader, label: str, number: int) -> OfferedReading:
    """Say how a page may be read again, and how an earlier wish stands.

    Raises:
        MissingError: There is no such item for this reader.
    """
    with archive.catalogue.read() as view:
        item = item_of(view, reader, label)
        languages = accession_of(view, item).languages or archive.settings.languages
        known = bool(item.digest and view.pages.summaries(item.digest, number, number))
        again = view.rereadings.of_page(item.digest, number) if item.digest else None
    there = tuple(line for line in recognisable(archive.settings).lines if line.read_by and line.code)
    return OfferedReading(item.label, number, known, there, tuple(languages.split("+")), again)


def ask(
    archive: Archive,
    reader: Reader,
    label: str,
    number: int,
    languages: Sequence[str],
    profile: str,
    mode: str,
) -> str:
    """Ask for a page to be read again.

    Args:
        archive: Opened for writing.
        reader: Who asks.
        label: The item's printed number.
        number: The page.
        languages: Tesseract's names; none: those its delivery was read in.
        profile: ``fast`` or ``best``.
        mode: ``skip-text``, ``redo`` or ``force``.

    Returns:
        Why it is not read again; empty: it will be.

    Raises:
        InvalidError: A value is none of those.
        MissingError: There is no such page for this reader.
        UnavailableError: A language's data is not installed.
    """
    try:
        how = Mode(mode), Profile(profile)
    except ValueError as error:
        raise InvalidError(
            "that is no way to read a page again",
            code="rereading-invalid",
            advice="Choose one of the ways the form offers.",
        ) from error
    chosen = Chosen((f"{label}/{number}",), mode=how[0], profile=how[1], languages="+".join(languages))
    if offered(archive, reader, label, number).waiting:
        return ""
    if rereading.ask(archive, reader, chosen, urgent=True) is None:
        left_out = next(iter(rereading.plan(archive, reader, chosen).left_out), "")
        return _WHY_NOT.get(left_out, "it waits for its first reading")
    archive.wanted.set()
    return ""


def choose(archive: Archive, reader: Reader, label: str, number: int, layer: int) -> None:
    """Show another reading of a page from now on; who reads in the background brings the index up to date.

    Raises:
        MissingError: There is no such reading.
        ConflictError: Another process writes.
    """
    layers.choose(archive, reader, label, number, layer)
    archive.wanted.set()
