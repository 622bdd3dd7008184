"""Language data arrives whole or not at all: interrupted downloads are noticed, and brought again.

``tools/setup`` runs as it is, as an ordinary user would run it, with a folder of its own and a package
source of its own: an ``apt-get`` that hands out a real package of an invented language, or half of it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

MODEL = os.urandom(200_000)
"""What the invented language's model holds; random, so that half a package is really half."""

APT_GET = """#!/bin/sh
# download: half a package while the file `half` is there; nothing at all while `gone` is.
printf '%s\\n' "$*" >>"$SOURCE/asked"
case "$*" in
    *download*tesseract-ocr-xqa*) ;;
    *) exit 0 ;;
esac
[ -e "$SOURCE/gone" ] && { echo 'E: Unable to fetch some archives' >&2; exit 100; }
if [ -e "$SOURCE/half" ]; then
    rm "$SOURCE/half"
    head -c 60000 "$SOURCE/package.deb" >tesseract-ocr-xqa_1.0_all.deb
    exit 100
fi
cp "$SOURCE/package.deb" tesseract-ocr-xqa_1.0_all.deb
"""


@dataclass(frozen=True)
class Machine:
    """A user's folder, and where packages come from."""

    root: Path
    folder: Path

    @property
    def source(self) -> Path:
        return self.folder / "source"

    @property
    def model(self) -> Path:
        return self.folder / "data" / "kartoteka" / "tessdata" / "xqa.traineddata"

    def setup(self) -> subprocess.CompletedProcess[str]:
        environment = {
            "HOME": str(self.folder),
            "XDG_DATA_HOME": str(self.folder / "data"),
            "SOURCE": str(self.source),
            "PATH": f"{self.source}:/usr/bin:/bin",
        }
        command = [str(self.root / "tools" / "setup"), "--languages", "xqa"]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)

    def asked(self) -> int:
        """How often the package source was asked."""
        log = self.source / "asked"
        return len(log.read_text().splitlines()) if log.exists() else 0


@pytest.fixture
def machine(root: Path, tmp_path: Path) -> Machine:
    """A machine of an ordinary user, without the invented language."""
    if shutil.which("dpkg-deb") is None:
        pytest.skip("dpkg-deb is not on this machine")
    package = tmp_path / "package"
    (package / "DEBIAN").mkdir(parents=True)
    (package / "DEBIAN" / "control").write_text(
        "Package: tesseract-ocr-xqa\nVersion: 1.0\nArchitecture: all\n"
        "Maintainer: none\nDescription: invented\n"
    )
    (package / "usr/share/tesseract-ocr/5/tessdata").mkdir(parents=True)
    (package / "usr/share/tesseract-ocr/5/tessdata/xqa.traineddata").write_bytes(MODEL)
    source = tmp_path / "source"
    source.mkdir()
    built = ["dpkg-deb", "--root-owner-group", "--build", str(package), str(source / "package.deb")]
    subprocess.run(built, check=True, capture_output=True)
    for name, text in (("apt-get", APT_GET), ("id", "#!/bin/sh\necho 1000\n")):
        (source / name).write_text(text)
        (source / name).chmod(0o755)
    return Machine(root, tmp_path)


def test_data_is_brought_without_root(machine: Machine) -> None:
    """An ordinary user gets the language's data into a folder of their own; a second run asks for nothing."""
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert machine.model.read_bytes() == MODEL
    asked = machine.asked()
    assert machine.setup().returncode == 0
    assert machine.asked() == asked


def test_an_interrupted_download_is_noticed(machine: Machine) -> None:
    """Half a package is removed and brought again, within the same run."""
    (machine.source / "half").touch()
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    assert "interrupted download" in done.stderr
    assert machine.model.read_bytes() == MODEL


def test_what_cannot_be_brought_is_said(machine: Machine) -> None:
    """Without a source the run ends with reason and remedy, leaves no half file, and can go on later."""
    (machine.source / "gone").touch()
    done = machine.setup()
    assert done.returncode == 1
    assert "language xqa could not be brought" in done.stderr
    assert "Run the same command again" in done.stderr
    assert not machine.model.exists()
    (machine.source / "gone").unlink()
    assert machine.setup().returncode == 0
    assert machine.model.read_bytes() == MODEL


def test_damaged_data_is_replaced(machine: Machine) -> None:
    """A model whose bytes have changed since it was brought is brought again."""
    machine.setup()
    machine.model.write_bytes(MODEL[:1000])
    assert machine.setup().returncode == 0
    assert machine.model.read_bytes() == MODEL
