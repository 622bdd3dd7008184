"""A citation stands for itself."""

from __future__ import annotations

from flask import Flask
from tests.unit.web.invented import Invented

from kartoteka.web.citation import citation


def test_a_citation_names_item_page_file_digest_and_address(app: Flask, invented: Invented) -> None:
    """One line with everything that is needed to find the page again, and to check it."""
    opened = invented.open_page(None, None, "A0001-000001", 2)
    with app.test_request_context():
        said = citation(opened, "http://127.0.0.1:8765/items/A0001-000001/pages/2")
    digest = opened.document.digest
    assert said == (
        f"A0001-000001, p. 2 of 3; докладная_0114.pdf; SHA-256 {digest}; "
        "http://127.0.0.1:8765/items/A0001-000001/pages/2"
    )
