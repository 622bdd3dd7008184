"""Who gets in, from where, and what is refused before any view runs."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.unit.web.conftest import TOKEN
from tests.unit.web.invented import READER, Invented

from kartoteka.web.app import create_app
from kartoteka.web.identity import OPEN_TO_ALL


def addresses(app: Flask) -> list[tuple[str, str]]:
    """Every route of the application with an address that fits it."""
    made = []
    for rule in app.url_map.iter_rules():
        filled = rule.rule.replace("<int:number>", "1").replace("<path:filename>", "app.css")
        label = "A0001" if filled.startswith(("/accessions", "/imports")) else "A0001-000001"
        made.append((rule.endpoint, filled.replace("<label>", label)))
    return made


def test_every_route_asks_who_is_there(app: Flask, stranger: FlaskClient) -> None:
    """Without signing in, every route but those of signing in answers 401; a new route is no exception."""
    for endpoint, address in addresses(app):
        rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        with stranger.open(address, method=method) as response:
            status = response.status_code
        assert (status == 401) == (endpoint not in OPEN_TO_ALL or endpoint == "session.enter"), (
            endpoint,
            status,
        )


def test_every_get_route_answers_who_is_signed_in(app: Flask, client: FlaskClient) -> None:
    """Signed in, every page there is answers."""
    for endpoint, address in addresses(app):
        rule = next(r for r in app.url_map.iter_rules() if r.endpoint == endpoint)
        if "GET" in (rule.methods or ()):
            with client.get(address) as response:
                assert response.status_code in (200, 302), endpoint


def test_a_link_works_once(app: Flask) -> None:
    """The second browser that follows a link is told that it is spent."""
    first, second = app.test_client(), app.test_client()
    assert first.get(f"/enter?token={TOKEN}").status_code == 200
    assert first.get("/search").status_code == 200
    spent = second.get(f"/enter?token={TOKEN}")
    assert spent.status_code == 401
    assert "kartoteka link" in spent.get_data(as_text=True)
    assert second.get("/search").status_code == 401


def test_following_the_link_again_in_the_same_browser_is_harmless(client: FlaskClient) -> None:
    """A browser that is signed in stays so; nothing is spent."""
    assert client.get("/enter?token=whatever").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong", "x" * 5000, "%00", "'; drop table session_token; --"])
def test_bad_tokens(stranger: FlaskClient, token: str) -> None:
    """No other token signs in."""
    assert stranger.get("/enter", query_string={"token": token}).status_code == 401


def test_the_cookie(stranger: FlaskClient) -> None:
    """The cookie is out of reach of scripts, stays with this site, and ends with the day's work."""
    cookie = stranger.get(f"/enter?token={TOKEN}").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Expires=" in cookie
    assert "Domain" not in cookie


def test_a_forged_cookie_opens_nothing(app: Flask) -> None:
    """A cookie signed with another key is no cookie."""
    other = create_app(object(), READER, consult=Invented(), redeem=lambda archive, token: True)
    browser = other.test_client()
    browser.get("/enter?token=x")
    stolen = browser.get_cookie("kartoteka")
    assert stolen is not None
    here = app.test_client()
    here.set_cookie("kartoteka", stolen.value)
    assert here.get("/search").status_code == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8765", 200),
        ("localhost:8765", 200),
        ("evil.example:8765", 421),
        ("127.0.0.1:80", 421),
        ("127.0.0.1", 421),
        ("127.0.0.1.evil.example:8765", 421),
        ("[::1]:8765", 421),
        ("", 421),
    ],
)
def test_only_our_own_host_name_is_answered(host: str, status: int) -> None:
    """A foreign name that points at this machine is turned away before anything else (DNS rebinding)."""
    app = create_app(object(), READER, port=8765, consult=Invented(), redeem=lambda archive, token: True)
    assert app.test_client().get("/enter?token=x", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, 200),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, 403),
    ],
)
def test_other_sites_may_link_and_nothing_else(
    client: FlaskClient, headers: dict[str, str], status: int
) -> None:
    """A followed link is answered; a picture, a script or a frame that another site asks for is not."""
    assert client.get("/search", headers=headers).status_code == status


def token_on(client: FlaskClient) -> str:
    page = client.get("/help/keys").get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found.group(1)


POSTS = (
    "/leave",
    "/language",
    "/help/keys",
    "/imports/pause",
    "/imports/resume",
    "/items/A0001-000001/pages/1/again",
    "/items/A0001-000001/pages/1/reading",
)


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(
    ("headers", "with_token", "status"),
    [
        ({}, False, 400),
        ({}, True, 303),
        ({"Sec-Fetch-Site": "same-origin"}, True, 303),
        ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, True, 403),
        ({"Sec-Fetch-Site": "none"}, True, 403),
        ({"Origin": "http://localhost"}, True, 303),
        ({"Origin": "http://evil.example"}, True, 403),
        ({"Origin": "null"}, True, 403),
    ],
)
def test_forms_count_only_from_our_own_page(
    client: FlaskClient, address: str, headers: dict[str, str], with_token: bool, status: int
) -> None:
    """A form without its token, or sent by another site, changes nothing."""
    data = {"language": "ru"} | ({"csrf_token": token_on(client)} if with_token else {})
    assert client.post(address, data=data, headers=headers).status_code == status


def test_all_posts_are_tried(app: Flask) -> None:
    """The list of forms above is complete."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    here = app.url_map.bind("localhost")
    assert found == {here.match(address, method="POST")[0] for address in POSTS}


def test_signing_out(client: FlaskClient) -> None:
    """Signing out ends the session and has the browser forget."""
    answer = client.post("/leave", data={"csrf_token": token_on(client)})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get("/search").status_code == 401


def test_language_is_chosen_and_kept(client: FlaskClient) -> None:
    """The switch changes the page's language, comes back to the page, and to no other site."""
    data = {"csrf_token": token_on(client), "language": "ru", "back": "/accessions"}
    assert client.post("/language", data=data).headers["Location"] == "/accessions"
    assert '<html lang="ru"' in client.get("/accessions").get_data(as_text=True)
    for away in ("//evil.example", "http://evil.example", "/\\evil.example", "javascript:alert(1)"):
        assert client.post("/language", data={**data, "back": away}).headers["Location"] == "/"
    assert client.post("/language", data={**data, "language": "xx"}).status_code == 400
