"""What the pages say: every message of the source, found as ``pybabel extract`` finds them."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir

import kartoteka

SOURCE = Path(kartoteka.__file__).parent
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "_l": None}


def extracted() -> set[str]:
    """Return the message (the singular, where there is a plural) of every call."""
    found = set()
    for room in ("web", "search"):
        for _name, _line, message, _comments, _context in extract_from_dir(
            SOURCE / room, METHODS, keywords=KEYWORDS, options_map={}
        ):
            found.add(message if isinstance(message, str) else message[0])
    return found
