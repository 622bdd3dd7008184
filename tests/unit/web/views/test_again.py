"""Reading again from the page: a form that works without scripts, progress, and the choice of a reading."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from tests.unit.web.invented import InventedAgain

from kartoteka.records.rereading import PageAgain

HERE = "/items/A0001-000001/pages/1"


def _token(client: FlaskClient) -> str:
    found = re.search(
        r'name="csrf_token" value="([^"]+)"', client.get(f"{HERE}/again").get_data(as_text=True)
    )
    assert found
    return found.group(1)


def test_the_form_offers_what_is_there(client: FlaskClient) -> None:
    """Languages as boxes, the delivery's own ticked; ways to read and to choose."""
    page = client.get(f"{HERE}/again?q=приказ").get_data(as_text=True)
    assert re.search(r'value="rus" checked> Russian', page)
    assert re.search(r'value="deu"> German', page)
    assert re.findall(r'name="(profile|mode)" value="([a-z-]+)"', page) == [
        ("profile", "best"),
        ("profile", "fast"),
        ("mode", "redo"),
        ("mode", "force"),
        ("mode", "skip-text"),
    ]
    assert 'name="q" value="приказ"' in page


def test_asking_leads_back_to_the_page(client: FlaskClient, again: InventedAgain) -> None:
    """What was ticked is asked; the place in the list is kept."""
    data = {
        "csrf_token": _token(client),
        "language": ["rus", "deu"],
        "profile": "fast",
        "mode": "force",
        "q": "да",
    }
    answer = client.post(f"{HERE}/again", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{HERE}?q=%D0%B4%D0%B0#again")
    assert again.asked == [("A0001-000001", 1, ["rus", "deu"], "fast", "force")]


def test_what_is_not_read_again_says_why(client: FlaskClient, again: InventedAgain) -> None:
    """The form comes back with the reason."""
    again.why_not = "the file's own text is sound"
    page = client.post(f"{HERE}/again", data={"csrf_token": _token(client)}).get_data(as_text=True)
    assert "This page is not read again." in page
    assert "own text is sound" in page
    assert "<form" in page


def test_progress_is_watched_and_ends_with_the_page(client: FlaskClient, again: InventedAgain) -> None:
    """While it waits a script looks again; when it is done the script is told to load the page."""
    again.again = PageAgain(waiting=True, problem="")
    page = client.get(f"{HERE}/again")
    assert 'hx-trigger="every 1s"' in page.get_data(as_text=True)
    watch = {"HX-Request": "true"}
    assert "HX-Refresh" not in client.get(f"{HERE}/again?watch=1", headers=watch).headers
    again.again = PageAgain(waiting=False, problem="reader-crashed")
    assert client.get(f"{HERE}/again?watch=1", headers=watch).headers["HX-Refresh"] == "true"
    assert "HX-Refresh" not in client.get(f"{HERE}/again").headers
    assert "reader-crashed" in client.get(f"{HERE}/again").get_data(as_text=True)


def test_the_reader_leads_to_the_form(client: FlaskClient) -> None:
    """In the margin of every page that was read."""
    assert f'href="{HERE}/again"' in client.get(HERE).get_data(as_text=True)


def test_another_reading_is_chosen(client: FlaskClient, again: InventedAgain) -> None:
    """From the page, with its token; a number that is none is the first."""
    token = _token(client)
    assert client.post(f"{HERE}/reading", data={"csrf_token": token, "layer": "2"}).status_code == 303
    client.post(f"{HERE}/reading", data={"csrf_token": token, "layer": "x"})
    assert again.chosen == [("A0001-000001", 1, 2), ("A0001-000001", 1, 1)]
    assert client.post(f"{HERE}/reading", data={"layer": "2"}).status_code == 400
