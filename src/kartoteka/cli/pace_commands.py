"""``pause`` and ``resume``: reading waits while a person needs the machine."""

from __future__ import annotations

import click

from kartoteka.cli.context import Context, archive_option
from kartoteka.workflow import pausing


@click.command(short_help="Let reading wait.")
@archive_option
@click.pass_obj
def pause(context: Context) -> int:
    """Let reading wait until `kartoteka resume`: an import that runs, and what `serve` reads beside.

    What is being read of a page is finished first, which takes seconds. Searching goes on. An import
    that waits can still be ended by Ctrl-C, and a pause outlasts it.
    """
    with context.open(write=True) as archive:
        begun = pausing.pause(archive)
    click.echo("Reading pauses. `kartoteka resume` lets it go on." if begun else "Reading is paused already.")
    return 0


@click.command(short_help="Let reading go on.")
@archive_option
@click.pass_obj
def resume(context: Context) -> int:
    """Let reading go on after `kartoteka pause`."""
    with context.open(write=True) as archive:
        ended = pausing.resume(archive)
    click.echo("Reading goes on." if ended else "Reading was not paused.")
    return 0
