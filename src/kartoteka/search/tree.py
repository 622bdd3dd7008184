"""A question as a tree of what must be found.

Leaves carry what was typed, for people, and the terms that answer it, for engines: an engine never
sees a word, only terms that the analyzer made. The unions are closed; match them without a
fallback.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from kartoteka.search.wording import Message


@dataclass(frozen=True, slots=True)
class Word:
    """A word, in any of its forms."""

    typed: str
    """As it was typed."""
    terms: tuple[str, ...]
    """Any one of these terms answers; sorted, at least one."""


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so; the star is compared with terms, after folding."""

    typed: str
    """As it was typed, without the star."""
    beginnings: tuple[str, ...]
    """A term that begins with any of these answers; sorted."""
    terms: tuple[str, ...]
    """So does any of these whole terms: what was typed may reach into an ending that terms lack."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order, next to one another, on one page."""

    typed: str
    """As it was typed, without quotes."""
    slots: tuple[tuple[str, ...], ...]
    """For each place the terms that may stand there; sorted; at least two places."""
    compound: bool = False
    """Whether it was written in one piece (``ИК-6``, ``30/2477-ОК``) and not in quotes."""
    joined: tuple[str, ...] = ()
    """Terms that answer alone, for a compound written without its hyphen (``ИК6``) or broken at it."""


@dataclass(frozen=True, slots=True)
class And:
    """All parts must answer, somewhere in the document."""

    parts: tuple[Node, ...]
    """At least two; at least one of them is not a ``Not``."""


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part must answer."""

    parts: tuple[Node, ...]
    """At least two; none of them is a ``Not``."""


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not answer, anywhere in the document."""

    part: Node
    """What must be absent. Stands only directly below an ``And``."""


Leaf = Word | Prefix | Phrase
Node = Leaf | And | Or | Not


@dataclass(frozen=True)
class Query:
    """What was typed and what was understood."""

    typed: str
    """As typed, without control and direction marks."""
    root: Node
    """What must be found; never a bare ``Not``."""
    notes: tuple[Message, ...] = ()
    """What was read leniently, for people."""

    @cached_property
    def positive(self) -> tuple[Leaf, ...]:
        """The leaves that are looked for, not excluded, in the order typed, each once."""
        return tuple(dict.fromkeys(_positive(self.root)))


def _positive(node: Node) -> list[Leaf]:
    match node:
        case Word() | Prefix() | Phrase():
            return [node]
        case And(parts) | Or(parts):
            return [leaf for part in parts for leaf in _positive(part)]
        case Not():
            return []
