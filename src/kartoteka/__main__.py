"""``kartoteka``, and ``python -m kartoteka``: the one place that knows both doors."""

import atexit
import gc


def main() -> None:
    """Run the command line with the browser's commands in it."""
    gc.set_threshold(50_000, 20, 50)  # of what is imported and of what passes through little ends in circles
    atexit.register(gc.freeze)  # and none of it is looked through once more at the end
    from kartoteka.cli.main import main as command_line

    command_line(more={name: f"kartoteka.web.command:{name}" for name in ("serve", "link")})


if __name__ == "__main__":
    main()
