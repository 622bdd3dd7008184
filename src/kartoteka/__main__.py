"""``kartoteka``, and ``python -m kartoteka``: the one place that knows both doors."""

from kartoteka.cli.main import main as command_line
from kartoteka.web.command import link, serve


def main() -> None:
    """Run the command line with the browser's commands in it."""
    command_line(more=(serve, link))


if __name__ == "__main__":
    main()
