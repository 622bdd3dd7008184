"""Documents that share a child: which may, and that nothing is believed of a child that did not end well."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from tests.unit.workflow.scripted import DONE, ScriptedChildren, document, page

from kartoteka.records.dates import parse_iso
from kartoteka.records.digest import Digest
from kartoteka.records.item import ItemState
from kartoteka.records.task import ReadTask
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.parent import Outcome
from kartoteka.workflow import journey
from kartoteka.workflow.accession import Delivery
from kartoteka.workflow.archive import Archive, init_archive
from kartoteka.workflow.together import in_groups

END = Frame("end", {})
TASK = ReadTask(1, UUID(int=1), Digest("0" * 64), 1000, 1, 16, "rus", 1)


def numbers(tasks: list[ReadTask], most: int = 8) -> list[list[int]]:
    return [[task.id for task in group] for group in in_groups(tasks, most)]


def test_small_first_readings_stand_together() -> None:
    """Eight at most, in their order."""
    assert numbers([replace(TASK, id=n) for n in range(10)]) == [list(range(8)), [8, 9]]
    assert numbers([replace(TASK, id=n) for n in range(3)], most=1) == [[0], [1], [2]]


@pytest.mark.parametrize(
    "other",
    [
        {"accession_id": UUID(int=2)},
        {"languages": "eng"},
        {"size": 1024 * 1024 + 1},
        {"first": 17, "last": 32},
        {"attempts": 2},
    ],
    ids=lambda other: next(iter(other)),
)
def test_what_may_not_share_stands_alone(other: dict[str, Any]) -> None:
    """Another delivery or language, a large file, a later range, a second attempt: a child of its own."""
    tasks = [replace(TASK, id=1), replace(TASK, id=2, **other), replace(TASK, id=3)]
    assert numbers(tasks) == [[1], [2], [3]]


def test_a_group_has_a_bound_of_bytes() -> None:
    """Four megabytes are the most that one child is given."""
    tasks = [replace(TASK, id=n, size=1024 * 1024) for n in range(6)]
    assert numbers(tasks) == [[0, 1, 2, 3], [4, 5]]


class SharedChild(ScriptedChildren):
    """Several documents go as told; a document alone is read whole, one page."""

    def __init__(self, said: list[tuple[int, Frame]], end: tuple[Outcome, int]) -> None:
        super().__init__(lambda _first, _last, _times: ([document(1), page(1)], DONE))
        self._said, self._end = said, end
        self.shared: list[int] = []

    def run_several(
        self,
        requests: Sequence[Mapping[str, Any]],
        documents: Sequence[int],
        on_frame: Callable[[int, Frame], None],
        seconds: float,
        niceness: int = 0,
    ) -> tuple[Outcome, int]:
        """Say what the test wants said, the first time; end well before anything afterwards."""
        self.shared.append(len(documents))
        if len(self.shared) > 1:
            return DONE, 0
        for place, frame in self._said:
            on_frame(place, frame)
        return self._end


Share = Callable[[list[tuple[int, Frame]], tuple[Outcome, int]], tuple[Archive, SharedChild]]


@pytest.fixture
def share(tmp_path: Path) -> Iterator[Share]:
    """Import three small files whose shared child speaks as told."""
    opened: list[Archive] = []

    def run(said: list[tuple[int, Frame]], end: tuple[Outcome, int]) -> tuple[Archive, SharedChild]:
        drop = tmp_path / "drop"
        drop.mkdir()
        for name in "abc":
            (drop / f"{name}.pdf").write_bytes(b"%PDF- " + name.encode())
        archive = init_archive(tmp_path / "archive")
        opened.append(archive)
        archive.children = children = SharedChild(said, end)  # type: ignore[assignment] # stands in for it
        received = parse_iso("2026-11-20")
        assert received is not None
        journey.import_delivery(archive, Delivery(drop, "otter", received, jobs=1), lambda _p: None, Event())
        with archive.catalogue.read() as view:
            states = [item.state for item in view.items.stream_unrestricted()]
        assert states == [ItemState.CATALOGUED] * 3  # however it went, all are read in the end
        return archive, children

    yield run
    for archive in opened:
        archive.close()


def whole(place: int) -> list[tuple[int, Frame]]:
    return [(place, document(1)), (place, page(1)), (place, END)]


def test_a_child_that_ends_well_is_believed(share: Share) -> None:
    """Three documents, one child."""
    _, children = share([*whole(0), *whole(1), *whole(2)], (DONE, 3))
    assert (children.shared, children.asked) == ([3], [])


def test_what_stands_behind_an_odd_document_goes_to_another_child(share: Share) -> None:
    """The child ended after the second: the first two are believed, the third is read alone."""
    _, children = share([*whole(0), *whole(1)], (DONE, 2))
    assert (children.shared, children.asked) == ([3], [(1, 16)])


def _scripted() -> Frame:
    frame = document(1)
    return replace(frame, body={**frame.body, "hazards": [{"kind": "javascript", "place": "object 7"}]})


@pytest.mark.parametrize(
    ("said", "end"),
    [
        pytest.param([*whole(0), *whole(1)], (Outcome("crashed", ""), 2), id="died on the third"),
        pytest.param([*whole(0), *whole(1)], (Outcome("timeout", ""), 2), id="took too long"),
        pytest.param([*whole(0), (1, document(1)), (1, page(1)), *whole(2)], (DONE, 3), id="no end"),
        pytest.param(
            [*whole(0), (1, document(2)), (1, page(1)), (1, END), *whole(2)], (DONE, 3), id="a page short"
        ),
        pytest.param([*whole(0), (1, END), *whole(2)], (DONE, 3), id="not a word of the second"),
        pytest.param(
            [(0, _scripted()), *whole(0)[1:], *whole(1), *whole(2)], (DONE, 3), id="on behind a script"
        ),
    ],
)
def test_nothing_is_believed_of_any_other_child(share: Share, said: list, end: tuple[Outcome, int]) -> None:
    """All three documents are read again, each alone."""
    _, children = share(said, end)
    assert (children.shared, children.asked) == ([3], [(1, 16)] * 3)
