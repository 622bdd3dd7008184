"""What is missing is named with its remedy."""

from __future__ import annotations

from pathlib import Path

from kartoteka.settings import Settings
from kartoteka.workflow.archive import init_archive
from kartoteka.workflow.doctor import examine


def test_a_sound_archive_is_well(tmp_path: Path) -> None:
    """A new archive on this machine: its findings are well, languages apart."""
    init_archive(tmp_path / "a").close()
    findings = {finding.name: finding for finding in examine(tmp_path / "a", Settings())}
    assert findings["archive"].ok
    assert findings["reading"].ok
    assert findings["pymupdf"].ok
    assert str(tmp_path / "a") in findings["archive"].sentence


def test_what_is_missing_names_its_remedy(tmp_path: Path) -> None:
    """A language without data, and a path that is no archive."""
    findings = examine(tmp_path, Settings(languages="rus+kat"))
    bad = {finding.name: finding for finding in findings if not finding.ok}
    assert "tesseract-ocr-kat" in bad["language kat"].remedy
    assert "init" in bad["archive"].remedy
    assert all(finding.remedy for finding in bad.values())
