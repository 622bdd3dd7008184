"""What the shape of a question says of its answer, before any engine is asked."""

from __future__ import annotations

from kartoteka.search.tree import And, Node, Not, Or, Phrase, Prefix, Word


def all_equal(node: Node) -> bool:
    """Say whether everything that answers is equally relevant."""
    return isinstance(node, Prefix)


def each_answers_alone(node: Node) -> bool:
    """Say whether every page that holds something asked for belongs to an item that answers."""
    match node:
        case Word() | Prefix() | Phrase():
            return True
        case Or(parts):
            return all(each_answers_alone(part) for part in parts)
        case And() | Not():
            return False


def two_things(node: Node) -> tuple[Node, ...]:
    """Return the two things that must both be found, nothing else being asked; or nothing."""
    if isinstance(node, And) and len(node.parts) == 2 and all(map(each_answers_alone, node.parts)):
        return node.parts
    return ()


def can_stand_together(node: Node) -> bool:
    """Say whether it makes a difference that all asked for stands on one page, or how near."""
    match node:
        case Word() | Prefix() | Not():
            return False
        case Phrase():
            return True
        case And(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            return len(wanted) > 1 or any(can_stand_together(part) for part in wanted)
        case Or(parts):
            return any(can_stand_together(part) for part in parts)


def excludes(node: Node) -> bool:
    """Say whether anything must be absent."""
    match node:
        case Word() | Prefix() | Phrase():
            return False
        case Not():
            return True
        case And(parts) | Or(parts):
            return any(excludes(part) for part in parts)
