"""Every room can be entered alone."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROCESSES = 2
SIDE_EFFECTS = {
    "kartoteka.__main__": "it is the door itself: importing it is running it only under __main__",
}
"""Modules that are allowed to be more than definitions, and why."""


def _import_alone(name: str) -> str:
    done = subprocess.run(
        [sys.executable, "-I", "-W", "error", "-c", f"import {name}"],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": ""},
    )
    if done.returncode:
        return f"{name}: {done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}"
    if done.stdout or done.stderr:
        return f"{name}: importing it prints {(done.stdout or done.stderr).strip()!r}"
    return ""


def _runs_on_import(name: str, path: Path) -> bool:
    # Alembic's environment is a script that Alembic runs; it cannot be imported and need not be.
    return name.endswith(".migrations.env") or ".migrations.versions." in name


def test_every_module_imports_alone(modules: dict[str, Path]) -> None:
    """Each module imports in a fresh interpreter, first of all, silently and without a warning."""
    names = [name for name, path in modules.items() if not _runs_on_import(name, path)]
    with ThreadPoolExecutor(PROCESSES) as pool:
        faults = [fault for fault in pool.map(_import_alone, names) if fault]
    assert not faults, "\n".join(faults)


def test_the_package_itself_imports_nothing() -> None:
    """``import kartoteka`` brings no room along, so that each can be read and tested alone."""
    code = "import sys, kartoteka; print([m for m in sys.modules if m.startswith('kartoteka.')])"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_child_never_meets_the_catalogue() -> None:
    """The program that reads hostile bytes brings no SQL, no web and no command line into its process."""
    code = (
        "import sys, kartoteka.reading.program as p\n"
        "far = ('sqlalchemy', 'alembic', 'flask', 'click', 'rich', 'tantivy', 'obstore',"
        " 'kartoteka.catalogue', 'kartoteka.workflow', 'kartoteka.web', 'kartoteka.cli')\n"
        "print([m for m in sys.modules if m in far])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"
