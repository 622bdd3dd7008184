"""How far reading is, and which files wait for a person, why, and what can be done."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirection

from kartoteka.records.consulted import ImportLine
from kartoteka.records.item import Item
from kartoteka.web.desk import desk
from kartoteka.web.rendering import retold

screen = Blueprint("imports", __name__, url_prefix="/imports")

REFRESH_SECONDS = 10
COLUMNS = ("accession", "item", "file", "size", "reason", "sentence", "remedy")


@screen.get("")
def imports() -> str:
    """List the imports."""
    return render_template("imports.html", lines=desk().imports(), paused=desk().is_paused())


@screen.post("/pause")
def pause() -> Redirection:
    """Let reading wait."""
    desk().set_paused(paused=True)
    return redirect(url_for("imports.imports"), 303)


@screen.post("/resume")
def resume() -> Redirection:
    """Let reading go on."""
    desk().set_paused(paused=False)
    return redirect(url_for("imports.imports"), 303)


@screen.get("/<label>")
def one(label: str) -> str:
    """Show one import; it refreshes by itself while something waits."""
    line = desk().import_of(label)
    refresh = REFRESH_SECONDS if "refresh" in request.args and is_going(line) else None
    return render_template("import.html", line=line, refresh=refresh, going=is_going(line))


@screen.get("/held.csv")
def held_csv() -> Response:
    """Hand out the files that wait for a person, as a table."""
    held = [item for line in desk().imports() for item in line.held]
    return _table(held, "held.csv")


@screen.get("/<label>/held.csv")
def held_csv_of(label: str) -> Response:
    """Hand out one import's files that wait for a person, as a table."""
    line = desk().import_of(label)
    return _table(list(line.held), f"held-{line.line.accession.label}.csv")


def is_going(line: ImportLine) -> bool:
    """Say whether anything of an import is still to be done."""
    unread = line.pages_waiting or line.pages_running or line.not_searchable
    return bool(unread or not line.line.accession.stored_at)


def _table(held: list[Item], name: str) -> Response:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for item in held:
        reason = item.reason
        said = (reason.code, retold(reason.sentence), retold(reason.remedy)) if reason else ("", "", "")
        cells = (item.label.partition("-")[0], item.label, item.path, str(item.size), *said)
        writer.writerow([_harmless(cell) for cell in cells])
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text.getvalue().encode("utf-8-sig"), mimetype="text/csv", headers=disposition)


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking a file's name for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
