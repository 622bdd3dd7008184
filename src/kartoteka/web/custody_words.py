"""What an entry of the ledger tells a person, out of all that its payload holds.

The whole payload stands under each line for who wants to check it; here is what one reads.
"""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from kartoteka.records.consulted import CustodyLine
from kartoteka.records.digest import is_digest, short
from kartoteka.records.item import readable_path
from kartoteka.web.wording import figure, size

Told = list[tuple[str, str]]


def told(line: CustodyLine) -> Told:
    """Return pairs of a small label (may be empty) and what it says, in the order of telling."""
    detail = line.detail
    said: Told = []
    if "raw path" in detail:
        said.append(("", _path(detail["raw path"])))
    if detail.get("size", "").isdigit():
        said.append(("", size(int(detail["size"]))))
    if is_digest(detail.get("digest", "")):
        said.append(("SHA-256", short(detail["digest"])))
    if detail.get("files", "").isdigit():
        count = int(detail["files"])
        said.append(("", ngettext("%(count)s file", "%(count)s files", count, count=figure(count))))
    for name in (
        "channel",
        "received",
        "received by",
        "languages",
        "media type",
        "hazards",
        "asked by",
        "reason",
    ):
        if detail.get(name):
            said.append((_labels()[name], detail[name]))
    if detail.get("pages", "").isdigit():
        count = int(detail["pages"])
        said.append(("", ngettext("%(count)s page", "%(count)s pages", count, count=figure(count))))
    if "first" in detail and "last" in detail:
        said.append((_("pages"), f"{detail['first']}–{detail['last']}"))
    if detail.get("problems", "0") not in {"", "0"}:
        said.append((_("unreadable"), detail["problems"]))
    return said


def _path(raw: str) -> str:
    try:
        return readable_path(bytes.fromhex(raw))
    except ValueError:
        return raw


def _labels() -> dict[str, str]:
    return {
        "channel": _("channel"),
        "received": _("received"),
        "received by": _("taken in by"),
        "languages": _("languages"),
        "media type": "",
        "hazards": _("hazards"),
        "asked by": _("asked by"),
        "reason": _("because"),
    }
