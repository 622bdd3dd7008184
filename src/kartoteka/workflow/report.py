"""What became of a delivery, file by file.

The report can be as long as the delivery, so it is never held: it is counted once, and read again
from the list of what was offered and from the catalogue whenever somebody walks over its files.
"""

from __future__ import annotations

from collections.abc import Iterator

from kartoteka.records.accession import Accession
from kartoteka.records.item import FINAL_STATES, Item, ItemState, readable_path
from kartoteka.records.reader import Reader
from kartoteka.records.stage import FileReport, ImportReport
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.delivery import Offered
from kartoteka.workflow.offered_list import OfferedList, in_chunks

_FILES_A_LOOK = 500


class _Files:
    """The files of a report; each walk looks at the catalogue as it is then."""

    def __init__(self, archive: Archive, accession: Accession | None, offered: OfferedList) -> None:
        self._archive = archive
        self._accession = accession
        self._offered = offered

    def __iter__(self) -> Iterator[FileReport]:
        for chunk in in_chunks(self._offered, _FILES_A_LOOK):
            known: dict[bytes, list[Item]] = {}
            if self._accession is not None:
                with self._archive.catalogue.read() as view:
                    known = view.items.of_paths(self._accession.id, [found.raw_path for found in chunk])
            for found in chunk:
                yield _file_report(found, known.get(found.raw_path))


def report_on(
    archive: Archive, accession: Accession | None, offered: OfferedList, *, interrupted: bool
) -> ImportReport:
    """Count what became of each file.

    Args:
        archive: Stays open as long as the report's files are read.
        accession: The delivery's; None: it has none yet (a dry run).
        offered: What the walk found; walked over each time the report's files are.
        interrupted: Whether a person stopped the import.
    """
    files = _Files(archive, accession, offered)
    counts = dict.fromkeys(ItemState, 0)
    for file in files:
        counts[file.state] += 1
    waiting = any(count for state, count in counts.items() if state not in FINAL_STATES)
    pages = recognised = 0
    if accession is not None:
        with archive.catalogue.read() as view:
            everyone = Reader(archive.person.name, view.items.compartments_unrestricted())
            pages, recognised = view.accessions.page_counts(accession.id, everyone)
    return ImportReport(
        "" if accession is None else accession.label,
        counts,
        len(offered),
        files,
        pages=pages,
        pages_recognised=recognised,
        interrupted=interrupted and waiting,
    )


def _file_report(found: Offered, items: list[Item] | None) -> FileReport:
    shown = readable_path(found.raw_path)
    if not items:
        state, reason = found.verdict or (ItemState.WAITING, None)
        return FileReport(shown, found.raw_path, "", state, reason)
    latest = items[-1]
    return FileReport(shown, found.raw_path, latest.label, latest.state, latest.reason)
