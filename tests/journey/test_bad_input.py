"""Bad input, through the command line: a message with file, reason and remedy, and an exit code."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path
from urllib.parse import quote
from urllib.request import HTTPCookieProcessor, build_opener

import pymupdf
import pytest
from tests.journey import archives, papers

ARGUMENTS = ("--source", "otter", "--received", "2026-11-20", "--json")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with one document of two pages."""
    base = tmp_path_factory.mktemp("bad")
    papers.write_pdf(base / "drop" / "a.pdf", 1, 2)
    archive = archives.made(base / "archive")
    archives.run(archive, "import", str(base / "drop"), *ARGUMENTS)
    return archive


def _complaint(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert "Traceback" not in done.stderr
    for part in parts:
        assert part in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) >= 2, "a message and a remedy"


def _only(tmp_path: Path, name: str, content: bytes) -> dict:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / name).write_bytes(content)
    archive = archives.made(tmp_path / "archive")
    (file,) = archives.report(archives.run(archive, "import", str(drop), *ARGUMENTS, check=10))["files"]
    assert file["state"] == "held"
    assert file["reason"]["sentence"]
    assert file["reason"]["remedy"]
    archives.run(archive, "verify")
    return file


def _encrypted() -> bytes:
    document = pymupdf.open()
    document.new_page()
    saved: bytes = document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="o", user_pw="u")
    return saved


def _without_pages() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"trailer<</Root 1 0 R/Size 3>>\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("письмо.docx", b"PK\x03\x04 not a pdf", "unsupported-type"),
        ("пусто.pdf", b"", "empty-file"),
        ("обрыв.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Cat", None),
        ("замок.pdf", _encrypted(), "password-needed"),
        ("без страниц.pdf", _without_pages(), None),
    ],
)
def test_a_file_that_cannot_be_read_is_held_and_kept(
    tmp_path: Path, name: str, content: bytes, code: str | None
) -> None:
    """Not a PDF, empty, truncated, encrypted, without pages: held with a reason, its bytes stored."""
    file = _only(tmp_path, name, content)
    if code is not None:
        assert file["reason"]["code"] == code


@pytest.mark.full
def test_a_3_gb_file_is_stored_and_held(tmp_path: Path) -> None:
    """A sparse file of 3 GB is received whole and named as what it is."""
    drop = tmp_path / "drop"
    drop.mkdir()
    with (drop / "большой.pdf").open("wb") as file:
        file.truncate(3 * 1024**3)
    archive = archives.made(tmp_path / "archive")
    (found,) = archives.report(archives.run(archive, "import", str(drop), *ARGUMENTS, check=10))["files"]
    assert found["state"] == "held"
    stored = next(p for p in (archive / "originals").rglob("*") if p.is_file())
    assert stored.stat().st_size == 3 * 1024**3


@pytest.mark.full
def test_a_page_of_a_million_words_is_catalogued_within_bounds(tmp_path: Path) -> None:
    """The page is kept up to the limit, and says so; the import goes on."""
    drop = tmp_path / "drop"
    drop.mkdir()
    lines = b"".join(b"(word word word word word word word word word word) Tj T*\n" for _ in range(100_000))
    stream = b"BT /F1 1 Tf 1 TL 10 800 Td\n" + lines + b"ET"
    (drop / "million.pdf").write_bytes(
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
        b"4 0 obj<</Length " + str(len(stream)).encode() + b">>stream\n" + stream + b"\nendstream endobj\n"
        b"trailer<</Root 1 0 R/Size 5>>\n"
    )
    papers.write_pdf(drop / "zz.pdf", 1)
    archive = archives.made(tmp_path / "archive")
    done = archives.run(archive, "import", str(drop), *ARGUMENTS, check=None)
    files = {file["file"]: file for file in archives.report(done)["files"]}
    assert files["zz.pdf"]["state"] == "catalogued"
    assert files["million.pdf"]["state"] in ("catalogued", "catalogued in part", "held")
    assert files["million.pdf"]["state"] == "catalogued" or files["million.pdf"]["reason"]["sentence"]


def test_a_query_of_10_kb_is_explained(small: Path) -> None:
    """Exit 1, and how long a query may be."""
    _complaint(archives.run(small, "search", "слово " * 2000, check=1), "characters")


@pytest.mark.parametrize("query", ["*", "-слово", "(((", '"', "NOT", "\u202e\u0007"])
def test_a_query_that_asks_nothing_is_explained(small: Path, query: str) -> None:
    """Never a traceback: an explanation or an answer."""
    done = archives.run(small, "search", "--", query, check=None)
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr


def test_a_page_that_does_not_exist(small: Path) -> None:
    """Exit 2, and how many pages there are."""
    _complaint(
        archives.run(small, "show", "A0001-000001", "--page", "7", "--text", check=2), "no page 7", "2 pages"
    )


@pytest.mark.parametrize("number", ["A0001-000099", "A9999-000001", "чепуха", "A0001"])
def test_an_item_that_does_not_exist(small: Path, number: str) -> None:
    """Exit 2, and what item numbers look like."""
    _complaint(archives.run(small, "show", number, check=2), "no item", "A0007-000123")


def test_a_path_that_is_no_archive(tmp_path: Path) -> None:
    """Exit 2, the path, and how to make one."""
    _complaint(archives.run(tmp_path, "search", "x", check=2), str(tmp_path), "init")


def test_a_folder_that_is_not_there(small: Path) -> None:
    """Exit 2 and the path."""
    _complaint(archives.run(small, "import", "/nowhere/at/all", *ARGUMENTS, check=2), "/nowhere/at/all")


def test_a_date_that_is_none(small: Path) -> None:
    """Exit 1, and how dates are written."""
    done = archives.run(small, "import", ".", "--source", "otter", "--received", "2026-02-30", check=1)
    _complaint(done, "2026-02-30", "2026-11")


def test_an_unknown_filter_value_is_explained(small: Path) -> None:
    """Exit 1, and which values there are."""
    _complaint(archives.run(small, "search", "x", "--state", "чепуха", check=1), "state")


def test_a_missing_language_names_its_package(small: Path, tmp_path: Path) -> None:
    """Exit 3 before anything is stored; never silent English."""
    papers.write_pdf(tmp_path / "drop" / "b.pdf", 5)
    done = archives.run(small, "import", str(tmp_path / "drop"), *ARGUMENTS, "-l", "rus+kat", check=3)
    _complaint(done, "kat", "tesseract-ocr-kat")


def test_an_interrupted_download_of_language_data_is_no_language(small: Path, tmp_path: Path) -> None:
    """A truncated traineddata file is noticed and named, not handed to the recogniser."""
    folder = tmp_path / "tessdata"
    folder.mkdir()
    (folder / "rus.traineddata").write_bytes(b"\x18\x00\x00\x00half")
    papers.write_pdf(tmp_path / "drop" / "b.pdf", 5)
    done = subprocess.run(
        archives.command(small, "import", str(tmp_path / "drop"), *ARGUMENTS, "-l", "rus"),
        env=archives.environment(tmp_path) | {"KARTOTEKA_TESSDATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    _complaint(done, "rus")


def test_an_import_of_the_archive_itself_is_refused(small: Path) -> None:
    """Exit 6: a delivery cannot lie inside the archive."""
    _complaint(
        archives.run(small, "import", str(small / "originals"), *ARGUMENTS, check=6), "inside the archive"
    )


def test_two_imports_at_once(tmp_path: Path) -> None:
    """The second is refused with exit 6 and told what the first is doing; the first ends well."""
    for number in range(20):
        papers.write_pdf(tmp_path / "drop" / f"{number}.pdf", number, 30)
    archive = archives.made(tmp_path / "archive")
    first = subprocess.Popen(
        archives.command(archive, "import", str(tmp_path / "drop"), *ARGUMENTS, "-j", "1"),
        env=archives.environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdout is not None
    first.stdout.readline()
    time.sleep(0.2)
    _complaint(archives.run(archive, "import", str(tmp_path / "drop"), *ARGUMENTS, check=6), "import of")
    first.communicate(timeout=120)
    assert first.returncode == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system needs root to be mounted")
def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    """The import ends with exit 3 and the remedy; with room again the same command completes."""
    place = tmp_path / "small"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine refuses to mount a tmpfs")
    try:
        archive = archives.made(place / "archive")
        for number in range(4):
            papers.write_pdf(tmp_path / "drop" / f"{number}.pdf", number)
        (tmp_path / "drop" / "large.pdf").write_bytes(os.urandom(40 * 1024**2))
        done = archives.run(archive, "import", str(tmp_path / "drop"), *ARGUMENTS, check=3)
        _complaint(done, "disk of the archive is full", "same command again")
        subprocess.run(["mount", "-o", "remount,size=200m", str(place)], check=True)
        report = archives.report(
            archives.run(archive, "import", str(tmp_path / "drop"), *ARGUMENTS, check=10)
        )
        assert report["counts"]["catalogued"] == 4
        assert report["counts"]["held"] == 1
        archives.run(archive, "verify")
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


@pytest.mark.skipif(os.geteuid() != 0, reason="a read-only file system needs root to be mounted")
def _served(archive: Path, address: str) -> str:
    """Serve an archive, follow the link that signs in, and return a page."""
    process = subprocess.Popen(
        archives.command(archive, "serve", "--port", "0"),
        env=archives.environment(archive.parent) | {"PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        link = process.stdout.readline().split()[-1]
        browser = build_opener(HTTPCookieProcessor())
        browser.open(link).close()
        with browser.open(link.split("/enter")[0] + address) as page:
            return str(page.read().decode())
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_read_only_archive_can_be_searched_and_not_imported_into(small: Path, tmp_path: Path) -> None:
    """Searching and serving work; importing ends with exit 3 and says that the archive cannot be written."""
    archive = tmp_path / "mounted"
    archive.mkdir()
    if subprocess.run(["mount", "--bind", small, archive], check=False, capture_output=True).returncode:
        pytest.skip("this machine refuses bind mounts")
    try:
        subprocess.run(["mount", "-o", "remount,bind,ro", str(archive)], check=True)
        assert "A0001-000001" in archives.run(archive, "search", "осуждённого").stdout
        papers.write_pdf(tmp_path / "drop" / "b.pdf", 5)
        _complaint(
            archives.run(archive, "import", str(tmp_path / "drop"), *ARGUMENTS, check=3), "may not be written"
        )
        assert "A0001-000001" in _served(archive, "/search?q=" + quote("осуждённого"))
    finally:
        subprocess.run(["umount", "-l", str(archive)], check=False)
