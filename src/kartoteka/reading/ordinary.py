"""Which documents leave nothing odd behind, so that another may be opened in the same child.

Said twice: by the child, to spare work, and by our own side of the wall, over what was checked
there. docs/adr/0070 has the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable

ORDINARY_HAZARDS = frozenset({"external-link"})
"""Kinds of hazards that ordinary documents have; after any other kind a child ends."""


def ordinary(*, held: bool, repaired: bool, hazards: Iterable[str], problems: Iterable[str]) -> bool:
    """Say whether a document was ordinary all through.

    Args:
        held: Whether it could not be read without a person.
        repaired: Whether its structure had to be rebuilt.
        hazards: The kinds found in it.
        problems: What its pages' reading came upon; empty texts are none.
    """
    return not held and not repaired and ORDINARY_HAZARDS.issuperset(hazards) and not any(problems)
