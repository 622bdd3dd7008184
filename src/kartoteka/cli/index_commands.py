"""``index``: the search index, which can always be made again."""

from __future__ import annotations

import click
from rich.progress import Progress as Bars

from kartoteka.cli.context import Context, archive_option
from kartoteka.cli.output import console
from kartoteka.workflow import archive as archives
from kartoteka.workflow import index as indexes


@click.group()
def index() -> None:
    """The search index. It holds nothing that originals and catalogue do not."""


@index.command()
@archive_option
@click.pass_obj
def rebuild(context: Context) -> int:
    """Build a new index beside the old one and swap; searching goes on meanwhile."""
    with (
        context.open(write=True) as archive,
        archives.writing(archive, "index rebuild"),
        Bars(console=console(errors=True), transient=True) as bars,
    ):
        task = bars.add_task("items", total=None)
        count = indexes.rebuild(
            archive, lambda done, left: bars.update(task, completed=done, total=done + left)
        )
    click.echo(f"{count} items indexed.")
    return 0
