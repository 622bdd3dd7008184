"""Slices of the big things: memory stays within its bounds, whatever the input."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.one_engine


@pytest.mark.full
@pytest.mark.parametrize(
    ("case", "scale"),
    [("pages", "0.1"), ("names", "0.1"), ("files", "0.005"), ("dense", "0.25"), ("bytes", "1")],
)
def test_memory_is_bounded(case: str, scale: str, root: Path, tmp_path: Path) -> None:
    """The writer stays under 400 MB of its own and each child under 500 MB (``benchmarks/big_things.py``)."""
    script = root / "benchmarks" / "big_things.py"
    done = subprocess.run(
        [sys.executable, str(script), case, "--scale", scale, "--folder", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
