"""The reader: who asks. Every question carries one, also while there is only one local user."""

from __future__ import annotations

from dataclasses import dataclass

GENERAL = "general"
"""The compartment an item carries when its accession names no other."""


@dataclass(frozen=True, slots=True)
class Reader:
    """One who asks, and what may be known to them."""

    name: str
    """The person's name as shown and as recorded in the ledger."""
    compartments: frozenset[str]
    """Names of the compartments whose items this reader may know of."""
