"""Ordinary documents: those behind which another may be opened in the same child."""

from __future__ import annotations

import pytest

from kartoteka.reading.ordinary import ordinary


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({}, True),
        ({"hazards": ["external-link", "external-link"]}, True),
        ({"hazards": ["external-link", "javascript"]}, False),
        ({"hazards": ["a kind that is new"]}, False),  # what is not known is not ordinary
        ({"problems": ["", ""]}, True),
        ({"problems": ["", "the page could not be read"]}, False),
        ({"repaired": True}, False),
        ({"held": True}, False),
    ],
)
def test_anything_odd_is_not_ordinary(said: dict, expected: bool) -> None:
    """Links lead out of most documents; whatever else was come upon ends the child."""
    given = {"held": False, "repaired": False, "hazards": (), "problems": (), **said}
    assert ordinary(**given) is expected
