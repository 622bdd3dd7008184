"""Static files: addressed by digest, small, and all there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

import kartoteka.web

STATIC = Path(kartoteka.web.__file__).parent / "static"


def test_an_address_changes_with_the_file(app: Flask) -> None:
    """The address of a file carries its digest."""
    with app.test_request_context():
        address = render_template_string("{{ asset('app.css') }}")
    assert re.fullmatch(r"/static/app\.css\?v=[0-9a-f]{16}", address)


def test_a_file_that_is_not_there_is_a_fault_at_once(app: Flask) -> None:
    """A misspelt name never reaches a page."""
    with app.test_request_context(), pytest.raises(KeyError):
        render_template_string("{{ asset('ap.css') }}")


def test_every_file_a_page_names_is_served(client: FlaskClient) -> None:
    """Style sheet, icon and scripts of the two great screens answer with their own type."""
    for address in ("/search", "/items/A0001-000001/pages/1"):
        page = client.get(address).get_data(as_text=True)
        named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
        assert len(named) >= 5
        for one in named:
            with client.get(one) as answer:
                assert answer.status_code == 200
                assert answer.mimetype in {"text/css", "text/javascript", "image/svg+xml"}


def test_budgets() -> None:
    """Our style sheet stays under 60 KB, our scripts under 40 KB together."""
    assert (STATIC / "app.css").stat().st_size <= 60_000
    assert sum(path.stat().st_size for path in STATIC.glob("*.js")) <= 40_000


def test_scripts_evaluate_nothing() -> None:
    """Our scripts make no code of text and no mark-up of text."""
    for path in STATIC.glob("*.js"):
        text = path.read_text("utf-8")
        assert not re.search(
            r"\beval\(|new Function|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write", text
        )
