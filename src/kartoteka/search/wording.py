"""What the room says to people: English sentences that a door can translate.

``N_`` marks a sentence for the extraction of translations and does nothing else. A ``Message`` is
the English text, ready to print, that remembers the sentence and the values it was made of; a door
that speaks another language writes ``translate(message.msgid) % message.values``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Self

Translate = Callable[[str], str]
"""From an English sentence with ``%(name)s`` places to the same in another language."""


def N_(msgid: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a sentence for translation; the doors translate."""
    return msgid


class Message(str):
    """An English sentence that can be said again in another language."""

    __slots__ = ("msgid", "values")

    msgid: str
    """The sentence with ``%(name)s`` where values stand."""
    values: Mapping[str, str]
    """What stands in its places; values that are Messages are translated first."""

    def __new__(cls, msgid: str, **values: str) -> Self:
        """Write the sentence out in English."""
        message = super().__new__(cls, msgid % values if values else msgid)
        message.msgid = msgid
        message.values = values
        return message

    def translated(self, translate: Translate) -> str:
        """Say the sentence through ``translate``, and the messages among its values too."""
        values = {
            name: value.translated(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        sentence = translate(self.msgid)
        return sentence % values if values else sentence
