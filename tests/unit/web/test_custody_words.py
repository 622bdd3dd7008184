"""What an entry tells a person."""

from __future__ import annotations

from flask import Flask

from kartoteka.records.consulted import CustodyLine
from kartoteka.web.custody_words import told


def line(**detail: str) -> CustodyLine:
    return CustodyLine(
        1,
        None,
        "ingestion",
        "success",
        "Л. К.",
        {name.replace("_", " "): value for name, value in detail.items()},
        "",
    )


def test_a_receipt_is_told_by_path_size_and_digest(app: Flask) -> None:
    """The raw path is read from its hexadecimal form, the digest is short, ids are left to the payload."""
    with app.test_request_context():
        said = told(
            line(raw_path="скан.pdf".encode().hex(), size="9300", digest="ab" * 32, accession="0b4c-uuid")
        )
    assert said == [("", "скан.pdf"), ("", "9.3 KB"), ("SHA-256", "abab abab … abab abab")]


def test_a_reading_is_told_by_its_pages(app: Flask) -> None:
    """Range and failures are said; a count of none is not."""
    with app.test_request_context():
        assert told(line(first="1", last="16", problems="0")) == [("pages", "1–16")]
        assert told(line(first="1", last="16", problems="2")) == [("pages", "1–16"), ("unreadable", "2")]


def test_payloads_that_hold_other_things_are_told_without_harm(app: Flask) -> None:
    """Nothing in a payload breaks the page."""
    with app.test_request_context():
        assert told(line(raw_path="not hex", size="many", digest="short", pages="", files="x")) == [
            ("", "not hex")
        ]
        assert told(line(files="1")) == [("", "1 file")]
