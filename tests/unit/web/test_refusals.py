"""Each refusal is a page with a status, a reason and a remedy; a traceback is none of them."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.unit.web.invented import READER, Invented

from kartoteka.errors import (
    ConflictError,
    DamagedError,
    ForbiddenError,
    InvalidError,
    KartotekaError,
    MissingError,
    UnavailableError,
)
from kartoteka.web.app import create_app
from kartoteka.web.refusals import STATUS


class Failing(Invented):
    """An archive that answers with one error."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def open_item(self, archive, reader, label):
        raise self.error


def answer(error: Exception) -> tuple[int, str]:
    app = create_app(object(), READER, consult=Failing(error), redeem=lambda archive, token: True)
    client = app.test_client()
    client.get("/enter?token=x")
    response = client.get("/items/A0001-000001")
    return response.status_code, response.get_data(as_text=True)


@pytest.mark.parametrize(
    "kind", [InvalidError, MissingError, ForbiddenError, ConflictError, DamagedError, UnavailableError]
)
def test_each_kind_has_its_status(kind: type[KartotekaError]) -> None:
    """The page says the error's sentence, its advice and its code."""
    status, page = answer(kind("The <b>reason</b>.", code="some-code", advice="Do this."))
    assert status == STATUS[kind.kind]
    assert "The &lt;b&gt;reason&lt;/b&gt;." in page
    assert "Do this." in page
    assert "some-code" in page


def test_a_fault_of_ours_shows_nothing_of_itself(caplog: pytest.LogCaptureFixture) -> None:
    """Neither page nor log holds the message, which may be a document's words."""
    with caplog.at_level(logging.DEBUG):
        status, page = answer(RuntimeError("Иванов Иван, паспорт 4411"))
    assert status == 500
    for text in (page, caplog.text):
        assert "Иванов" not in text
        assert "Traceback" not in text
    assert "RuntimeError" in caplog.text
    assert "test_refusals.py" in caplog.text


def test_pages_for_what_http_refuses(client: FlaskClient) -> None:
    """What is not there, what is not allowed, what is too large."""
    missing = client.get("/nowhere")
    assert missing.status_code == 404
    assert "Search for it" in missing.get_data(as_text=True)
    assert client.delete("/search").status_code in (400, 405)
    large = client.post("/language", data={"language": "r" * 100_000})
    assert large.status_code == 413


def test_pages_that_do_not_exist_name_the_reason(client: FlaskClient) -> None:
    """A page beyond the end, an item that is not there, a number that is none."""
    beyond = client.get("/items/A0001-000001/pages/99").get_data(as_text=True)
    assert "has no page 99" in beyond
    assert "It has 3 pages." in beyond
    for label in ("A0001-000999", "nonsense", "A1", "..%2f..%2fetc"):
        assert client.get(f"/items/{label}").status_code == 404
    assert client.get("/accessions/A0099").status_code == 404
    assert client.get("/imports/A0099").status_code == 404
    assert client.get("/items/A0001-000001/pages/0").status_code == 404
    assert client.get("/items/A0001-000001/pages/999999999999999999999").status_code == 404
    assert client.get("/items/A0001-000001/pages/-1").status_code == 404


def test_refusals_speak_the_readers_language(app: Flask) -> None:
    """Also the page at the door."""
    page = app.test_client().get("/search", headers={"Accept-Language": "ru"})
    assert '<html lang="ru"' in page.get_data(as_text=True)
