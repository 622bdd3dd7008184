"""How much trouble is taken over a page: two profiles, each a set of decisions in one place.

``best`` is what is used unless a person asks otherwise; ``fast`` is for a first look at a large
delivery whose pages are well printed. Both turn, straighten and clean alike.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Profile:
    """One way of reading."""

    name: str
    """As settings and requests name it."""
    finest_dpi: int
    """Pictures finer than this are made coarser before they are read; 10-point letters need 150."""
    rescues: bool
    """Whether doubtful words are read again in the other script, one by one."""
    looks_again: bool
    """Whether ink that no word covers is read once more."""


BEST = Profile("best", 400, rescues=True, looks_again=True)
FAST = Profile("fast", 160, rescues=False, looks_again=False)
PROFILES = {profile.name: profile for profile in (BEST, FAST)}
"""By name."""
