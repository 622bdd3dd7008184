"""Every file of the corpus, good, broken and hostile, ends in a named state."""

from __future__ import annotations

import csv
import hashlib
import shutil
from pathlib import Path

import pytest
from tests.journey import archives

PARTS = 24


def _files(corpus: Path) -> list[Path]:
    with (corpus / "INVENTORY.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [corpus / row["path"] for row in rows if (corpus / row["path"]).is_file()]


@pytest.mark.full
@pytest.mark.ocr
@pytest.mark.parametrize("part", range(PARTS))
def test_every_file_ends_in_a_named_state(part: int, corpus: Path, tmp_path: Path) -> None:
    """One twenty-fourth of the corpus a case: the report balances, held files say why, verify holds."""
    folder = tmp_path / "drop"
    chosen = [
        path for path in _files(corpus) if hashlib.sha256(str(path.name).encode()).digest()[0] % PARTS == part
    ]
    assert chosen
    for number, path in enumerate(chosen):
        place = folder / f"{number:04d}"
        place.mkdir(parents=True)
        shutil.copyfile(path, place / path.name)
    archive = archives.made(tmp_path / "archive")
    done = archives.run(
        archive, "import", str(folder), "--source", "corpus", "--received", "2026-11-20", "--json", check=None
    )
    assert done.returncode in (0, 10), done.stderr[-3000:]
    report = archives.report(done)
    assert report["balances"]
    assert report["counts"]["waiting"] == 0
    for file in report["files"]:
        if file["state"] in ("held", "catalogued in part", "skipped"):
            assert file["reason"]["code"], file
            assert file["reason"]["sentence"], file
    assert "all holds" in archives.run(archive, "verify").stdout
