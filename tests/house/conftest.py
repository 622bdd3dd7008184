"""What the house tests share: the modules of the package, by name and path."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def source(root: Path) -> Path:
    """The package's folder."""
    return root / "src" / "kartoteka"


@pytest.fixture(scope="session")
def modules(source: Path) -> dict[str, Path]:
    """Every module of the package: dotted name, path."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        name = ".".join(path.relative_to(source.parent).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = path
    return found
