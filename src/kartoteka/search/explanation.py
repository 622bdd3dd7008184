"""What was understood, in plain words, so that a reader sees at once when it is not what was meant."""

from __future__ import annotations

import re

from kartoteka.search.tree import And, Node, Not, Or, Phrase, Prefix, Query, Word
from kartoteka.search.wording import N_, Message

_LETTER = re.compile(r"[^\W\d_]")


def explain(query: Query) -> Message:
    """Say what was understood, then what was read leniently.

    For instance: ``“приказ” and (“Иванов” or “Петров”), without “черновик”; in all forms, within a
    document.`` The text is plain: it may hold ``<`` as typed, and a door must escape it.
    """
    sentence = _whole(query.root)
    if any(_bends(leaf) for leaf in query.positive):
        sentence = Message(N_("%(asked)s; in all forms"), asked=sentence)
    if isinstance(query.root, And) and sum(not isinstance(part, Not) for part in query.root.parts) > 1:
        sentence = Message(N_("%(asked)s, within a document"), asked=sentence)
    sentence = Message(N_("%(asked)s."), asked=sentence)
    for note in query.notes:
        sentence = Message(N_("%(said)s %(note)s"), said=sentence, note=note)
    return sentence


def _whole(node: Node) -> Message:
    match node:
        case Word(typed):
            return Message(N_("“%(typed)s”"), typed=typed)
        case Prefix(typed):
            return Message(N_("words that begin with “%(typed)s”"), typed=typed)
        case Phrase(typed, compound=True):
            return Message(N_("“%(typed)s”"), typed=typed)
        case Phrase(typed):
            return Message(N_("the phrase “%(typed)s”"), typed=typed)
        case And(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            sentence = _inside(wanted[0])
            for other in wanted[1:]:
                sentence = Message(N_("%(left)s and %(right)s"), left=sentence, right=_inside(other))
            for unwanted in (part.part for part in parts if isinstance(part, Not)):
                sentence = Message(N_("%(left)s, without %(right)s"), left=sentence, right=_inside(unwanted))
            return sentence
        case Or(parts):
            sentence = _inside(parts[0])
            for choice in parts[1:]:
                sentence = Message(N_("%(left)s or %(right)s"), left=sentence, right=_inside(choice))
            return sentence
        case Not(part):
            return Message(N_("without %(part)s"), part=_inside(part))


def _inside(node: Node) -> Message:
    sentence = _whole(node)
    return Message(N_("(%(group)s)"), group=sentence) if isinstance(node, And | Or) else sentence


def _bends(leaf: Word | Prefix | Phrase) -> bool:
    """Say whether a leaf is looked for in other forms than the one typed."""
    return not isinstance(leaf, Prefix) and _LETTER.search(leaf.typed) is not None
