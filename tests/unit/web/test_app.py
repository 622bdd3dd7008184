"""The factory: every screen, every guard, and templates that cannot be forgotten."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

import kartoteka.web
from kartoteka.web.views import SCREENS

ROOM = Path(kartoteka.web.__file__).parent


def test_every_screen_is_in_the_list(app: Flask) -> None:
    """A module in views/ that is forgotten in the list is noticed."""
    modules = {path.stem for path in (ROOM / "views").glob("*.py")} - {"__init__"}
    assert {screen.import_name.rsplit(".", 1)[1] for screen in SCREENS} == modules
    assert set(app.blueprints) == modules


def test_every_template_is_used(app: Flask) -> None:
    """No template lies about; each is rendered, included, imported or extended somewhere."""
    sources = "".join(path.read_text("utf-8") for path in [*ROOM.rglob("*.py"), *ROOM.rglob("*.html")])
    templates = {path.relative_to(ROOM / "templates").as_posix() for path in ROOM.rglob("*.html")}
    assert {name for name in templates if not re.search(rf"['\"]{re.escape(name)}['\"]", sources)} == set()


def test_every_template_can_be_read(app: Flask) -> None:
    """All templates compile."""
    for path in ROOM.rglob("*.html"):
        app.jinja_env.get_template(path.relative_to(ROOM / "templates").as_posix())


def test_nothing_in_a_template_is_marked_safe() -> None:
    """No template says that a value needs no escaping."""
    for path in ROOM.rglob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape", path.read_text("utf-8")), path.name


def test_messages_of_templates_are_literal() -> None:
    """``_()`` in a template takes its message for mark-up, so it is given literals alone."""
    for path in ROOM.rglob("*.html"):
        assert (
            re.findall(r"(?<![\w.])n?_?gettext\((?!')|(?<![\w.])_\((?!')", path.read_text("utf-8")) == []
        ), path.name


def test_forms_are_small(app: Flask) -> None:
    """A form larger than any of ours is not even read."""
    assert app.config["MAX_CONTENT_LENGTH"] <= 64 * 1024
