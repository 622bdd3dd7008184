"""Every dependency is asked for, used, and on record with its reason and licence."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

USED_WITHOUT_IMPORT = {
    "psycopg": "the driver of the optional PostgreSQL, which SQLAlchemy loads by the address's name",
}
"""Dependencies no module imports, and how they are used all the same."""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match is not None, requirement
    return _normal(match.group())


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    """The tables of pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def runtime(project: dict[str, Any]) -> list[str]:
    """What running needs, the extras included."""
    extras = project["project"].get("optional-dependencies", {})
    return [*project["project"]["dependencies"], *(line for lines in extras.values() for line in lines)]


def test_every_dependency_is_on_record(root: Path, project: dict[str, Any], runtime: list[str]) -> None:
    """Each dependency has a row in ADR 0002: what is asked, licence, reason; no row is stale."""
    page = (root / "docs" / "adr" / "0002-dependencies.md").read_text("utf-8")
    rows = {}
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 4:
            requirement, licence, _installed, reason = cells
            rows[_name(requirement.strip("`"))] = (requirement.strip("`"), licence, reason)
    asked = {_name(line): line for line in [*runtime, *project["dependency-groups"]["dev"]]}
    assert set(asked) == set(rows)
    for name, line in asked.items():
        requirement, licence, reason = rows[name]
        assert requirement == line
        assert licence, name
        assert len(reason) > 10, name


def test_every_import_is_asked_for(modules: dict[str, Path], runtime: list[str]) -> None:
    """The package imports the standard library, itself, and what pyproject.toml asks for or that brings."""
    brought_by = {
        "jinja2": "flask",
        "markupsafe": "flask",
        "werkzeug": "flask",
        "itsdangerous": "flask",
        "wtforms": "flask-wtf",
        "babel": "flask-babel",
    }
    asked = {_name(line) for line in runtime}
    distributions = importlib.metadata.packages_distributions()
    strangers = []
    for module, path in modules.items():
        for name in _imported(path):
            if name in sys.stdlib_module_names or name == "kartoteka":
                continue
            offered = {_normal(found) for found in distributions.get(name, [name])}
            if not offered & asked and brought_by.get(name) not in asked:
                strangers.append(f"{module} imports {name}")
    assert not strangers


def test_every_dependency_is_used(modules: dict[str, Path], runtime: list[str]) -> None:
    """No dependency is carried along that no module imports."""
    distributions = importlib.metadata.packages_distributions()
    used = set()
    for path in modules.values():
        for name in _imported(path):
            used |= {_normal(found) for found in distributions.get(name, ())}
    unused = {_name(line) for line in runtime} - used - set(USED_WITHOUT_IMPORT)
    assert not unused


def _imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found
