"""The door over an invented archive, signed in and not."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.unit.web.invented import READER, Invented, InventedAgain

from kartoteka.web.app import create_app

TOKEN = "a-good-token"


class Tokens:
    """One-time tokens that need no catalogue."""

    def __init__(self) -> None:
        self.good = {TOKEN}

    def redeem(self, archive: object, token: str) -> bool:
        if token in self.good:
            self.good.remove(token)
            return True
        return False


@pytest.fixture(scope="session")
def invented() -> Invented:
    """One invented archive; nothing changes it."""
    return Invented()


@pytest.fixture
def again() -> InventedAgain:
    """Takes wishes to read pages again."""
    return InventedAgain()


@pytest.fixture
def app(invented: Invented, again: InventedAgain) -> Flask:
    """The application over the invented archive."""
    return create_app(object(), READER, consult=invented, redeem=Tokens().redeem, again=again)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser that is not signed in."""
    return app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that is signed in."""
    browser = app.test_client()
    assert browser.get(f"/enter?token={TOKEN}").status_code == 200
    return browser
