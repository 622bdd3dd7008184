"""The layout in code is the layout in prose."""

from __future__ import annotations

from pathlib import Path

from kartoteka.storage.layout import FORMAT, ArchiveLayout

LAYOUT = ArchiveLayout(Path("archive"))

NAMES = {
    LAYOUT.marker: "kartoteka.toml",
    LAYOUT.catalogue: "catalogue.sqlite",
    LAYOUT.originals: "originals/",
    LAYOUT.incoming: "originals/incoming/",
    LAYOUT.derivatives: "derivatives/",
    LAYOUT.page_images: "derivatives/pages/",
    LAYOUT.index: "index/",
    LAYOUT.lock: "writer.lock",
}


def test_names_are_the_written_ones() -> None:
    """Every path is where the contract puts it; changing one is a new format."""
    for path, name in NAMES.items():
        assert path == Path("archive") / name


def test_the_written_contract_names_everything(root: Path) -> None:
    """docs/archive-layout.md has every name, and the format it describes is the program's."""
    text = (root / "docs" / "archive-layout.md").read_text("utf-8")
    for name in NAMES.values():
        assert f"`{name}`" in text, name
    assert f"format {FORMAT}" in text
