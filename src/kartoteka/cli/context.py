"""What every command knows: which archive is meant, and how to open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kartoteka import settings as settings_module
from kartoteka.errors import KartotekaError
from kartoteka.settings import Settings

if TYPE_CHECKING:  # `--help` and `--version` open no archive, and need none of what opens one
    from kartoteka.workflow.archive import Archive

F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Context:
    """The command line's own state."""

    archive: str | None
    """What ``--archive`` named; None: it named none."""

    def path(self) -> Path:
        """Return the archive's folder."""
        from kartoteka.workflow import archive as archives

        return archives.which(self.archive)

    def settings(self) -> Settings:
        """Return the settings in force: the archive's where one is meant, else the defaults.

        Raises:
            InvalidError: They cannot be read.
        """
        try:
            path = self.path()
        except KartotekaError:
            return settings_module.load()
        return settings_module.load(path / "kartoteka.toml")

    def open(self, *, write: bool = False) -> Archive:
        """Open the archive."""
        from kartoteka.workflow import archive as archives

        return archives.open_archive(self.path(), write=write)


def archive_option(command: F) -> F:
    """Let ``--archive`` stand behind a command too, where people look for it."""

    def keep(context: click.Context, _parameter: click.Parameter, value: str | None) -> None:
        if value:
            context.find_object(Context).archive = value  # type: ignore[union-attr] # the group makes it

    return click.option(
        "--archive",
        metavar="FOLDER",
        expose_value=False,
        callback=keep,
        help="The archive; default: KARTOTEKA_ARCHIVE, else the last `init`.",
    )(command)


json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object a line (docs/json.md).")
