"""How far reading is, and how much there is to come, without counting the tasks again and again.

Nobody knows how many pages a document has before it is opened. Those that nobody has opened yet are
taken to have as many pages as those that were opened in this run, and the total is called an
estimate until the last is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kartoteka.records.stage import Progress, Stage
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.extract import Pace


@dataclass(frozen=True, slots=True)
class Outlook:
    """What waited when a run of reading began."""

    pages: int
    """Pages that waited, of documents that had been opened."""
    unopened: int
    """Documents of which nobody knew how many pages they have."""

    def at(self, pace: Pace) -> Progress:
        """Say how far reading is."""
        left = max(0, self.unopened - pace.documents_opened)
        mean = pace.pages_opened / pace.documents_opened if pace.documents_opened else 1
        total = self.pages + pace.pages_opened + round(left * mean)
        return Progress(Stage.READ, pace.pages_done, max(total, pace.pages_done), estimated=left > 0)


def outlook(archive: Archive, accession_id: UUID) -> Outlook:
    """Count once what waits of a delivery."""
    with archive.catalogue.read() as view:
        return Outlook(*view.tasks.backlog(accession_id))
