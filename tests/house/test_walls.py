"""The walls of ARCHITECTURE.md hold: import-linter's contracts, names and sizes of modules."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager", "managers"}
"""Names that say nothing about what is inside."""

SMELL = 300
"""Lines beyond which a module must give a reason for being one idea."""

LARGE = {
    "kartoteka.catalogue.pages": "questions about pages, how pages are saved, and their rows",
    "kartoteka.catalogue.tables": "the whole schema at a glance, a table a paragraph",
}
"""Modules beyond the smell that are one idea all the same, and why."""

SCRIPTS = ("kartoteka.catalogue.migrations.versions",)
"""Generated or historical modules: they are never edited, so that their size teaches nothing."""


def test_import_linter_contracts(root: Path) -> None:
    """Every contract of pyproject.toml is kept."""
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_on_a_floor(root: Path, source: Path) -> None:
    """A package or module at the top of the house is named in the contract of the six floors."""
    table = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    layers = next(c for c in table["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    rooms = {
        path.stem
        for path in source.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and not path.name.startswith("__")
    }
    assert rooms <= named, f"on no floor: {sorted(rooms - named)}"


def test_no_name_that_says_nothing(modules: dict[str, Path]) -> None:
    """No module or package is called utils, helpers, common and the like."""
    bad = [name for name in modules if FORBIDDEN & set(name.split("."))]
    assert not bad


def test_module_size(modules: dict[str, Path]) -> None:
    """A module beyond the smell is listed here with the reason why it is one idea."""
    sizes = {
        name: len(path.read_text("utf-8").splitlines())
        for name, path in modules.items()
        if not name.startswith(SCRIPTS)
    }
    large = {name: size for name, size in sizes.items() if size > SMELL and name not in LARGE}
    assert not large, f"over {SMELL} lines without a reason: {large}"


@pytest.mark.parametrize("name", sorted(LARGE))
def test_reasons_are_still_needed(name: str, modules: dict[str, Path]) -> None:
    """A reason for a large module goes when the module has become small."""
    if name not in modules:
        pytest.skip(f"{name} is not there")
    assert len(modules[name].read_text("utf-8").splitlines()) > SMELL


def test_every_module_says_what_it_is(modules: dict[str, Path]) -> None:
    """Every module opens with a docstring, and every package has an ``__init__``."""
    silent = [
        name for name, path in modules.items() if not path.read_text("utf-8").startswith(('"""', 'r"""'))
    ]
    assert not silent
    folders = {path.parent for path in modules.values() if "versions" not in path.parts}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_tests_mirror_the_tree(root: Path, source: Path) -> None:
    """A unit test stands where its module stands: ``tests/unit/<room>/…`` for each room it names."""
    rooms = {path.name.removesuffix(".py") for path in source.iterdir()}
    strangers = [
        str(path.relative_to(root))
        for path in (root / "tests" / "unit").iterdir()
        if path.is_dir() and not path.name.startswith("__") and path.name not in rooms
    ]
    assert not strangers
