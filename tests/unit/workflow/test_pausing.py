"""Whoever reads waits while a person lets it, and goes on when told to."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread

import pytest
from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.records.dates import parse_iso
from kartoteka.records.item import ItemState
from kartoteka.records.stage import Progress, Stage
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import journey, pausing
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import init_archive
from kartoteka.workflow.worker import BackgroundReader


def _script(first: int, last: int, _times: int) -> tuple[list, Outcome]:
    return [document(3), *(page(number) for number in range(first, min(last, 3) + 1))], DONE


def _until(condition, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gates look often, so that the tests are short."""
    monkeypatch.setattr(pausing, "_SECONDS_BETWEEN_LOOKS", 0.05)


def test_pausing_is_said_once(tmp_path: Path) -> None:
    """Each verb says whether it changed anything, and who asked is known."""
    with init_archive(tmp_path / "archive") as archive:
        assert pausing.paused(archive) is None
        assert not pausing.resume(archive)
        assert pausing.pause(archive)
        assert not pausing.pause(archive)
        found = pausing.paused(archive)
        assert found is not None
        assert found.asked_by == archive.person.name
        assert pausing.resume(archive)
        assert not pausing.is_paused(archive, None)  # type: ignore[arg-type]  # nobody is asked for


@pytest.mark.usefixtures("quick")
def test_an_import_waits_and_goes_on(tmp_path: Path) -> None:
    """A pause before the first page holds it up, says so, and costs nothing when it ends."""
    drop = tmp_path / "drop"
    drop.mkdir()
    for number in range(6):
        (drop / f"{number}.pdf").write_bytes(b"%PDF- " + str(number).encode())
    told: list[tuple[Stage, bool]] = []
    received = parse_iso("2026-11-20")
    assert received is not None
    with init_archive(tmp_path / "archive") as archive:
        archive.children = ScriptedChildren(_script)

        def on_progress(progress: Progress) -> None:
            told.append((progress.stage, progress.paused))

        pausing.pause(archive)
        delivery = Delivery(drop, "otter", received, jobs=1)
        importing = Thread(target=journey.import_delivery, args=(archive, delivery, on_progress, Event()))
        importing.start()
        assert _until(lambda: any(paused for _, paused in told))
        time.sleep(0.3)
        with archive.catalogue.read() as view:
            assert view.items.count_unrestricted() == 0
        pausing.resume(archive)
        importing.join(30)
        assert told[-1] == (Stage.INDEX, False)
        with archive.catalogue.read() as view:
            assert {item.state for item in view.items.stream_unrestricted()} == {ItemState.CATALOGUED}


@pytest.mark.usefixtures("quick")
def test_stopping_passes_a_closed_gate(tmp_path: Path) -> None:
    """Ctrl-C ends an import that waits; the pause outlasts it, and nothing is lost."""
    with init_archive(tmp_path / "archive") as archive:
        pausing.pause(archive)
        stop = Event()
        waiting = Thread(target=pausing.Gate(archive, stop).wait)
        waiting.start()
        waiting.join(0.2)
        assert waiting.is_alive()
        stop.set()
        waiting.join(10)
        assert not waiting.is_alive()
        assert pausing.paused(archive) is not None


def test_the_background_reader_rests(tmp_path: Path) -> None:
    """While reading pauses it does not even take the writer's lock."""
    with init_archive(tmp_path / "archive") as archive:
        pausing.pause(archive)
        reader = BackgroundReader(archive)
        reader.start()
        time.sleep(0.2)
        with archive.catalogue.read() as view:
            assert view.pauses.current() is not None
        assert archive.index.live_name() is None
        reader.stop()
