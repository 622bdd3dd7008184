"""``python -m kartoteka``: the command line, for machines where no script is on the path."""

from kartoteka.cli import main

if __name__ == "__main__":
    main()
