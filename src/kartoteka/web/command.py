"""``serve`` and ``link``: how the browser's door is opened from a shell.

The doors do not know each other: ``kartoteka.__main__`` hangs these commands into the command line,
which hands over its context and the option ``--archive``.
"""

from __future__ import annotations

from typing import Protocol

import click

from kartoteka.workflow import identity
from kartoteka.workflow.archive import Archive


class Context(Protocol):
    """What the command line hands over."""

    def open(self, *, write: bool = False) -> Archive:
        """Open the archive that is meant."""
        ...


@click.command(short_help="Open the archive to a browser.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port on 127.0.0.1; 0: any free one. Default: the setting (8765).",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(0, 64),
    default=1,
    show_default=True,
    help="Pages read at once in the background; 0: none.",
)
@click.pass_obj
def serve(context: Context, port: int | None, jobs: int) -> int:
    """Serve the archive to a browser on this machine, and print a link that signs you in.

    Listens on 127.0.0.1 only. The link works once; `kartoteka link` prints another. What an
    interrupted import left unread is read in the background. Ctrl-C stops it.
    """
    from kartoteka.web import server  # Flask and its friends are not needed by any other command

    with context.open(write=True) as archive:
        return server.serve(
            archive, archive.settings.port if port is None else port, jobs=jobs, say=click.echo
        )


@click.command(short_help="Print a new sign-in link.")
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Port that `serve` listens on. Default: the setting (8765)."
)
@click.pass_obj
def link(context: Context, port: int | None) -> int:
    """Print a new link that signs a browser in, for a `serve` that runs already."""
    with context.open(write=True) as archive:
        token = identity.new_link_token(archive)
        click.echo(f"http://127.0.0.1:{port or archive.settings.port}/enter?token={token}")
    return 0
