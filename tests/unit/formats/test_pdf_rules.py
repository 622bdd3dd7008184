"""Lines and edges are told from a page's drawing operations."""

from __future__ import annotations

from kartoteka.formats.pdf_rules import rules_in


def test_thin_boxes_and_edges_of_stroked_ones() -> None:
    """A filled hairline is a rule; a stroked box has four; filled areas, text and pictures have none."""
    drawn = [
        ("fill-path", (0.0, 10.0, 100.0, 10.5)),
        ("stroke-path", (0.0, 0.0, 100.0, 50.0)),
        ("fill-path", (0.0, 0.0, 100.0, 50.0)),
        ("fill-text", (0.0, 0.0, 100.0, 2.0)),
        ("fill-image", (0.0, 0.0, 100.0, 2.0)),
    ]
    assert list(rules_in(drawn)) == [
        (0.0, 10.0, 100.0, 10.5),
        (0.0, 0.0, 100.0, 0.0),
        (0.0, 50.0, 100.0, 50.0),
        (0.0, 0.0, 0.0, 50.0),
        (100.0, 0.0, 100.0, 50.0),
    ]
