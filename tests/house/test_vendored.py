"""What others wrote is carried unchanged, and says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_vendored_files_are_as_recorded(root: Path) -> None:
    """Each file of the vendor folder has its recorded digest, and no file is unrecorded."""
    done = subprocess.run(
        [sys.executable, str(root / "tools" / "vendor.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
