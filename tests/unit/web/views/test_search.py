"""The search page says what it understood, what is there, and what can be done."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from tests.unit.web.invented import READER, Invented

from kartoteka.records.question import Answer, Question
from kartoteka.records.reader import Reader
from kartoteka.web.app import create_app


def text_of(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.get_data(as_text=True)


def test_start_leads_to_search(client: FlaskClient) -> None:
    """The bare address is the search page's."""
    assert client.get("/").headers["Location"] == "/search"
    narrowed = client.get("/?text-layer=disagrees&state=held&state=catalogued").headers["Location"]
    assert narrowed == "/search?text-layer=disagrees&state=held&state=catalogued"


def test_a_result_leads_to_its_hit(client: FlaskClient) -> None:
    """Each hit page is a link into the reader that keeps question and place in the list."""
    page = text_of(client, "/search?q=договор&accession=A0001&order=number")
    first = re.search(r'<a class="p" href="([^"]+)"', page)
    assert first
    assert first.group(1).startswith("/items/A0001-000001/pages/1?")
    assert "accession=A0001" in first.group(1)
    assert "result=1" in first.group(1)
    assert "order=number" in first.group(1)
    assert "<mark>" in page


def test_results_say_their_facts(client: FlaskClient) -> None:
    """Number, delivery, pages, language, how it was read, sources, hazards, state."""
    page = text_of(client, "/search?q=договор")
    for fact in (
        "A0001-000001",
        "Irkutsk, disk B / 1999/03",
        "3 p.",
        "Russian",
        "2 sources",
        "OCR 61 %, doubtful",
        "1 hazard",
        "received again",
        "waits to be read",
        "typed",
    ):
        assert fact in re.sub(r"<[^>]+>", "", page), fact


def test_filters_can_be_included_excluded_and_taken_back(client: FlaskClient) -> None:
    """Links add, exclude and remove a value; chips say in words what narrows."""
    page = text_of(client, "/search?q=договор")
    assert "accession=A0001" in page
    assert "accession=-A0001" in page
    narrowed = text_of(client, "/search?q=договор&accession=A0001&language=-en")
    assert "Accession: A0001 Irkutsk, disk B" in narrowed
    assert "Language: not English" in narrowed
    assert narrowed.count('class="chip"') == 2
    assert "take all away" in narrowed


def test_pages_of_results(client: FlaskClient) -> None:
    """Thirty results stand on two pages, numbered on; beyond the end there is a way back."""
    page = text_of(client, "/search?q=договор&page=2")
    assert '<ol class="hits" start="21">' in page
    assert 'aria-label="page 2 of results"' in page
    assert "The list ends before this page" in text_of(client, "/search?q=договор&page=99")


def test_a_query_that_cannot_be_read_is_explained_in_place(client: FlaskClient) -> None:
    """The words stay in the field, and the reason stands under it."""
    page = text_of(client, "/search?q=%22договор", 400)
    assert 'value="&#34;договор"' in page
    assert "The quotation mark at the end is not closed." in page
    assert 'aria-invalid="true"' in page
    assert "How to ask" in page


def test_nothing_found_helps(client: FlaskClient) -> None:
    """Ways on: any of the words, without the filters, the beginning of the word."""
    page = text_of(client, "/search?q=раз два три&language=ru")
    assert "No document answers" in page
    assert "OR" in page
    assert "Ask again without what narrows it" in page
    assert "начал*" not in text_of(client, "/search?q=небывальщина")
    assert "небывальщи*" in text_of(client, "/search?q=небывальщина")


def test_the_preview_shows_what_is_asked_for(client: FlaskClient) -> None:
    """The first result by default, another by its link; the same as a fragment for scripts."""
    page = text_of(client, "/search?q=договор")
    assert '<li class="hit cur" id="A0001-000001"' in page
    other = text_of(client, "/search?q=договор&peek=A0001-000002/1")
    assert '<li class="hit cur" id="A0001-000002"' in other
    fragment = text_of(client, "/items/A0001-000002/pages/1/preview?q=договор&result=2")
    assert "<html" not in fragment
    assert 'class="box now"' in fragment
    assert "result=2" in fragment


def test_source_names_stand_in_no_address_and_no_title(client: FlaskClient) -> None:
    """A code name is shown, and is in no address, no title and no file name."""
    for address in ("/search?q=договор", "/items/A0001-000001", "/accessions", "/items/A0001-000001/pages/1"):
        page = text_of(client, address)
        assert "otter" in page
        places = re.findall(r'(?:href|src|action|hx-get|value)="([^"]*)"', page)
        places += re.findall(r"<title>(.*?)</title>", page)
        assert not [place for place in places if "otter" in place or "heron" in place]


class Bare(Invented):
    """Answers as an archive does that holds nothing, or nothing that can be found."""

    def __init__(self, *, received: bool, index_missing: bool) -> None:
        super().__init__()
        self.changes = {"received": received, "index_missing": index_missing}

    def ask(self, archive: object, reader: Reader, question: Question, /) -> Answer:
        empty = {"total": 0, "pages": 0, "hits": (), "facets": ()}
        return replace(super().ask(archive, reader, question), **empty, **self.changes)


@pytest.mark.parametrize(
    ("received", "index_missing", "heading"),
    [
        (False, False, "The archive is empty"),
        (False, True, "The archive is empty"),
        (True, False, "Nothing can be searched yet"),
        (True, True, "kartoteka index rebuild"),
    ],
)
def test_an_archive_without_answers(received: bool, index_missing: bool, heading: str) -> None:
    """Empty is said only where nothing was received; without an index the page says how to make one."""
    bare = Bare(received=received, index_missing=index_missing)
    app = create_app(object(), READER, consult=bare, redeem=lambda archive, token: True)
    client = app.test_client()
    client.get("/enter?token=any")
    text = client.get("/search").text
    assert heading in text
    assert ("The archive is empty" in text) == (not received)


def test_counts_are_grouped_in_the_readers_language(app: Flask) -> None:
    """A template's count of 12345 files has the separators of English or of Russian."""
    template = app.jinja_env.from_string("{{ ngettext('%(num)s file', '%(num)s files', 12345) }}")
    for language, said in (("en", "12,345 files"), ("ru", "12\xa0345 файлов")):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert template.render() == said
