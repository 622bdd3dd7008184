"""Children at once: as asked, as set, or as many as the machine bears."""

from __future__ import annotations

from pathlib import Path

import pytest

from kartoteka.settings import Settings
from kartoteka.workflow import jobs
from kartoteka.workflow.jobs import jobs_for


def test_what_a_person_asks_for_counts_first() -> None:
    """The command's number before the setting, the setting before the machine."""
    assert jobs_for(Settings(jobs=3), 7) == 7
    assert jobs_for(Settings(jobs=3)) == 3


@pytest.mark.parametrize(
    ("processors", "free", "wanted"),
    [(8, 64 << 30, 8), (8, 3 << 30, 4), (4, 100 << 20, 1), (1, 64 << 30, 1)],
)
def test_processors_and_memory_bound_it(
    monkeypatch: pytest.MonkeyPatch, processors: int, free: int, wanted: int
) -> None:
    """One a processor, fewer where memory is short, never none."""
    monkeypatch.setattr(jobs, "_processors", lambda: processors)
    monkeypatch.setattr(jobs, "_free_bytes", lambda: free)
    assert jobs_for(Settings()) == wanted


def test_a_container_bounds_it_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A group's quota of processors and memory counts; `max` is no bound."""
    monkeypatch.setattr(jobs, "_GROUP", tmp_path)
    assert jobs_for(Settings()) >= 1
    (tmp_path / "cpu.max").write_text("100000 100000\n")
    (tmp_path / "memory.max").write_text("max\n")
    assert jobs_for(Settings()) == 1
