"""The order of the journey, written in one place.

transfer (the walk and its rules) → accession (bytes stored, receipts) → extract (pages, text
layers) → index. Steps hand values on; no step calls an earlier one. Everything after ``accession``
runs from durable tasks, so it can be interrupted, resumed, or done by ``serve``.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from threading import Event

from kartoteka.errors import ConflictError
from kartoteka.records.accession import Accession
from kartoteka.records.item import readable_path
from kartoteka.records.stage import ImportReport, Progress, Stage
from kartoteka.workflow import extract, index
from kartoteka.workflow.accession import Delivery, find_accession, mark_stored, open_accession
from kartoteka.workflow.archive import BACKGROUND, Archive, writing
from kartoteka.workflow.delivery import offered_files
from kartoteka.workflow.intake import Intake
from kartoteka.workflow.jobs import jobs_for
from kartoteka.workflow.offered_list import OfferedList
from kartoteka.workflow.outlook import outlook
from kartoteka.workflow.pausing import Gate
from kartoteka.workflow.report import report_on

OnProgress = Callable[[Progress], None]

_PATIENCE_SECONDS = 120.0
_INDEX_EVERY_DOCUMENTS = 200


class _Telling:
    """Passes progress on, and says it once more when a pause begins or ends; from any thread."""

    def __init__(self, on_progress: OnProgress) -> None:
        self._on_progress = on_progress
        self._latest = Progress(Stage.STORE, 0, None)

    def __call__(self, progress: Progress) -> None:
        self._latest = progress
        self._on_progress(progress)

    def pause(self, paused: bool) -> None:
        self._on_progress(replace(self._latest, paused=paused))


def import_delivery(
    archive: Archive, delivery: Delivery, on_progress: OnProgress, stop: Event
) -> ImportReport:
    """Take a delivery in: store all of it, then read it, then make it searchable.

    Args:
        archive: Opened for writing.
        delivery: What and from whom.
        on_progress: Told how far each stage is, often.
        stop: Set by another thread to finish what is in hand and end; the same call resumes.

    Raises:
        ConflictError: Another import runs, or the folder overlaps the archive.
        MissingError: The folder is not there.
        UnavailableError: A disk is full, or language data is missing.
    """
    _refuse_overlap(archive, delivery)
    languages = delivery.languages or archive.settings.languages
    archive.children.recognising(languages)  # says now what is missing, not after an hour of copying
    archive.children.warm()
    telling = _Telling(on_progress)
    gate = Gate(archive, stop, telling.pause)
    # Whoever reads in the background ends its turn within a minute and lets others in.
    patience = _PATIENCE_SECONDS if archive.writer_lock().held_for() == BACKGROUND else 0
    with writing(archive, f"import of {delivery.root}", patience):
        offered = walk(archive, delivery, telling)
        accession, _resumed = open_accession(archive, delivery)
        if Intake(archive, accession, offered, telling, gate.wait).receive_all(stop):
            mark_stored(archive, accession, len(offered))
            _read(archive, delivery, accession, telling, stop, gate)
        _index(archive, telling)
        archive.index.release_writer()
        return report_on(archive, accession, offered, interrupted=stop.is_set())


def plan(archive: Archive, delivery: Delivery, on_progress: OnProgress) -> ImportReport:
    """Say what an import would do, and do nothing (``--dry-run``).

    Files that would be stored are reported as waiting; what an earlier run received, as it stands.
    """
    _refuse_overlap(archive, delivery)
    offered = walk(archive, delivery, on_progress)
    return report_on(archive, find_accession(archive, delivery), offered, interrupted=False)


def walk(archive: Archive, delivery: Delivery, on_progress: OnProgress) -> OfferedList:
    """List a delivery's files, in the order they are received in."""
    offered = OfferedList(archive.layout.root)
    for found in offered_files(delivery.raw_root):
        offered.append(found)
        if len(offered) % 100 == 0:
            on_progress(Progress(Stage.WALK, len(offered), None))
    on_progress(Progress(Stage.WALK, len(offered), len(offered)))
    return offered


def _read(
    archive: Archive,
    delivery: Delivery,
    accession: Accession,
    on_progress: OnProgress,
    stop: Event,
    gate: Gate,
) -> None:
    ahead = outlook(archive, accession.id)
    latest = extract.Pace()
    indexed = 0

    def on_pace(pace: extract.Pace) -> None:
        nonlocal latest
        latest = pace
        on_progress(ahead.at(pace))

    def between() -> None:
        nonlocal indexed
        if latest.documents_settled - indexed >= _INDEX_EVERY_DOCUMENTS:
            indexed = latest.documents_settled
            index.catch_up(archive)

    on_progress(ahead.at(latest))
    extract.read_waiting(
        archive,
        jobs=jobs_for(archive.settings, delivery.jobs),
        stop=stop,
        on_pace=on_pace,
        accession_id=accession.id,
        between=between,
        gate=gate.wait,
    )
    if not stop.is_set():
        on_progress(Progress(Stage.READ, latest.pages_done, latest.pages_done))


def _index(archive: Archive, on_progress: OnProgress) -> None:
    index.catch_up(archive, lambda done, left: on_progress(Progress(Stage.INDEX, done, done + left)))


def _refuse_overlap(archive: Archive, delivery: Delivery) -> None:
    root = os.path.realpath(delivery.raw_root)
    home = os.path.realpath(os.fsencode(archive.layout.root))
    if root == home or root.startswith(home + b"/"):
        raise ConflictError(
            f"{readable_path(root)} lies inside the archive itself",
            code="delivery-inside-archive",
            advice="Import from a folder outside the archive.",
        )
