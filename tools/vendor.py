"""Compares the vendored browser files with what the npm registry publishes, or brings them anew.

    python tools/vendor.py            # hashes only, without the network
    python tools/vendor.py --fetch    # fetch each package with `npm pack`, check its integrity, compare
    python tools/vendor.py --write    # the same, and write the files and their hashes

``VENDORED.toml`` names each file, its package and version, the registry's integrity of the package
and the SHA-256 of the file. To take a newer version: change version and integrity there, then run
with ``--write``.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "src" / "kartoteka" / "web" / "static" / "vendor"
RECORD = FOLDER / "VENDORED.toml"


def entries() -> list[dict[str, Any]]:
    """Return the record's entries."""
    found: list[dict[str, Any]] = tomllib.loads(RECORD.read_text("utf-8"))["file"]
    return found


def sha256(content: bytes) -> str:
    """Return a content's SHA-256 in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def faults() -> list[str]:
    """Return every way in which the folder differs from its record."""
    found = []
    named = {RECORD.name}
    for entry in entries():
        named.add(entry["name"])
        path = FOLDER / entry["name"]
        if not path.is_file():
            found.append(f"{entry['name']}: recorded and not there")
        elif sha256(path.read_bytes()) != entry["sha256"]:
            found.append(f"{entry['name']}: its bytes are not those recorded")
    found += [f"{p.name}: there and not recorded" for p in sorted(FOLDER.iterdir()) if p.name not in named]
    return found


def fetch(package: str, version: str, integrity: str) -> dict[str, bytes]:
    """Return a package's files by name, after comparing the archive with its integrity."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        algorithm, expected = integrity.split("-", 1)
        digest = base64.b64encode(hashlib.new(algorithm, archive.read_bytes()).digest()).decode()
        if digest != expected:
            sys.exit(f"{package}@{version}: the package's {algorithm} is {digest}, recorded is {expected}")
        with tarfile.open(archive) as tar:
            members = [member for member in tar.getmembers() if member.isfile()]
            contents = {}
            for member in members:
                stream = tar.extractfile(member)
                assert stream is not None
                contents[member.name.removeprefix("package/")] = stream.read()
            return contents


def main() -> int:
    """Compare, fetch or write, as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--fetch", action="store_true", help="compare with the registry's packages")
    parser.add_argument("--write", action="store_true", help="write the files and their hashes")
    asked = parser.parse_args()
    found = []
    if asked.fetch or asked.write:
        packages: dict[tuple[str, str], dict[str, bytes]] = {}
        text = RECORD.read_text("utf-8")
        for entry in entries():
            key = (entry["package"], entry["version"])
            if key not in packages:
                packages[key] = fetch(*key, entry["integrity"])
            content = packages[key][entry["inside"]]
            if asked.write:
                (FOLDER / entry["name"]).write_bytes(content)
                pattern = re.compile(rf'(name = "{re.escape(entry["name"])}"\n(?:.+\n)*?sha256 = )".*"')
                text = pattern.sub(rf'\1"{sha256(content)}"', text)
            elif sha256(content) != entry["sha256"]:
                found.append(f"{entry['name']}: the package holds other bytes than those recorded")
        if asked.write:
            RECORD.write_text(text, "utf-8")
    found += faults()
    for fault in found:
        print(fault)
    if not found:
        print(f"{len(entries())} vendored files are as recorded")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
