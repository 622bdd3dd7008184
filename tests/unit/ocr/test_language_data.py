"""Language data: found in order, used whole, and missed by the name of its package."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from kartoteka.errors import InvalidError, UnavailableError
from kartoteka.ocr.language_data import by_script, folders, installed, require, split, used_for

WHOLE = struct.pack("<iqq", 2, 20, 24) + bytes(8)
"""The smallest file of the right form: two parts, both inside."""
NOWHERE = {"XDG_DATA_HOME": "/nonexistent"}


def folder_with(path: Path, *languages: str) -> Path:
    for language in languages:
        target = path / f"{language}.traineddata"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(WHOLE)
    return path


def test_the_setting_is_searched_alone(tmp_path: Path) -> None:
    """A folder that was named is the only one."""
    here = folder_with(tmp_path / "here", "rus", "eng")
    assert require("rus+eng", str(here), NOWHERE) == here
    assert folders(str(here), {"TESSDATA_PREFIX": "/usr"}) == (here,)


def test_the_order_is_prefix_system_own(tmp_path: Path) -> None:
    """TESSDATA_PREFIX comes first, with or without its last folder; the user's own comes last."""
    prefix = folder_with(tmp_path / "prefix" / "tessdata", "abc").parent
    own = folder_with(tmp_path / "data" / "kartoteka" / "tessdata", "abc")
    environment = {"TESSDATA_PREFIX": str(prefix), "XDG_DATA_HOME": str(tmp_path / "data")}
    found = folders("", environment)
    assert found[:2] == (prefix, prefix / "tessdata")
    assert found[-1] == own
    assert require("abc", "", environment) == prefix / "tessdata"


def test_what_is_missing_names_its_package(tmp_path: Path) -> None:
    """Never silent English: the error names each language and how to install it."""
    here = folder_with(tmp_path, "eng")
    with pytest.raises(UnavailableError, match="rus and ukr") as caught:
        require("rus+eng+ukr", str(here), NOWHERE)
    assert caught.value.code == "language-missing"
    assert "apt-get install tesseract-ocr-rus tesseract-ocr-ukr" in caught.value.advice
    with pytest.raises(UnavailableError, match="rus"):
        require("rus", str(tmp_path / "no such folder"), NOWHERE)


@pytest.mark.parametrize("script", ["Cyrillic", "script/Cyrillic"])
def test_the_script_stands_for_its_languages(tmp_path: Path, script: str) -> None:
    """Where the script's data is there, it reads Russian and Ukrainian, and no language is missing."""
    here = folder_with(tmp_path, "eng", script)
    assert require("rus+ukr+eng", str(here), NOWHERE) == here
    assert used_for("rus+ukr+eng", here) == f"{script}+eng"
    assert used_for("eng+rus", here) == f"eng+{script}"
    assert used_for("eng", here) == "eng"
    assert installed(here) == {"eng", script}


def test_without_the_script_languages_are_used_as_named(tmp_path: Path) -> None:
    """In their order, once each."""
    assert used_for("rus+eng+rus", folder_with(tmp_path, "rus", "eng")) == "rus+eng"


@pytest.mark.parametrize("wrong", ["", "rus+", "../etc/passwd", "rus eng", "рус"])
def test_what_is_no_language_is_said(wrong: str) -> None:
    """A name is checked before it becomes part of a path."""
    with pytest.raises(InvalidError) as caught:
        split(wrong)
    assert caught.value.code == "language-invalid"


def test_a_language_by_its_short_code_is_told_its_name() -> None:
    """Who writes `de` meant German, and is told what Tesseract calls it."""
    with pytest.raises(InvalidError) as caught:
        split("rus+de")
    assert caught.value.advice == "Tesseract calls it deu."


def test_languages_of_several_folders_are_brought_together(tmp_path: Path) -> None:
    """What root installed and what this user brought serve one recognition; nothing is copied."""
    prefix = folder_with(tmp_path / "prefix", "abc", "script/Cyrillic")
    own = folder_with(tmp_path / "data" / "kartoteka" / "tessdata", "xyz", "abc")
    environment = {"TESSDATA_PREFIX": str(prefix), "XDG_DATA_HOME": str(tmp_path / "data")}
    found = require("abc+xyz+kaz", "", environment)
    assert found.parent == tmp_path / "data" / "kartoteka" / "tessdata-together"
    assert installed(found) >= {"abc", "xyz", "script/Cyrillic"}
    assert (found / "abc.traineddata").resolve() == prefix / "abc.traineddata"
    assert (found / "xyz.traineddata").resolve() == own / "xyz.traineddata"
    assert require("xyz+abc", "", environment) == own
    assert require("abc+xyz+kaz", "", environment) == found
    assert [path.name for path in found.parent.iterdir()] == [found.name]


def test_where_nothing_may_be_written_the_way_out_is_said(tmp_path: Path) -> None:
    """Two folders and no place for links: the error says what to do."""
    prefix = folder_with(tmp_path / "prefix", "abc")
    folder_with(tmp_path / "data" / "kartoteka" / "tessdata", "xyz")
    (tmp_path / "data" / "kartoteka" / "tessdata-together").write_text("a file in the way")
    environment = {"TESSDATA_PREFIX": str(prefix), "XDG_DATA_HOME": str(tmp_path / "data")}
    with pytest.raises(UnavailableError) as caught:
        require("abc+xyz", "", environment)
    assert caught.value.code == "language-folders"


def test_by_script() -> None:
    """Kazakh and Belarusian are of the Cyrillic side."""
    assert by_script("eng+kaz+bel+deu") == ("kaz+bel", "eng+deu")


@pytest.mark.parametrize("cut", [0, 3, 10, 22])
def test_a_file_that_was_cut_short_is_named(tmp_path: Path, cut: int) -> None:
    """What an interrupted download left is no language, and the error says which file and what to do."""
    here = folder_with(tmp_path, "eng", "rus")
    (here / "rus.traineddata").write_bytes(WHOLE[:cut])
    assert installed(here) == {"eng"}
    with pytest.raises(UnavailableError, match=r"rus\.traineddata is cut short") as caught:
        require("rus+eng", str(here), NOWHERE)
    assert caught.value.code == "language-damaged"
    assert "tesseract-ocr-rus" in caught.value.advice
