"""Why a page shows the text it shows, in words, from the stable keys that the reading left."""

from __future__ import annotations

from flask_babel import gettext as _


def note(said: str, key: str) -> str:
    """Say a note of a page; a key this page does not know is shown with what was said."""
    sentence = _sentences().get(key)
    if sentence is None:
        return f"{key}: {said}"
    return f"{sentence} {said}".strip()


def _sentences() -> dict[str, str]:
    return {
        "embedded": _("The file carries its own text:"),
        "unsound": _("The file’s own text was not trusted:"),
    }
