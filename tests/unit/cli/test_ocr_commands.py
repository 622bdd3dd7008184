"""`ocr`: what it prints for people and for programs, and what it says to bad input."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ocr.test_language_data import folder_with
from tests.unit.workflow.reread_archive import LABEL, Script, again, archive_in

from kartoteka.cli import main
from kartoteka.records.rereading import Chosen

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive whose page 2 has two readings."""
    script = Script()
    script.confidence = 90
    with archive_in(tmp_path, script) as made:
        again(made, Chosen((f"{LABEL}/2",)))
        return made.layout.root


@pytest.fixture
def run(archive: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on it: exit code, output, complaints."""
    monkeypatch.setenv("COLUMNS", "200")

    def command(*arguments: str) -> tuple[int, str, str]:
        code = main.run([*arguments, "--archive", str(archive)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_readings_are_listed_and_compared(run: Run) -> None:
    """A line a reading, the shown one starred, and the text of each."""
    code, out, _ = run("ocr", "show", LABEL, "2")
    assert code == 0
    assert "2 *" in out
    assert "the new reading is the better one" in out
    assert run("ocr", "show", LABEL, "2", "--layer", "2")[1] == "допрошен свидетель 2\n"
    first, second = _lines(run("ocr", "show", LABEL, "2", "--json")[1])
    assert (first["layer"], first["shown"], first["confidence"]) == (1, False, 60)
    assert (second["layer"], second["shown"], second["origin"]) == (2, True, "ocr")


def test_another_reading_is_shown(run: Run) -> None:
    """And what is shown is what `show` prints."""
    code, out, _ = run("ocr", "choose", LABEL, "2", "1")
    assert (code, out) == (0, f"{LABEL} p. 2 shows reading 1.\n")
    assert "дonpoшен" in run("show", LABEL, "--page", "2", "--text")[1]
    code, _, err = run("verify")
    assert code == 0, err


def test_a_dry_run_says_how_many_pages_and_why_not_the_others(run: Run) -> None:
    """For people and for programs."""
    code, out, _ = run("ocr", "run", "A0001", "--dry-run")
    assert code == 0
    assert out.splitlines() == [
        "3 pages of 1 document would be read again (1 item chosen) as rus+eng",
        "  left out: 1 page with sound text of their own (--mode force reads them too)",
    ]
    (line,) = _lines(run("ocr", "run", "--query", "справку", "--dry-run", "--json")[1])
    assert (line["plan"]["pages"], line["plan"]["dry_run"]) == (3, True)
    assert run("ocr", "run", "A0001", "--read-by", "embedded", "--dry-run")[1].startswith(
        "0 pages of 0 documents"
    )
    assert run("ocr", "run", "--resume")[1] == "Nothing waits to be read again.\n"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run"], 1, "nothing was chosen"),
        (["run", "A0009"], 2, "no delivery A0009"),
        (["run", "otter"], 1, "no printed number"),
        (["run", "A0001", "--pages", "7-3"], 1, "no list of pages"),
        (["run", "A0001", "-l", "de"], 1, "Tesseract calls it deu"),
        (["run", "A0001", "-l", "xyz"], 3, "language data is missing for xyz"),
        (["run", "A0001", "--mode", "all"], 1, "skip-text"),
        (["run", "A0001", "--confidence-below", "0"], 1, "1<=x<=100"),
        (["show", LABEL, "9"], 2, "no page 9"),
        (["show", "A0001-000009", "1"], 2, "no item"),
        (["show", LABEL, "2", "--layer", "7"], 2, "no reading 7"),
        (["choose", LABEL, "2", "7"], 2, "no reading 7"),
    ],
)
def test_bad_input(run: Run, arguments: list[str], code: int, words: str) -> None:
    """Each mistake is said in words, with its exit code and no traceback."""
    found, out, err = run("ocr", *arguments)
    assert "Traceback" not in err
    assert (found, out) == (code, "")
    assert words in err


def test_languages(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is there, what is not, how it is installed; exit code 3 where imports would fail."""
    here = folder_with(tmp_path / "data", "rus", "eng", "osd", "abc")
    monkeypatch.setenv("KARTOTEKA_TESSDATA", str(here))
    code, out, _ = run("ocr", "languages")
    assert code == 0
    assert "not here" in out
    assert "osd" not in out
    assert "tesseract-ocr-deu" in out
    lines = _lines(run("ocr", "languages", "--json")[1])
    found = {line["tesseract"]: line for line in lines if "tesseract" in line}
    assert (found["rus"]["read_by"], found["rus"]["by_default"], found["rus"]["language"]) == (
        "rus",
        True,
        "ru",
    )
    assert (found["kaz"]["read_by"], found["abc"]["language"]) == (None, None)
    assert lines[-1]["report"]["missing_by_default"] == []
    (here / "rus.traineddata").write_bytes(b"\x02")
    code, out, _ = run("ocr", "languages")
    assert code == 3
    assert "Cut short" in out
    folder_with(here, "Cyrillic")
    found = {line.get("tesseract"): line for line in _lines(run("ocr", "languages", "--json")[1])}
    assert {found[name]["read_by"] for name in ("rus", "ukr", "bel", "kaz")} == {"Cyrillic"}


def test_languages_need_no_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first `init` it can be asked what to install."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("KARTOTEKA_ARCHIVE", raising=False)
    monkeypatch.setenv("KARTOTEKA_TESSDATA", str(folder_with(tmp_path / "data", "rus", "eng")))
    assert main.run(["ocr", "languages"]) == 0
    assert "Belarusian" in capsys.readouterr().out
