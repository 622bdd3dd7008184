"""Items, accessions and imports: provenance, balance, and what needs a person."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient
from tests.unit.web.views.test_reader import plain
from tests.unit.web.views.test_search import text_of


def test_an_item_says_where_it_comes_from(client: FlaskClient) -> None:
    """Receipts, claims marked as claims, hazards in words, pages, and the chain of custody."""
    page = plain(text_of(client, "/items/A0001-000001"))
    assert "Received 2 times from 2 sources." in page
    assert "A0002-000001" in page
    assert "author user-pc3 claim" in page
    assert "Nothing of the known kinds was found. That is not a promise." in page
    assert "accession opened" in page
    assert "erased" in page
    assert "What entry 41 said was erased" in page


def test_hazards_are_told_in_words(client: FlaskClient) -> None:
    """A script is a script, and where it stands is said."""
    page = plain(text_of(client, "/items/A0001-000002"))
    assert "It carries a script." in page
    assert "page 1, on open" in page


def test_a_held_item_says_reason_and_remedy(client: FlaskClient) -> None:
    """Also with a name that is not UTF-8."""
    page = plain(text_of(client, "/items/A0001-000007"))
    assert "The file ends in the middle. Ask the source for another copy. damaged" in page
    assert "bad \\xff\\xfe name." in page


def test_accessions_balance(client: FlaskClient) -> None:
    """Each state is counted, in the list and on the page, and can be looked at alone."""
    page = plain(text_of(client, "/accessions"))
    assert "4 catalogued" in page
    assert "2 held" in page
    one = plain(text_of(client, "/accessions/A0001"))
    assert "8 files, 7 pages, 5 of them by OCR" in one
    held = text_of(client, "/accessions/A0001?state=held")
    assert "A0001-000006" in held
    assert "A0001-000001" not in held
    assert client.get("/accessions/A0001?state=nonsense").status_code == 200


def test_imports_list_what_needs_a_person(client: FlaskClient) -> None:
    """Held files with reason and remedy, on the page and as a table."""
    page = plain(text_of(client, "/imports"))
    assert "password-needed" in page
    assert "interrupted" in page
    for address, rows in (
        ("/imports/held.csv", 2),
        ("/imports/A0001/held.csv", 2),
        ("/imports/A0003/held.csv", 0),
    ):
        answer = client.get(address)
        assert answer.mimetype == "text/csv"
        assert "attachment" in answer.headers["Content-Disposition"]
        table = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert len(table) == rows
        assert all(row["reason"] and row["sentence"] and row["remedy"] for row in table)


def test_a_table_holds_no_formula(client: FlaskClient, monkeypatch) -> None:
    """A file's name that a spreadsheet would run is made harmless."""
    from kartoteka.web.views.imports import _harmless

    for name in ("=1+1", "+1", "-1", "@x", "\t=1", "\r=1"):
        assert _harmless(name) == f"'{name}"
    assert _harmless("1999/03/скан.pdf") == "1999/03/скан.pdf"


def test_an_import_under_way_refreshes(client: FlaskClient) -> None:
    """With scripts by itself; without, by a link, and only where it is asked for."""
    going = text_of(client, "/imports/A0002")
    assert 'hx-trigger="every 2s"' in going
    assert 'http-equiv="refresh"' not in going
    assert 'http-equiv="refresh" content="10"' in text_of(client, "/imports/A0002?refresh=1")
    finished = text_of(client, "/imports/A0001?refresh=1")
    assert "hx-trigger" not in finished
    assert 'http-equiv="refresh"' not in finished


def test_help_and_keys(client: FlaskClient) -> None:
    """Every filter is in the help; every key is in the list."""
    page = text_of(client, "/help")
    for name in ("accession=", "source=", "language=", "received=", "read-by=", "state="):
        assert name in page
    keys = text_of(client, "/help/keys")
    assert "<kbd>n</kbd>" in keys
    assert "Single keys are on." in keys
