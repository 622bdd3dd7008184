"""A hazard: something in a file that may harm the one who opens it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hazard:
    """One thing found, and where."""

    kind: str
    """Stable name: ``javascript``, ``launch``, ``embedded-file``, ``open-action``, ``form-submit``,
    ``external-link``, ``rich-media`` …"""
    place: str
    """Where it stands, for people; untrusted text, bounded."""
