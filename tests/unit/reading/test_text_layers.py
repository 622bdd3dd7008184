"""Text layers that lie are found out and honest ones believed: a slice every day, all of them in full."""

from __future__ import annotations

import pytest
from benchmarks.text_layer_cases import cases
from benchmarks.text_layers import found_out, judge, marked

SLICE = (
    "font: shifted by one, uk", "font: one line, shifted", "scan: Russian read as English 1",
    "scan: another paper", "scan: shuffled words, uk", "scan: a good reading, uk",
    "scan: a typewriter with few errors", "honest: a register", "honest: a column of surnames",
    "honest: Turkish", "honest: abbreviations",
)  # fmt: skip


@pytest.mark.ocr
@pytest.mark.usefixtures("recognition")
def test_a_slice_of_the_cases() -> None:
    """Each is read as it should be, and marked as it should be."""
    verdicts = judge(case for case in cases() if case.name in SLICE)
    assert len(verdicts) == len(SLICE)
    assert {verdict.case.name: verdict.faults for verdict in verdicts if verdict.faults} == {}


@pytest.mark.full
@pytest.mark.ocr
@pytest.mark.usefixtures("recognition")
def test_all_cases() -> None:
    """At least sixty, ten of them Ukrainian lies: nearly all are found out, no honest one is suspected."""
    verdicts = judge(cases())
    assert len(verdicts) >= 60
    assert sum(verdict.case.ukrainian and verdict.case.lies for verdict in verdicts) >= 10
    assert found_out(verdicts).precision >= 0.98
    assert found_out(verdicts).recall >= 0.96
    assert marked(verdicts).precision == 1.0
    assert marked(verdicts).recall >= 0.9
    assert sum(bool(verdict.faults) for verdict in verdicts) <= 0.05 * len(verdicts)
