"""What an interrupted import left is read while the archive is served."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread

from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.records.dates import parse_iso
from kartoteka.records.item import ItemState
from kartoteka.records.stage import Progress, Stage
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import journey
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import BACKGROUND, Archive, init_archive, open_archive, writing
from kartoteka.workflow.worker import BackgroundReader


def _script(first: int, last: int, _times: int) -> tuple[list, Outcome]:
    return [document(3), *(page(number) for number in range(first, min(last, 3) + 1))], DONE


def _stored_only(tmp_path: Path) -> Archive:
    """An archive whose import was stopped when everything was stored and nothing read."""
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(6):
        (drop / f"{number}.pdf").write_bytes(b"%PDF- " + str(number).encode())
    archive = init_archive(tmp_path / "archive")
    archive.children = ScriptedChildren(_script)
    stop = Event()

    def on_progress(progress: Progress) -> None:
        if progress.stage is Stage.READ:
            stop.set()

    received = parse_iso("2026-11-20")
    assert received is not None
    report = journey.import_delivery(archive, Delivery(drop, "otter", received, jobs=1), on_progress, stop)
    assert report.interrupted
    assert report.balances
    return archive


def _states(archive: Archive) -> list[ItemState]:
    with archive.catalogue.read() as view:
        return [item.state for item in view.items.stream_unrestricted()]


def _until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_what_waits_is_read_and_indexed_in_the_background(tmp_path: Path) -> None:
    """Every waiting item comes to its end, the outbox empties, and the index is there."""
    with _stored_only(tmp_path) as archive:
        assert set(_states(archive)) == {ItemState.WAITING}
        worker = BackgroundReader(archive)
        worker.start()
        assert _until(lambda: set(_states(archive)) == {ItemState.CATALOGUED})
        with archive.catalogue.read() as view:
            assert _until(lambda: archive.index.live_name() is not None)
            assert view.tasks.pages_open(None) == (0, 0)
        worker.stop()


def test_it_waits_while_somebody_else_writes(tmp_path: Path) -> None:
    """An import elsewhere has the lock: nothing is read here until it is free."""
    with _stored_only(tmp_path) as archive, open_archive(archive.layout.root, write=True) as other:
        worker = BackgroundReader(archive)
        with writing(other, "import of /drop"):
            worker.start()
            time.sleep(0.5)
            assert set(_states(archive)) == {ItemState.WAITING}
        worker.stop()


def test_an_import_waits_for_the_end_of_a_turn(tmp_path: Path) -> None:
    """While `serve` reads a little, an import that begins is not refused; it is let in after the turn."""
    archive = _stored_only(tmp_path)
    holding = Event()

    def a_turn() -> None:
        with open_archive(archive.layout.root) as served, writing(served, BACKGROUND):
            holding.set()
            time.sleep(0.5)

    turn = Thread(target=a_turn)
    turn.start()
    assert holding.wait(20)
    received = parse_iso("2026-11-20")
    assert received is not None
    delivery = Delivery(tmp_path / "drop", "otter", received, jobs=1)
    report = journey.import_delivery(archive, delivery, lambda _progress: None, Event())
    turn.join()
    assert not report.interrupted
    assert set(_states(archive)) == {ItemState.CATALOGUED}
    archive.close()
