"""Where errors become messages and exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest

from kartoteka.cli import main
from kartoteka.errors import (
    ConflictError,
    DamagedError,
    ForbiddenError,
    InvalidError,
    MissingError,
    UnavailableError,
)


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (InvalidError("m", code="c", advice="a"), 1),
        (MissingError("m", code="c", advice="a"), 2),
        (UnavailableError("m", code="c", advice="a"), 3),
        (DamagedError("m", code="c", advice="a"), 4),
        (ForbiddenError("m", code="c", advice="a"), 5),
        (ConflictError("m", code="c", advice="a"), 6),
        (KeyboardInterrupt(), 130),
        (MemoryError(), 3),
        (OSError(5, "Input/output error"), 3),
        (RuntimeError("a bug"), 15),
    ],
)
def test_every_error_has_its_exit_code_and_no_traceback(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    """Kinds map once; what nobody foresaw is told apart and kept in a file."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))

    @click.command("fail")
    def fail() -> None:
        raise error

    monkeypatch.setitem(main.cli.commands, "fail", fail)
    assert main.run(["fail"]) == code
    said = capsys.readouterr().err
    assert "Traceback" not in said
    if code == 15:
        (kept,) = (tmp_path / "kartoteka" / "faults").iterdir()
        assert "a bug" in kept.read_text()
        assert str(kept) in said
        assert kept.stat().st_mode & 0o077 == 0


def test_an_unknown_command_and_option_are_explained(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit 1, what was not understood, and where help is."""
    assert main.run(["serch"]) == 1
    assert main.run(["search", "--colour"]) == 1
    said = capsys.readouterr().err
    assert "serch" in said
    assert "--help" in said


def test_control_characters_of_a_document_do_not_reach_the_terminal() -> None:
    """Escape sequences and direction marks are shown, not sent."""
    from kartoteka.cli.output import harmless

    assert harmless("а\x1b[31mб\u202eв\tг\nд") == "а\\x1b[31mб\\u202eв\\x09г\nд"


def test_a_file_name_is_no_formula() -> None:
    """The CSV of held files cannot make a spreadsheet compute."""
    from kartoteka.cli.import_command import _not_a_formula

    assert [_not_a_formula(c) for c in ("=1+1", "+7", "-x", "@a", "обычный.pdf")] == [
        "'=1+1",
        "'+7",
        "'-x",
        "'@a",
        "обычный.pdf",
    ]


def test_no_command_pays_for_another() -> None:
    """The command line imports neither the catalogue, nor what draws for people, nor the browser's door."""
    asked = "import sys, kartoteka.cli.main; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert "kartoteka.cli.main" in loaded
    assert not loaded & {"sqlalchemy", "rich", "kartoteka.workflow", "kartoteka.web", "tantivy", "PIL"}


def test_an_import_that_speaks_json_draws_nothing() -> None:
    """Nor does it carry dictionaries, parsers, or what reads for the browser."""
    asked = "import sys; from kartoteka.cli.main import cli; cli.commands['import']; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    loaded = set(said.stdout.split())
    assert "kartoteka.workflow.journey" in loaded
    heavy = {"rich", "PIL", "pymupdf", "numpy", "cv2", "alembic", "sqlalchemy.orm", "flask"}
    assert not loaded & heavy
    assert not [name for name in loaded if name.startswith("kartoteka.analysis")]


def test_a_command_of_the_other_door_gets_our_option() -> None:
    """It is found by where it is, and takes --archive like the others."""
    commands = main._Later({"serve": "kartoteka.web.command:serve"})
    assert list(commands) == ["serve"]
    assert "--archive" in {name for parameter in commands["serve"].params for name in parameter.opts}
    assert commands["serve"] is commands["serve"]
