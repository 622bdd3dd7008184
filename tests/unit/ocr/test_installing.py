"""Each system's own command, with its own names of languages."""

from __future__ import annotations

import pytest

from kartoteka.ocr.installing import commands, here, package_of


def test_packages() -> None:
    """Debian's names."""
    assert package_of("rus") == "tesseract-ocr-rus"
    assert package_of("chi_sim") == "tesseract-ocr-chi-sim"
    assert package_of("script/Cyrillic") == "tesseract-ocr-script-cyrl"


@pytest.mark.parametrize(
    ("system", "root", "line"),
    [
        ({"ID": "debian"}, True, "apt-get install tesseract-ocr-bel tesseract-ocr-deu"),
        (
            {"ID": "ubuntu", "ID_LIKE": "debian"},
            False,
            (
                "sudo apt-get install tesseract-ocr-bel tesseract-ocr-deu "
                '(without root: tools/setup --languages "bel deu")'
            ),
        ),
        ({"ID": "fedora"}, False, "sudo dnf install tesseract-langpack-bel tesseract-langpack-deu"),
        (
            {"ID": "manjaro", "ID_LIKE": "arch"},
            False,
            "sudo pacman -S tesseract-data-bel tesseract-data-deu",
        ),
        (
            {"ID": "opensuse-leap", "ID_LIKE": "suse opensuse"},
            False,
            "sudo zypper install tesseract-ocr-traineddata-belarusian tesseract-ocr-traineddata-german",
        ),
        ({"ID": "darwin"}, False, "brew install tesseract-lang"),
        ({}, True, "apt-get install tesseract-ocr-bel tesseract-ocr-deu"),
    ],
)
def test_the_command_for_this_machine(system: dict[str, str], root: bool, line: str) -> None:
    """By what the system says of itself; an unknown one gets Debian's."""
    assert here(["bel", "deu"], system, root) == line


def test_every_system_is_told() -> None:
    """The list for people: Debian first, by hand last."""
    found = commands(["script/Cyrillic"], "/home/ann/.local/share/kartoteka/tessdata")
    assert found[0].system == "Debian, Ubuntu"
    assert found[-1].line.startswith("put Cyrillic.traineddata into /home/ann")
    assert "Arch" not in [one.system for one in found]  # it has languages only
