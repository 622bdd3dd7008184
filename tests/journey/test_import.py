"""The journey of a delivery, through the command line: receipt to searchable page."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.journey import archives, papers

ARGUMENTS = ("--source", "otter", "--received", "2026-11-20", "--channel", "courier")


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict]:
    """A delivery, an archive it was imported into, and the report."""
    base = tmp_path_factory.mktemp("journey")
    folder = papers.delivery(base / "drop")
    archive = archives.made(base / "archive")
    done = archives.run(archive, "import", str(folder), *ARGUMENTS, "--json", check=10)
    return folder, archive, archives.report(done)


def test_every_file_ends_in_one_state_and_the_report_balances(delivered: tuple[Path, Path, dict]) -> None:
    """Everything in the folder is accounted for, each file once, with reasons where it is held."""
    folder, _archive, report = delivered
    in_folder = [p for p in folder.rglob("*") if p.is_symlink() or not p.is_dir()]
    assert report["offered"] == len(in_folder) == sum(report["counts"].values()) == len(report["files"])
    assert report["balances"]
    assert report["counts"]["waiting"] == 0
    states = {file["file"]: (file["state"], (file["reason"] or {}).get("code")) for file in report["files"]}
    assert states["пусто.pdf"] == ("held", "empty-file")
    assert states["письмо.txt"][0] == "held"
    assert states["обрыв.pdf"][0] == "held"
    assert states[".DS_Store"] == ("skipped", "system-file")
    assert states["ссылка"] == ("skipped", "link")
    assert states[".скрытый.pdf"][0] == "catalogued"
    # "копия.pdf" sorts before the folder it was copied from, so the copy is the first receipt
    assert states["копия.pdf"][0] == "catalogued"
    assert states["папка 0/скан_0000.pdf"] == ("received again", "same-bytes")
    for file in report["files"]:
        if file["state"] == "held":
            assert file["reason"]["sentence"]
            assert file["reason"]["remedy"]


def test_a_word_is_found_in_another_form_with_its_page(delivered: tuple[Path, Path, dict]) -> None:
    """Searching an inflected form names item, file and page; the JSON holds what docs promise."""
    _folder, archive, _report = delivered
    done = archives.run(archive, "search", "осуждённого Заболотного", "--json")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines
    for line in lines:
        assert {"item", "file", "page", "snippet", "total", "version"} <= line.keys()
        assert line["total"] == lines[0]["total"] > 0
    assert any("Заболотный" in line["snippet"] for line in lines)


def test_words_come_with_boxes_on_the_page(delivered: tuple[Path, Path, dict]) -> None:
    """`show --json` gives a page a line; every box lies on its page and spells its word."""
    _folder, archive, report = delivered
    item = next(f["item"] for f in report["files"] if f["file"].endswith("скан_0004.pdf"))
    done = archives.run(archive, "show", item, "--page", "3", "--json")
    page = json.loads(done.stdout)
    assert page["item"] == item
    assert page["page"] == 3
    assert page["layer"]["origin"] == "embedded"
    assert "Документ № 4/3" in " ".join(page["text"].split())
    assert len(page["words"]) > 20
    for word in page["words"]:
        x0, y0, x1, y1 = word["box"]
        assert 0 <= x0 < x1 <= page["width"]
        assert 0 <= y0 < y1 <= page["height"]
        assert page["text"][word["start"] :].startswith(word["text"])


def test_the_same_command_again_is_no_second_receipt(delivered: tuple[Path, Path, dict]) -> None:
    """Importing the same folder from the same source again changes nothing but the resumption."""
    folder, archive, report = delivered
    before = archives.snapshot(archive)
    again = archives.report(archives.run(archive, "import", str(folder), *ARGUMENTS, "--json", check=10))
    assert again["accession"] == report["accession"]
    assert again["files"] == report["files"]
    assert archives.snapshot(archive) == before


def test_the_folder_is_never_touched(tmp_path: Path) -> None:
    """Names, modes, times and contents of the delivery stay as they were."""
    folder = papers.delivery(tmp_path / "drop", 3)
    before = archives.folder_state(folder)
    archives.run(archives.made(tmp_path / "archive"), "import", str(folder), *ARGUMENTS, "--json", check=10)
    assert archives.folder_state(folder) == before


def test_the_same_bytes_from_another_source_are_another_receipt(
    delivered: tuple[Path, Path, dict], tmp_path: Path
) -> None:
    """One document, two items, two sources: corroboration counts sources."""
    folder, original, _report = delivered
    archive = archives.copy(original, tmp_path / "archive")
    other = tmp_path / "other"
    other.mkdir()
    (other / "x.pdf").write_bytes((folder / "папка 2" / "скан_0005.pdf").read_bytes())
    done = archives.run(
        archive, "import", str(other), "--source", "heron", "--received", "2026-11-21", "--json"
    )
    (file,) = archives.report(done)["files"]
    assert file["state"] == "received again"
    shown = archives.run(archive, "show", file["item"]).stdout
    assert "otter" in shown
    found = archives.run(archive, "search", "--accession", "A0002", "Слово5ъ", "--json").stdout
    assert file["item"] in found


def test_a_dry_run_does_nothing(tmp_path: Path) -> None:
    """`--dry-run` says what would be stored, held and skipped, and leaves the archive as it is."""
    folder = papers.delivery(tmp_path / "drop", 3)
    archive = archives.made(tmp_path / "archive")
    before = archives.snapshot(archive)
    report = archives.report(archives.run(archive, "import", str(folder), *ARGUMENTS, "--json", "--dry-run"))
    assert report["dry_run"]
    assert report["balances"]
    assert report["counts"]["skipped"] == 2
    assert archives.snapshot(archive) == before


def test_names_that_are_no_text_are_kept_raw(tmp_path: Path) -> None:
    """A file name that is not UTF-8 is received, shown with its bytes, and kept byte for byte."""
    folder = tmp_path / "drop"
    folder.mkdir()
    papers.write_pdf(tmp_path / "x.pdf", 1)
    raw = "отчёт".encode("koi8-r") + b".pdf"
    (tmp_path / "x.pdf").rename(folder / os.fsdecode(raw))
    archive = archives.made(tmp_path / "archive")
    (file,) = archives.report(archives.run(archive, "import", str(folder), *ARGUMENTS, "--json"))["files"]
    assert file["state"] == "catalogued"
    assert bytes.fromhex(file["path_hex"]) == raw
    assert "\\x" in file["file"]


def test_ctrl_c_finishes_what_is_in_hand_and_the_same_command_resumes(tmp_path: Path) -> None:
    """The first Ctrl-C ends with 130 and says how to resume; the second run gives the whole."""
    folder = tmp_path / "drop"
    for number in range(30):
        papers.write_pdf(folder / f"{number:02d}.pdf", number, 30)
    archive = archives.made(tmp_path / "archive")
    process = subprocess.Popen(
        archives.command(archive, "import", str(folder), *ARGUMENTS, "-j", "1", "--json"),
        env=archives.environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"progress":"read"' in line.replace(" ", ""):
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 130, err
    assert "same command again" in err
    report = next(json.loads(line)["report"] for line in out.splitlines() if '"report"' in line)
    assert report["interrupted"]
    assert report["balances"]
    assert report["counts"]["waiting"] > 0
    resumed = archives.report(archives.run(archive, "import", str(folder), *ARGUMENTS, "--json"))
    assert resumed["accession"] == "A0001"
    assert resumed["counts"]["catalogued"] == 30
    assert resumed["pages"] == 900


def test_a_file_offered_again_with_other_bytes_replaces_nothing(tmp_path: Path) -> None:
    """What changed since its receipt is received as a second occurrence of its path."""
    folder = tmp_path / "drop"
    papers.write_pdf(folder / "a.pdf", 1)
    archive = archives.made(tmp_path / "archive")
    archives.run(archive, "import", str(folder), *ARGUMENTS, "--json")
    papers.write_pdf(folder / "a.pdf", 2)
    archives.run(archive, "import", str(folder), *ARGUMENTS, "--json")
    items = archives.snapshot(archive)["items"]
    assert [item[1] for item in items] == ["A0001-000001", "A0001-000002"]
    assert items[0][2] != items[1][2]
    archives.run(archive, "verify")


def test_verify_holds_after_an_import_and_sees_a_changed_original(
    delivered: tuple[Path, Path, dict], tmp_path: Path
) -> None:
    """`verify` exits 0 on what an import left, and names the original whose byte was changed."""
    _folder, original, _report = delivered
    archive = archives.copy(original, tmp_path / "archive")
    assert "all holds" in archives.run(archive, "verify").stdout
    victim = next(p for p in (archive / "originals").rglob("*") if p.is_file() and p.stat().st_size > 100)
    victim.chmod(0o644)
    content = bytearray(victim.read_bytes())
    content[50] ^= 1
    victim.write_bytes(bytes(content))
    done = archives.run(archive, "verify", check=4)
    assert "original-altered" in done.stdout
    assert victim.name in done.stdout


def test_what_is_held_can_be_found_by_its_state(delivered: tuple[Path, Path, dict]) -> None:
    """A filter by state finds every item with bytes, held ones too, before and after a rebuild."""
    _folder, original, report = delivered
    for state in ("held", "catalogued", "received again", "waiting"):
        done = archives.run(original, "search", "--state", state.replace(" ", "-"), "--count")
        assert int(done.stdout) == report["counts"][state], state


def test_a_missing_index_is_told_and_made_anew(tmp_path: Path) -> None:
    """Without an index a search says so and how to make one, instead of finding nothing."""
    folder = papers.delivery(tmp_path / "drop")
    archive = archives.made(tmp_path / "archive")
    archives.run(archive, "import", str(folder), *ARGUMENTS, check=10)
    shutil.rmtree(archive / "index")
    refused = archives.run(archive, "search", "приказ", check=2)
    assert "kartoteka index rebuild" in refused.stderr
    archives.run(archive, "index", "rebuild")
    assert int(archives.run(archive, "search", "приказ", "--count").stdout) > 0
