"""The reader shows a page, or says why not, and knows the way on."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from tests.unit.web.views.test_search import text_of


def plain(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_page_with_its_hits(client: FlaskClient) -> None:
    """Boxes over the picture, marks in the text, the count in the bar, the citation beside."""
    page = text_of(client, "/items/A0001-000001/pages/1?q=договор&result=1")
    assert page.count('class="box') == 2
    assert page.count('class="box now"') == 1
    assert page.count("<mark") == 2
    assert "hit 1 of 4" in plain(page)
    assert re.search(r"results 1 of \d+ ", plain(page))
    assert 'lang="ru"' in page
    assert 'textLength="' in page
    assert "SHA-256" in page


def test_doubtful_words_are_dotted(client: FlaskClient) -> None:
    """A word the recogniser was unsure of carries a mark of its own, and the legend explains it."""
    page = text_of(client, "/items/A0001-000001/pages/1")
    assert page.count('class="low"') > 2
    assert "dotted: doubtful" in page
    typed = text_of(client, "/items/A0001-000003/pages/1")
    assert 'class="low"' not in typed
    assert "The file’s own text" in typed


def test_pages_that_cannot_be_shown_say_why(client: FlaskClient) -> None:
    """Unreadable, waiting, held: each with its reason, and what to do."""
    assert "The picture is cut off after 41 kB." in text_of(client, "/items/A0001-000004/pages/2")
    waiting = text_of(client, "/items/A0002-000002/pages/2")
    assert "This page waits to be read." in waiting
    assert "/imports/A0002" in waiting
    held = plain(text_of(client, "/items/A0001-000006/pages/1"))
    assert "The file asks for a password." in held
    assert "Ask the source for it" in held


def test_words_that_cannot_be_read_are_explained_on_the_page(client: FlaskClient) -> None:
    """The page opens without marks, with the reason above it and the words still in the field."""
    page = text_of(client, "/items/A0001-000001/pages/1?q=%22договор", 400)
    assert "The quotation mark at the end is not closed." in page
    assert 'value="&#34;договор"' in page
    assert "<mark" not in page


def test_going_to_a_page(client: FlaskClient) -> None:
    """The number that was typed leads to its page, with everything else kept."""
    location = client.get("/items/A0001-000001/pages?number=3&q=x&view=text").headers["Location"]
    assert location == "/items/A0001-000001/pages/3?q=x&view=text"
    assert client.get("/items/A0001-000001/pages?number=abc").headers["Location"].endswith("/pages/1")


def test_finding_leads_to_the_nearest_page(client: FlaskClient) -> None:
    """This page if it answers, else the next that does, else the last before it, else here."""

    def found(number: int, words: str, item: str = "A0003-000026") -> str:
        location = client.get(f"/items/{item}/find/first?number={number}&q={words}").headers["Location"]
        match = re.search(r"/pages/(\d+)", location)
        assert match
        return match.group(1)

    assert found(7, "задолженность") == "7"
    assert found(8, "задолженность") == "14"
    assert found(40, "задолженность") == "35"
    assert found(5, "небывальщина") == "5"


def test_all_places_of_a_document(client: FlaskClient) -> None:
    """Listed by page, each a link to its own hit."""
    page = text_of(client, "/items/A0001-000001/find?q=договор")
    assert "4 places" in page
    assert "/items/A0001-000001/pages/1?q=%D0%B4%D0%BE%D0%B3%D0%BE%D0%B2%D0%BE%D1%80&amp;hit=2" in page
    assert "0 places" in text_of(client, "/items/A0001-000001/find?q=небывальщина")
    assert client.get("/items/A0001-000001/find").status_code == 200


def test_pictures(client: FlaskClient) -> None:
    """A picture is a JPEG that no cache keeps; a page that is not there has none."""
    answer = client.get("/items/A0001-000001/pages/1/image?width=160")
    assert answer.mimetype == "image/jpeg"
    assert answer.data[:3] == b"\xff\xd8\xff"
    assert client.get("/items/A0001-000001/pages/9/image").status_code == 404
    assert client.get("/items/A0001-000006/pages/1/image").status_code == 404


def test_no_address_gives_the_file_itself(client: FlaskClient) -> None:
    """There is no route to an original."""
    for address in (
        "/items/A0001-000001/original",
        "/items/A0001-000001.pdf",
        "/items/A0001-000001/pages/1.pdf",
    ):
        assert client.get(address).status_code == 404
