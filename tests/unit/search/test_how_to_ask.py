"""The reader's page about asking is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kartoteka.search.query import explain, parse

PAGE = Path(__file__).parents[3] / "docs" / "how-to-ask.md"
ROW = re.compile(r"^\| (`.*?`) \|", re.MULTILINE)


def examples() -> list[str]:
    """Every query in the first columns of the page's tables."""
    rows = ROW.findall(PAGE.read_text("utf-8"))
    return sorted({typed.replace("\\|", "|") for row in rows for typed in re.findall(r"`(.+?)`", row)})


@pytest.mark.parametrize("typed", examples())
def test_examples_are_understood(typed: str) -> None:
    """Each example is read without a remark, and its explanation names what was typed."""
    query = parse(typed)
    assert query is not None
    assert not query.notes
    for leaf in query.positive:
        assert leaf.typed in explain(query)


def test_there_are_examples() -> None:
    """The page has examples in both alphabets."""
    assert len(examples()) > 15
    assert any(typed.isascii() for typed in examples())
