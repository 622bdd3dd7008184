"""What a page costs the writer as the archive grows: processor time a page from the first to the last.

    python benchmarks/cost_per_page.py [--pages 100000] [--a-document 10]
    python benchmarks/cost_per_page.py --at FOLDER    (a copy of a large archive, made by generated.py)

The writer's own path, without children: receipts, tasks, the readings of documents written a transaction
at a time (pages, layers, packed words, ledger entries, states, outbox), the index caught up every 200
documents as an import does. Making the pages is taken off. All threads of the process count, so that the
index's merges do. Ends with status 1 when a page at the end costs more than 1.1 times one of
those between the 2,000th and the 6,000th (the first pay for starting).
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import sys
import tempfile
import time
from pathlib import Path

import generated
from kartoteka.clock import now
from kartoteka.reading.frames import DocumentFinding
from kartoteka.records.dates import parse_iso
from kartoteka.records.digest import Digest
from kartoteka.records.item import Item, ItemState, item_id
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import events, index
from kartoteka.workflow.accession import Delivery, open_accession
from kartoteka.workflow.archive import Archive, init_archive, open_archive, writing
from kartoteka.workflow.ranges import Reading
from kartoteka.workflow.written import write_readings
from measure import machine

GOAL = 1.1
DOCUMENTS_A_TRANSACTION = 5
DOCUMENTS_A_COMMIT = 200


class Writer:
    """Writes one document after another as an import does."""

    def __init__(self, archive: Archive, accession) -> None:
        self._archive = archive
        self._accession = accession
        self._number = 0
        self._since_commit = 0

    def write(self, documents: list[list]) -> None:
        archive, accession = self._archive, self._accession
        readings = {}
        with archive.catalogue.write() as unit:
            sizes = {}
            for pages in documents:
                self._number += 1
                raw = f"папка {self._number % 20}/скан_{self._number:06d}.pdf".encode()
                digest = Digest(item_id(accession.id, raw).hex * 2)
                state = (1000, None, ItemState.WAITING, None, accession.compartment, now())
                ids = (item_id(accession.id, raw), accession.id, accession.number, self._number)
                item = Item(*ids, digest, raw, b"", None, *state)
                sizes[digest] = 1000
                readings[digest] = (item, pages)
            unit.documents.add_many(sizes)
            unit.items.add_many(item for item, _ in readings.values())
            unit.tasks.add_first_pages(sizes, 16, "rus+eng", accession.id)
            for item, _ in readings.values():
                unit.record(events.item_received(archive.id, item, archive.person))
        with archive.catalogue.write() as unit:
            tasks = unit.tasks.take(len(documents), "bench", 3600, now(), accession_id=accession.id)
            settled = write_readings(
                archive, unit, [_reading(task, *readings[task.digest]) for task in tasks]
            )
            unit.outbox.put_many(settled)
        self._since_commit += len(documents)
        if self._since_commit >= DOCUMENTS_A_COMMIT:
            self._since_commit = 0
            index.catch_up(archive)


def _reading(task, _item: Item, pages: list) -> Reading:
    finding = DocumentFinding("application/pdf", len(pages), {}, (), None, repaired=False)
    return Reading(task, finding, pages, Outcome("done", ""))


def side_by_side(large: Path, rounds: int) -> int:
    """Write pages into a new archive and into a large one, 2,000 in turn; return the exit code."""
    received = parse_iso("2026-01-01")
    assert received is not None
    with (
        tempfile.TemporaryDirectory() as folder,
        init_archive(Path(folder) / "archive") as new,
        open_archive(large, write=True) as old,
        writing(new, "measurement"),
        writing(old, "measurement"),
    ):
        with old.catalogue.read() as view:
            before = sum(document.page_count or 0 for document in view.documents.stream_unrestricted())
        writers, costs = [], ([], [])
        for archive in (new, old):
            delivery = Delivery(Path("/generated"), f"bench {time.time():.0f}", received)
            writers.append(Writer(archive, open_accession(archive, delivery)[0]))
        made = [generated.pages(2_000 * rounds, seed=seed) for seed in (1, 1)]
        print(f"{'pages there':>14}{'ms a page':>12}{'pages there':>16}{'ms a page':>12}")
        for step in range(rounds):
            for which, writer in enumerate(writers):
                documents = [list(itertools.islice(made[which], 10)) for _ in range(DOCUMENTS_A_COMMIT)]
                begun = time.process_time()
                for at in range(0, DOCUMENTS_A_COMMIT, DOCUMENTS_A_TRANSACTION):
                    writer.write(documents[at : at + DOCUMENTS_A_TRANSACTION])
                costs[which].append((time.process_time() - begun) / 2)
            row = (2_000 * step, costs[0][-1], before + 2_000 * step, costs[1][-1])
            print(f"{row[0]:>14}{row[1]:>12.3f}{row[2]:>16}{row[3]:>12.3f}", flush=True)
        for archive in (new, old):
            archive.index.release_writer()
    ratio = statistics.median(costs[1][1:]) / statistics.median(costs[0][1:])
    print(f"a page of the large archive costs {ratio:.2f} times one of the new (medians, without the first)")
    return 0 if ratio <= GOAL else 1


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--a-document", type=int, default=10, help="pages a document, at most 16")
    parser.add_argument("--at", type=Path, help="a copy of a large archive, side by side")
    parser.add_argument("--rounds", type=int, default=6, help="with --at")
    given = parser.parse_args()
    if given.at:
        print(machine())
        return side_by_side(given.at, given.rounds)
    made = generated.pages(given.pages, a_document=given.a_document)
    received = parse_iso("2026-01-01")
    assert received is not None
    # Whole commits of the index: 200 documents of 10 pages.
    steps = (2, 6, 10, 20, 40, 60, 80, 100, 200, 500)
    edges = [1_000 * step for step in steps if 1_000 * step <= given.pages]
    print(machine())
    print(f"{'pages':>18}{'ms a page':>12}{'MB of catalogue':>18}{'MB of index':>14}")
    costs = []
    with (
        tempfile.TemporaryDirectory() as folder,
        init_archive(Path(folder) / "archive") as archive,
        writing(archive, "measurement"),
    ):
        accession, _ = open_accession(archive, Delivery(Path("/generated"), "bench", received))
        writer, done = Writer(archive, accession), 0
        for edge in edges:
            begun, making = time.process_time(), 0.0
            before = done
            while done < edge:
                worked = time.thread_time()
                documents = [
                    list(itertools.islice(made, given.a_document)) for _ in range(DOCUMENTS_A_TRANSACTION)
                ]
                making += time.thread_time() - worked
                writer.write(documents)
                done += sum(map(len, documents))
            cost = (time.process_time() - begun - making) / (done - before) * 1000
            costs.append(cost)
            catalogue = archive.layout.catalogue.stat().st_size / 1e6
            indexed = sum(path.stat().st_size for path in archive.layout.index.rglob("*") if path.is_file())
            print(f"{before:>8} -{done:>8}{cost:>12.3f}{catalogue:>18.1f}{indexed / 1e6:>14.1f}", flush=True)
        archive.index.release_writer()
    early = costs[1] if len(costs) > 1 else costs[0]
    print(f"last to second: {costs[-1] / early:.2f} (the first pays for starting)")
    return 0 if costs[-1] / early <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
