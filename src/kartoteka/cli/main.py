"""The command and its groups, and the one place where an error becomes a message and an exit code."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from importlib import import_module
from typing import Any

import click

from kartoteka import __version__
from kartoteka.cli.context import Context, archive_option
from kartoteka.clock import iso, now
from kartoteka.errors import KartotekaError
from kartoteka.settings import user_data_folder

EXIT_CODES = {"invalid": 1, "missing": 2, "unavailable": 3, "damaged": 4, "forbidden": 5, "conflict": 6}
INTERRUPTED = 130
UNEXPECTED = 15

EPILOG = """
\b
A first archive:
  kartoteka init ~/archive
  kartoteka import ~/drop/irkutsk --source otter --received 2026-11-20 --channel courier
  kartoteka serve

\b
Exit codes: 0 well · 1 not understood · 2 not there · 3 something needed is missing · 4 damage found
5 not allowed · 6 in conflict · 10 done, with files held
15 a fault of the program · 130 interrupted (the same command resumes)
"""


COMMANDS = {
    "init": "kartoteka.cli.archive_commands:init",
    "import": "kartoteka.cli.import_command:import_",
    "search": "kartoteka.cli.search_command:search",
    "show": "kartoteka.cli.show_command:show",
    "ocr": "kartoteka.cli.ocr_commands:ocr",
    "pause": "kartoteka.cli.pace_commands:pause",
    "resume": "kartoteka.cli.pace_commands:resume",
    "verify": "kartoteka.cli.archive_commands:verify",
    "doctor": "kartoteka.cli.archive_commands:doctor",
    "archive": "kartoteka.cli.archive_commands:archive",
    "index": "kartoteka.cli.index_commands:index",
}
"""Where each command is: none pays for what only another needs."""


class _Later(MutableMapping[str, click.Command]):
    """Commands by name, each imported when it is asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._known: dict[str, str | click.Command] = dict(places)

    def __getitem__(self, name: str) -> click.Command:
        found = self._known[name]
        if isinstance(found, str):
            module, _, attribute = found.partition(":")
            command: click.Command = getattr(import_module(module), attribute)
            # Those of the other door know nothing of our options.
            found = self._known[name] = command if name in COMMANDS else archive_option(command)
        return found

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._known[name] = command

    def __delitem__(self, name: str) -> None:
        del self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)

    def add_places(self, places: Mapping[str, str]) -> None:
        """Add commands by where they are."""
        self._known.update(places)


_COMMANDS = _Later(COMMANDS)


class _InOrder(click.Group):
    """Lists commands in the order people meet them in."""

    _ORDER = (
        "init",
        "import",
        "search",
        "show",
        "serve",
        "link",
        "ocr",
        "pause",
        "resume",
        "verify",
        "doctor",
        "index",
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, those of the list first."""
        known = [name for name in self._ORDER if name in self.commands]
        return known + sorted(set(super().list_commands(ctx)) - set(known))


@click.group(
    cls=_InOrder,
    commands=_COMMANDS,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="kartoteka")
@click.option(
    "--archive", metavar="FOLDER", help="The archive; default: KARTOTEKA_ARCHIVE, else the last `init`."
)
@click.pass_context
def cli(context: click.Context, archive: str | None) -> None:
    """Catalogue leaked documents: import, search, read, verify.

    An archive is one folder. It holds the originals as received, what was read in them, an index,
    and the custody ledger. Nothing leaves this machine.
    """
    context.obj = Context(archive)


def main(arguments: Sequence[str] | None = None, more: Mapping[str, str] | None = None) -> None:
    """Run the command line and exit with its code; no traceback reaches a person.

    Args:
        arguments: Instead of the process's own.
        more: Commands of the other door, by name, and where they are (``module:attribute``); they get the
            option ``--archive`` like ours.
    """
    _COMMANDS.add_places(more or {})
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    try:
        result: Any = cli.main(args=arguments, prog_name="kartoteka", standalone_mode=False)
    except KartotekaError as error:
        _complain(error.message, error.advice)
        return EXIT_CODES[error.kind]
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return EXIT_CODES["invalid"]
    except click.UsageError as error:
        hint = f"Try `{error.ctx.command_path} --help`." if error.ctx else "Try `kartoteka --help`."
        _complain(error.format_message(), hint)
        return EXIT_CODES["invalid"]
    except click.ClickException as error:
        _complain(error.format_message(), "")
        return EXIT_CODES["invalid"]
    except (KeyboardInterrupt, click.exceptions.Abort):
        click.echo("stopped", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); what is buffered has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MemoryError:
        _complain("there is not enough memory", "Close other programs, or import with -j 1.")
        return EXIT_CODES["unavailable"]
    except OSError as error:
        _complain(
            f"the system refused: {error}", "Check the disk and your rights; `kartoteka doctor` looks too."
        )
        return EXIT_CODES["unavailable"]
    except Exception as error:  # noqa: BLE001 -- the last guard: no traceback reaches a person
        kept = _keep_fault()
        _complain(
            f"something went wrong that should not ({type(error).__name__}: {error})",
            f"Nothing that was reported as done is lost. What a developer needs is in {kept}.",
        )
        return UNEXPECTED
    return result if isinstance(result, int) else 0


def _keep_fault() -> str:
    """Write the present traceback to a file of this user's, and return its path."""
    folder = user_data_folder() / "faults"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = folder / f"{iso(now()).replace(':', '')}.txt"
        kept.touch(mode=0o600)
        kept.write_text(traceback.format_exc(), "utf-8")
    except OSError:
        return "no file: the user's data folder cannot be written"
    return str(kept)


def _complain(message: str, advice: str) -> None:
    click.echo(f"kartoteka: {message}", err=True)
    if advice:
        click.echo(f"  {advice}", err=True)
