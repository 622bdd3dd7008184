"""From what was typed to a tree, leniently where the meaning is plain, and with a reason where not.

Grammar, in falling strength: ``-word``, ``NOT``, ``НЕ``; then ``OR``, ``ИЛИ``, ``|``; then everything
that stands side by side, all of which must occur (``AND``, ``И`` and ``&`` may be written and change
nothing). So ``приказ Иванов ИЛИ Петров`` is ``приказ (Иванов ИЛИ Петров)``. Brackets group.
``docs/how-to-ask.md`` is the reader's page about this.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kartoteka.errors import InvalidError
from kartoteka.search import leaves, lexer
from kartoteka.search.explanation import explain
from kartoteka.search.tree import And, Leaf, Node, Not, Or, Phrase, Prefix, Query, Word
from kartoteka.search.wording import N_, Message
from kartoteka.settings import DEFAULTS

__all__ = ["Query", "explain", "parse"]

DEEPEST = 20
"""Brackets in brackets that are still read."""


def parse(
    text: str,
    largest_characters: int = DEFAULTS.largest_query_characters,
    largest_terms: int = DEFAULTS.largest_query_terms,
) -> Query | None:
    """Read a query.

    Args:
        text: As typed.
        largest_characters: Longer ones are refused.
        largest_terms: Words, those in phrases counted, beyond which it is refused.

    Returns:
        The query, or None where nothing was typed.

    Raises:
        InvalidError: ``query-too-long``, ``query-too-many-terms``, ``query-too-deep``,
            ``query-nothing-to-find``, ``query-only-not``, ``query-star-alone``,
            ``query-star-place``, ``query-prefix-short``.
    """
    if len(text) > largest_characters:
        raise InvalidError(
            f"The query has {len(text):,} characters; at most {largest_characters:,} are read.",
            code="query-too-long",
            advice="Ask for the rarest words of the text you look for, or for one phrase of it.",
        )
    typed = lexer.clean(text)
    if not typed:
        return None
    notes: list[Message] = []
    root = _Parser(list(lexer.pieces(typed)), notes, largest_terms).whole()
    if root is None:
        raise InvalidError(
            f"In “{typed}” there is no letter and no digit to look for.",
            code="query-nothing-to-find",
            advice="Write a word or a number.",
        )
    settled = _settled(root)
    if _only_excludes(settled):
        raise _only_not()
    return Query(typed, settled, tuple(dict.fromkeys(notes)))


@dataclass(slots=True)
class _Parser:
    """Recursive descent over pieces; one use."""

    pieces: list[lexer.Piece]
    notes: list[Message]
    largest_terms: int
    at: int = 0
    depth: int = 0
    terms: int = 0

    def whole(self) -> Node | None:
        parts = [self.side_by_side()]
        while self.kind():  # only a bracket that was never opened stops before the end
            self.notes.append(Message(N_("A closing bracket without an opening one was left out.")))
            self.at += 1
            parts.append(self.side_by_side())
        return _together(And, parts)

    def side_by_side(self) -> Node | None:
        parts: list[Node | None] = []
        while (kind := self.kind()) not in ("", "close"):
            if kind in ("and", "or"):
                self.at += 1
                if kind == "or":
                    self.notes.append(Message(_ONE_SIDED_OR))
                continue
            parts.append(self.alternatives())
        return _together(And, parts)

    def alternatives(self) -> Node | None:
        parts = [self.one()]
        while self.kind() == "or":
            self.at += 1
            if self.kind() in _NOTHING_FOLLOWS:
                self.notes.append(Message(_ONE_SIDED_OR))
            else:
                parts.append(self.one())
        return _together(Or, parts)

    def one(self) -> Node | None:
        piece = self.pieces[self.at]
        self.at += 1
        match piece.kind:
            case "not":
                # Not by recursion: a thousand of them are one.
                excludes = True
                while self.kind() == "not":
                    excludes = not excludes
                    self.at += 1
                if self.kind() in _NOTHING_FOLLOWS:
                    self.notes.append(Message(N_("A “not” with nothing behind it was left out.")))
                    return None
                part = self.one()
                return Not(part) if part is not None and excludes else part
            case "open":
                return self.group()
            case "written":
                return self.counted(leaves.written(piece.text, self.notes))
            case "quoted":
                if piece.unclosed:
                    self.notes.append(
                        Message(N_("A quotation mark was not closed; the phrase goes on to the end."))
                    )
                return self.counted(leaves.quoted(piece.text, self.notes))
            case "close" | "and" | "or":
                raise AssertionError(piece.kind)  # the callers have looked

    def group(self) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise InvalidError(
                f"Brackets stand more than {DEEPEST} deep.",
                code="query-too-deep",
                advice="Ask with fewer brackets, or in two queries.",
            )
        inside = self.side_by_side()
        self.depth -= 1
        if self.kind() == "close":
            self.at += 1
        else:
            self.notes.append(Message(N_("A bracket was not closed; it goes on to the end.")))
        return inside

    def kind(self) -> str:
        return self.pieces[self.at].kind if self.at < len(self.pieces) else ""

    def counted(self, leaf: Leaf | None) -> Leaf | None:
        if leaf is not None:
            self.terms += len(leaf.slots) if isinstance(leaf, Phrase) else 1
        if self.terms > self.largest_terms:
            raise InvalidError(
                f"The query has more than {self.largest_terms} words.",
                code="query-too-many-terms",
                advice="Ask for the rarest of them, or in several queries.",
            )
        return leaf


_NOTHING_FOLLOWS = ("", "close", "or", "and")
_ONE_SIDED_OR = N_("An “or” with nothing on one side was left out.")


def _together(kind: type[And | Or], parts: Iterable[Node | None]) -> Node | None:
    """Join parts, each once, parts of the same kind taken apart."""
    flat: dict[Node, None] = {}
    for part in parts:
        if isinstance(part, kind):
            flat |= dict.fromkeys(part.parts)
        elif part is not None:
            flat[part] = None
    return next(iter(flat)) if len(flat) == 1 else kind(tuple(flat)) if flat else None


def _settled(node: Node) -> Node:
    """Return an equal tree in which every ``Not`` stands below an ``And``, and only two kinds exclude.

    What comes back may be a ``Not`` or an ``And`` of nothing else; the caller decides about that.

    Raises:
        InvalidError: One side of an OR only excludes.
    """
    match node:
        case Not(part):
            inside = _settled(part)
            if isinstance(inside, Not):
                return inside.part
            if isinstance(inside, And) and _only_excludes(inside):  # not (not a and not b): a or b
                return _joined(Or, [part.part for part in inside.parts if isinstance(part, Not)])
            return Not(inside)
        case And(parts):
            return _joined(And, [_settled(part) for part in parts])
        case Or(parts):
            settled = [_settled(part) for part in parts]
            if any(_only_excludes(part) for part in settled):
                raise _only_not()
            return _joined(Or, settled)
        case Word() | Prefix() | Phrase():
            return node


def _joined(kind: type[And | Or], parts: Iterable[Node]) -> Node:
    joined = _together(kind, parts)
    if joined is None:
        raise AssertionError("a group has parts")
    return joined


def _only_excludes(node: Node) -> bool:
    match node:
        case Not():
            return True
        case And(parts):
            return all(isinstance(part, Not) for part in parts)
        case _:
            return False


def _only_not() -> InvalidError:
    return InvalidError(
        "The query, or one side of an OR in it, only says what must not be there.",
        code="query-only-not",
        advice="Add a word that must be there: договор -черновик.",
    )
