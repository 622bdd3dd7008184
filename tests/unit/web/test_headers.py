"""Every response carries the policy, errors and redirects included; nothing is kept on the disk."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from tests.unit.web.conftest import TOKEN

from kartoteka.web.headers import HEADERS

PAGES = [
    ("/", 302),
    ("/search", 200),
    ("/search?q=%22", 400),
    ("/items/A0001-000001", 200),
    ("/items/A0001-000001/pages/1?q=договор", 200),
    ("/items/A0001-000001/pages/1/image?width=160", 200),
    ("/items/A0001-000001/pages/99", 404),
    ("/items/A0009-000001", 404),
    ("/imports/held.csv", 200),
    ("/nowhere", 404),
    ("/search", 405),
]


@pytest.mark.parametrize(("address", "status"), PAGES)
def test_headers_of_every_kind_of_response(client: FlaskClient, address: str, status: int) -> None:
    """Policy, isolation and no-store stand on each response."""
    response = client.post(address) if status == 405 else client.get(address)
    assert response.status_code in ({405, 400} if status == 405 else {status})
    for name, value in HEADERS.items():
        assert response.headers.get_all(name) == [value]
    assert response.headers["Cache-Control"] == "no-store"


def test_strangers_get_the_same_headers(stranger: FlaskClient) -> None:
    """A refusal at the door carries them too."""
    for address in ("/search", "/enter", "/nowhere"):
        response = stranger.get(address)
        assert response.status_code == 401
        assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
        assert response.headers["Cache-Control"] == "no-store"


def test_the_policy_allows_nothing_but_ourselves() -> None:
    """No directive names another host, an inline script or style, or a data address."""
    directives = dict(part.split(" ", 1) for part in HEADERS["Content-Security-Policy"].split("; "))
    assert directives["default-src"] == "'none'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert {"frame-ancestors", "base-uri", "object-src"} <= {
        name for name, value in directives.items() if value == "'none'"
    }


def test_static_files_are_kept_under_their_digest(stranger: FlaskClient) -> None:
    """Under an address with a digest a file never changes; under a bare one the browser asks again."""
    for address, kept in (
        ("/static/app.css", "private, no-cache"),
        ("/static/app.css?v=1", "private, max-age=31536000, immutable"),
        ("/static/nothing.css?v=1", "no-store"),
        ("/static/../app.py", "no-store"),
    ):
        with stranger.get(address) as response:
            assert response.headers["Cache-Control"] == kept, address


def test_the_token_leaves_no_trace(stranger: FlaskClient) -> None:
    """The page that spends a token sends no referrer and is not kept."""
    response = stranger.get(f"/enter?token={TOKEN}")
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert TOKEN not in response.get_data(as_text=True)
