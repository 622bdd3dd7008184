"""Says whether this environment holds what pyproject.toml asks for, all the way down.

Run by tools/setup with the environment's own Python; uses nothing but the standard library and the
copy of ``packaging`` that pip carries. Exit 0: complete. Exit 1: the first thing missing is named.

    python tools/installed.py [GROUP ...]     # dependency groups beside the package's own needs
"""

from __future__ import annotations

import importlib.metadata
import sys
import tomllib
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent


def missing(requirement: Requirement, seen: set[tuple[str, frozenset[str]]]) -> str:
    """Return what an environment lacks for one requirement and for what that needs; empty: nothing."""
    key = (requirement.name.lower(), frozenset(requirement.extras))
    if key in seen:
        return ""
    seen.add(key)
    try:
        distribution = importlib.metadata.distribution(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return str(requirement)
    if not requirement.specifier.contains(distribution.version, prereleases=True):
        return f"{requirement} (here is {distribution.version})"
    for line in distribution.requires or ():
        inner = Requirement(line)
        extras = requirement.extras or {""}
        if inner.marker is None or any(inner.marker.evaluate({"extra": extra}) for extra in extras):
            lacking = missing(inner, seen)
            if lacking:
                return lacking
    return ""


def requirements(groups: list[str]) -> list[str]:
    """Return the package's dependencies and those of the groups, as written in pyproject.toml."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    lines = list(table["project"]["dependencies"])
    for group in groups:
        lines += table["dependency-groups"][group]
    return lines


def main(groups: list[str]) -> int:
    """Print the first thing that is missing, if any."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for line in requirements(groups):
        lacking = missing(Requirement(line), seen)
        if lacking:
            print(f"missing: {lacking}")
            return 1
    try:
        text = importlib.metadata.distribution("kartoteka").read_text("direct_url.json") or ""
    except importlib.metadata.PackageNotFoundError:
        text = ""
    if ROOT.as_uri() not in text:
        print("missing: kartoteka itself")
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--list"]:
        print("\n".join(requirements(sys.argv[2:])))
        sys.exit(0)
    sys.exit(main(sys.argv[1:]))
