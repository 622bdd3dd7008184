"""What `verify` sees: every kind of tampering is named, with its place, and ends with exit 4."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.journey import archives, papers


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of three documents that holds."""
    base = tmp_path_factory.mktemp("verify")
    for number in range(3):
        papers.write_pdf(base / "drop" / f"{number}.pdf", number, 2)
    archive = archives.made(base / "archive")
    archives.run(
        archive, "import", str(base / "drop"), "--source", "otter", "--received", "2026-11-20", "--json"
    )
    return archive


@pytest.fixture
def archive(whole: Path, tmp_path: Path) -> Path:
    """A copy to tamper with."""
    return archives.copy(whole, tmp_path / "archive")


def test_what_an_import_left_holds_and_its_head_can_be_noted(archive: Path) -> None:
    """Exit 0, and the printed head is found again; a head of another ledger is a fault."""
    head = archives.run(archive, "verify").stdout.splitlines()[-1].split()[-1]
    archives.run(archive, "verify", "--head", head)
    size, digest = head.split(":")
    forged = f"{size}:{digest[:-4]}{'0000' if digest[-4:] != '0000' else '1111'}"
    assert "ledger-rewritten" in archives.run(archive, "verify", "--head", forged, check=4).stdout
    assert (
        "ledger-truncated" in archives.run(archive, "verify", "--head", f"9{size}:{digest}", check=4).stdout
    )


@pytest.mark.parametrize(
    ("statement", "sqlite", "code"),
    [
        ("UPDATE item SET size = size + 1 WHERE number = 2", None, "item-differs"),
        (
            r"UPDATE item SET raw_path = '\x61' WHERE number = 2",
            "UPDATE item SET raw_path = X'61' WHERE number = 2",
            "item-differs",
        ),
        ("UPDATE item SET state = 'held' WHERE number = 2", None, "item-state-differs"),
        (
            "UPDATE text_layer SET text = replace(text, 'Документ', 'Дакумент') WHERE page = 2",
            None,
            "layers-differ",
        ),
        ("DELETE FROM text_layer WHERE page = 2", None, "layers-differ"),
        (
            "UPDATE payload SET body = overlay(body placing 'x' from 30) WHERE sequence = 3",
            "UPDATE payload SET body = replace(body, 'success', 'failure') WHERE sequence = 3",
            "payload-",
        ),
        (
            "UPDATE ledger_entry SET commitment = decode(repeat('00', 32), 'hex') WHERE sequence = 4",
            "UPDATE ledger_entry SET commitment = zeroblob(32) WHERE sequence = 4",
            "ledger-leaf",
        ),
    ],
)
def test_a_row_changed_by_hand_is_seen(archive: Path, statement: str, sqlite: str | None, code: str) -> None:
    """SQL past the program is noticed where it was done."""
    archives.sql(archive, statement, sqlite=sqlite)
    assert code in archives.run(archive, "verify", check=4).stdout


def test_an_entry_taken_out_is_seen(archive: Path) -> None:
    """A deleted entry leaves a gap."""
    taken_out = ("DELETE FROM payload WHERE sequence = 5", "DELETE FROM ledger_entry WHERE sequence = 5")
    archives.sql(archive, *taken_out)
    assert "ledger-gap" in archives.run(archive, "verify", check=4).stdout


def test_an_erased_payload_is_no_fault(archive: Path) -> None:
    """A payload can be erased; the chain holds, and the erasure is counted."""
    archives.sql(archive, "DELETE FROM payload WHERE sequence = 2")
    assert '"erased":1' in archives.run(archive, "verify", "--json").stdout


def test_an_original_that_is_gone_and_one_too_many_are_seen(archive: Path) -> None:
    """A missing original, a stray one, a stranger: each is named."""
    kept = sorted(p for p in (archive / "originals").rglob("*") if p.is_file())
    name = "0" * 64
    (archive / "originals" / "00").mkdir(exist_ok=True)
    shutil.copyfile(kept[0], archive / "originals" / "00" / name)
    (archive / "originals" / "notes.txt").write_text("mine")
    kept[1].unlink()
    found = archives.run(archive, "verify", check=4).stdout
    assert "original-missing" in found
    assert kept[1].name in found
    assert "original-stray" in found
    assert "store-stranger" in found
    assert "notes.txt" in found
