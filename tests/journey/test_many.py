"""A thousand files through one import: all accounted for, all found, memory bounded."""

from __future__ import annotations

import json
from pathlib import Path

from tests.journey import archives, papers


def test_a_thousand_files(tmp_path: Path) -> None:
    """1 000 files in 40 folders: a balancing report, every hundredth found by its own word, verify holds."""
    folder = tmp_path / "drop"
    template = papers.write_pdf(tmp_path / "template.pdf", 0).read_bytes()
    for number in range(1000):
        place = folder / f"дело {number % 40:02d}"
        place.mkdir(parents=True, exist_ok=True)
        if number % 100 == 0:
            papers.write_pdf(place / f"{number:04d}.pdf", number)
        else:
            # The same page with other bytes behind its end: another document, cheaply made.
            (place / f"{number:04d}.pdf").write_bytes(template + f"\n% {number}\n".encode())
    archive = archives.made(tmp_path / "archive")
    done = archives.run(
        archive, "import", str(folder), "--source", "otter", "--received", "2026-11-20", "--json"
    )
    report = archives.report(done)
    assert report["balances"]
    assert report["counts"]["catalogued"] + report["counts"]["catalogued in part"] == 1000
    assert [file["item"] for file in report["files"]] == [f"A0001-{n:06d}" for n in range(1, 1001)]
    for number in range(100, 1000, 100):
        found = archives.run(archive, "search", f"Слово{number}ъ", "--json").stdout.splitlines()
        assert [Path(json.loads(line)["file"]).name for line in found] == [f"{number:04d}.pdf"]
    assert archives.run(archive, "search", "осуждённый", "--count").stdout.strip() == "1000"
    assert "all holds" in archives.run(archive, "verify").stdout
