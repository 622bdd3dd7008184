"""``ocr languages``: which languages can be recognised here, and how the others are installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table

from kartoteka.cli.context import Context, archive_option, json_option
from kartoteka.cli.output import JSON_VERSION, console, json_line
from kartoteka.records.recognisable import Recognisable, RecognisableLanguages
from kartoteka.workflow import languages

_SOMETHING_MISSING = 3


@click.command("languages", short_help="List languages: what is there, what to install.")
@archive_option
@json_option
@click.pass_obj
def languages_(context: Context, as_json: bool) -> int:
    r"""List the languages that can be recognised here, and how to install the others.

    The name under "-l" is what `import -l` and `ocr run -l` take, several joined by '+'. Languages
    with a star are used where none is named (the setting `languages`). Data is `fast` as systems ship
    it, or `best`: slower, a little better; put it into the user's folder to use it.

    Exit code 3: a language that imports use is missing.
    """
    found = languages.recognisable(context.settings())
    if as_json:
        for line in found.lines:
            json_line({"version": JSON_VERSION, **_language_as_json(line)})
        json_line(
            {
                "version": JSON_VERSION,
                "report": {
                    "searched": list(found.searched),
                    "damaged": list(found.damaged),
                    "missing_by_default": list(found.missing_by_default),
                    "install": [{"system": system, "command": command} for system, command in found.install],
                },
            }
        )
    else:
        _print_languages(found)
    return _SOMETHING_MISSING if found.missing_by_default or found.damaged else 0


def _language_as_json(line: Recognisable) -> dict[str, Any]:
    return {
        "language": line.code or None,
        "name": line.name,
        "tesseract": line.tesseract,
        "file": line.file or None,
        "kind": line.kind or None,
        "bytes": line.bytes,
        "read_by": line.read_by or None,
        "by_default": line.by_default,
    }


def _print_languages(found: RecognisableLanguages) -> None:
    out = console()
    table = Table(box=None, pad_edge=False)
    for column in ("-l", "language", "read by", "data", "size", "where"):
        table.add_column(column, justify="right" if column == "size" else "left", overflow="fold")
    for line in found.lines:
        star = " *" if line.by_default else ""
        size = f"{line.bytes / 1e6:.1f} MB" if line.bytes else ""
        where = str(Path(line.file).parent) if line.file else ""
        read_by = line.read_by or "[yellow]not here[/yellow]"
        table.add_row(f"{line.tesseract}{star}", line.name, read_by, line.kind, size, where)
    out.print(table)
    out.print("[dim]* used where no language is named[/dim]")
    if not found.searched:
        out.print("No folder with language data was found.")
    for path in found.damaged:
        out.print(f"Cut short, and not used: {path}; delete it and install it again.", markup=False)
    if found.install:
        out.print("\nTo install what is not here:", markup=False)
        out.print(f"  {found.here}", markup=False)
        out.print("[dim]Elsewhere:[/dim]")
        for system, command in found.install:
            out.print(f"  {system:<20}{command}", markup=False)
