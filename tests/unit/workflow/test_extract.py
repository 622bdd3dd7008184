"""Reading survives its readers: a page that kills loses itself and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from tests.unit.workflow.scripted import DONE, Script, ScriptedChildren, document, page

from kartoteka.records.dates import parse_iso
from kartoteka.records.item import Item, ItemState
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import journey
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import Archive, init_archive
from kartoteka.workflow.written import range_length

Read = Callable[[Script], tuple[Item, Archive]]


@pytest.fixture
def read(tmp_path: Path) -> Iterator[Read]:
    """Import one file whose children follow a script; return its item and the archive."""
    opened: list[Archive] = []

    def run(script: Script) -> tuple[Item, Archive]:
        drop = tmp_path / "drop"
        drop.mkdir()
        (drop / "a.pdf").write_bytes(b"%PDF- whatever")
        archive = init_archive(tmp_path / "archive")
        opened.append(archive)
        archive.children = ScriptedChildren(script)
        received = parse_iso("2026-11-20")
        assert received is not None
        journey.import_delivery(archive, Delivery(drop, "otter", received, jobs=1), lambda _p: None, Event())
        with archive.catalogue.read() as view:
            return next(iter(view.items.stream_unrestricted())), archive

    yield run
    for archive in opened:
        archive.close()


def _problems(archive: Archive, item: Item) -> dict[int, str]:
    assert item.digest is not None
    with archive.catalogue.read() as view:
        return {line.number: line.problem for line in view.pages.summaries(item.digest)}


def test_a_page_that_kills_its_reader_loses_itself(read: Read) -> None:
    """The reader dies on page 3 every time: pages 1, 2, 4 and 5 are read, page 3 says why not."""

    def script(first: int, last: int, _times: int) -> tuple[list, Outcome]:
        frames = [document(5)]
        for number in range(first, min(last, 5) + 1):
            if number == 3:
                return frames, Outcome("crashed", "")
            frames.append(page(number))
        return frames, DONE

    item, archive = read(script)
    assert item.state is ItemState.CATALOGUED_IN_PART
    assert item.reason is not None
    assert "1 of 5 pages" in item.reason.sentence
    problems = _problems(archive, item)
    assert list(problems) == [1, 2, 3, 4, 5]
    assert [number for number, problem in problems.items() if problem] == [3]


def test_a_reader_that_dies_once_costs_nothing(read: Read) -> None:
    """What broke by chance is tried again and read whole."""

    def script(first: int, last: int, times: int) -> tuple[list, Outcome]:
        if times == 1:
            return [document(2)], Outcome("killed", "")
        return [document(2), *(page(n) for n in range(first, min(last, 2) + 1))], DONE

    item, archive = read(script)
    assert item.state is ItemState.CATALOGUED
    assert list(_problems(archive, item)) == [1, 2]


def test_a_document_that_cannot_be_opened_is_held_as_a_trap(read: Read) -> None:
    """Two readers that die before a word: held, with a reason and a remedy."""
    item, _archive = read(lambda _first, _last, _times: ([], Outcome("timeout", "")))
    assert item.state is ItemState.HELD
    assert item.reason is not None
    assert item.reason.code == "behaves-like-a-trap"
    assert "took too long" in item.reason.sentence
    assert item.reason.remedy


@pytest.mark.parametrize(
    "lie",
    [
        pytest.param([document(2), page(2)], id="pages out of order"),
        pytest.param([document(1), page(1), page(2)], id="more pages than there are"),
        pytest.param([document(2), page(1)], id="fewer pages than it said"),
        pytest.param([], id="not a word"),
    ],
)
def test_a_reader_that_lies_makes_its_document_held(read: Read, lie: list) -> None:
    """What no honest reader says is not believed."""
    item, _archive = read(lambda _first, _last, _times: (lie, DONE))
    assert item.state in (ItemState.HELD, ItemState.CATALOGUED_IN_PART)
    assert item.reason is not None
    assert item.reason.code == "behaves-like-a-trap"


def test_a_long_document_is_read_in_ranges(read: Read) -> None:
    """Forty pages are three tasks; each writes its own entry; the item settles once."""

    def script(first: int, last: int, _times: int) -> tuple[list, Outcome]:
        return [document(40), *(page(n) for n in range(first, min(last, 40) + 1))], DONE

    item, archive = read(script)
    assert item.state is ItemState.CATALOGUED
    assert isinstance(archive.children, ScriptedChildren)
    assert archive.children.asked == [(1, 16), (17, 32), (33, 40)]
    assert len(_problems(archive, item)) == 40


def test_no_page_readable_is_held(read: Read) -> None:
    """A document of which every page failed is held, not catalogued in part."""

    def script(_first: int, _last: int, _times: int) -> tuple[list, Outcome]:
        return [document(2), page(1, "broken stream"), page(2, "broken stream")], DONE

    item, _archive = read(script)
    assert item.state is ItemState.HELD
    assert item.reason is not None
    assert "broken stream" in item.reason.sentence


def test_a_picture_that_kills_its_recogniser_loses_itself(read: Read) -> None:
    """Pages 1 to 5 wait for recognition; page 3 kills every recogniser: the other four are read."""

    def script(first: int, last: int, _times: int) -> tuple[list, Outcome]:
        if first > 0:
            pages = [page(n, notes={"deferred": "no text"}) for n in range(first, min(last, 5) + 1)]
            return [document(5), *pages], DONE
        found = []
        for number in range(-first, -last + 1):
            if number == 3:
                return [document(5), *found], Outcome("memory", "")
            found.append(page(number))
        return [document(5), *found], DONE

    item, archive = read(script)
    assert item.state is ItemState.CATALOGUED_IN_PART
    problems = _problems(archive, item)
    assert [number for number, problem in problems.items() if problem] == [3]
    assert "more memory" in problems[3]


@pytest.mark.parametrize(("pages", "expected"), [(40, 16), (2_399, 16), (10_000, 66), (65_000, 256)])
def test_ranges_of_long_documents_are_longer(pages: int, expected: int) -> None:
    """What opening costs is shared by more pages; short documents keep the setting."""
    assert range_length(16, pages) == expected
