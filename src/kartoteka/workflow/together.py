"""Small documents that share a child: which may, and what is believed of it (docs/adr/0070).

Only first readings of small documents of one delivery stand together. A child is believed only if it
ended well, came to the end of each document, and went no further than the first odd one; otherwise
each of its documents is read again in a child of its own, and is answerable for that alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack

from kartoteka.errors import DamagedError
from kartoteka.reading.ordinary import ordinary
from kartoteka.records.task import ReadTask
from kartoteka.sandbox.channel import MOST_TOGETHER, Frame
from kartoteka.workflow.archive import Archive
from kartoteka.workflow.ranges import RangeReader, Reading

_SMALL = 1024 * 1024
"""Bytes of the largest document that shares a child."""
_MOST_BYTES = 4 * _SMALL
"""Bytes of all that share one."""


def in_groups(tasks: Iterable[ReadTask], most: int) -> list[list[ReadTask]]:
    """Part tasks into those that are read by one child each, in their order.

    Args:
        tasks: What is to be read.
        most: Documents a child may be given.
    """
    most = max(1, min(most, MOST_TOGETHER))
    groups: list[list[ReadTask]] = []
    open_for: tuple[object, ...] | None = None
    size = 0
    for task in tasks:
        mark = (task.accession_id, task.languages) if _may_share(task) else None
        if mark is None or mark != open_for or len(groups[-1]) >= most or size + task.size > _MOST_BYTES:
            groups.append([])
            size = 0
        groups[-1].append(task)
        open_for, size = mark, size + task.size
    return groups


def read_group(archive: Archive, ranges: RangeReader, tasks: Sequence[ReadTask]) -> Iterator[Reading]:
    """Read the tasks of a group; each reading is final and complete, as if read alone."""
    left = list(tasks)
    while len(left) > 1:
        with ExitStack() as opened:
            descriptors = []
            for task in left:
                descriptors.append(archive.originals.open_descriptor(task.digest))
                opened.callback(os.close, descriptors[-1])
            readings = _share(archive, ranges, left, descriptors)
            if not readings:
                break
            for reading, descriptor in zip(readings, descriptors, strict=False):
                ranges.finish(reading, descriptor)
                yield reading
        left = left[len(readings) :]
    for task in left:
        yield ranges.read(task)


def _share(
    archive: Archive, ranges: RangeReader, tasks: Sequence[ReadTask], descriptors: Sequence[int]
) -> list[Reading]:
    """Give documents to one child; return what is to be believed, from the first on, or nothing."""
    readings = [Reading(task) for task in tasks]
    ended: set[int] = set()

    def on_frame(place: int, frame: Frame) -> None:
        if place in ended:
            raise DamagedError("it went on after its end", code="child-lied")
        if frame.kind == "end":
            ended.add(place)
        ranges.hear(readings[place], frame)

    asked = [ranges.request(task, {"first": task.first, "last": task.last}) for task in tasks]
    outcome, reached = archive.children.small().run_several(
        [request for request, _ in asked],
        descriptors,
        on_frame,
        sum(seconds for _, seconds in asked),
        archive.settings.niceness,
    )
    believed = readings[:reached]
    for place, reading in enumerate(believed):
        reading.outcome = outcome
        if place not in ended or not _whole(reading) or (place + 1 < reached and not _ordinary(reading)):
            return []
    return believed if outcome.status == "done" else []


def _may_share(task: ReadTask) -> bool:
    return task.again is None and task.first == 1 and task.attempts == 1 and task.size <= _SMALL


def _whole(reading: Reading) -> bool:
    finding = reading.finding
    if finding is None:
        return False
    return finding.held is not None or reading.reached == min(reading.task.last, finding.pages)


def _ordinary(reading: Reading) -> bool:
    finding = reading.finding
    return finding is not None and ordinary(
        held=finding.held is not None,
        repaired=finding.repaired,
        hazards=(hazard.kind for hazard in finding.hazards),
        problems=(page.problem for page in reading.pages),
    )
