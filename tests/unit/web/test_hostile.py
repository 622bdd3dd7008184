"""Words of documents never become mark-up: the page's skeleton is the same whatever they say.

Every text that comes from a document, a delivery or a user is replaced by hostile strings; the tags
and attributes of the page, as html5lib reads them, must equal those of the page with harmless text.
"""

from __future__ import annotations

import dataclasses
import typing
from collections.abc import Callable, Iterator
from datetime import date, datetime
from enum import Enum
from uuid import UUID

import html5lib
import pytest
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader
from tests.unit.web.invented import READER, Invented

from kartoteka.records.digest import is_digest
from kartoteka.web.app import create_app

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "' onmouseover='alert(1)",
    "</title><script>alert(1)</script>",
    "</textarea><b>",
    "<!--<b>-->",
    "]]><b>",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt;&#60;b&#62;",
    "javascript:alert(1)",
    "%3Cb%3E%22",
    "\u202e<b>\u200b\x00\x1b[31m",
    "<b hx-get=/leave hx-trigger=load>",
    "`${alert(1)}`",
)
HARMLESS = "слово"

FIXED = {
    "state",
    "outcome",
    "origin",
    "language",
    "parameter",
    "widget",
    "media_type",
    "compartment",
    "agent_kind",
}
"""Fields whose values the house itself makes: words of closed lists, codes, names of filters."""

Put = Callable[[str], str]


def poisoned(value: object, put: Put, name: str = "") -> object:
    """Copy a value with every free text in it replaced."""
    if isinstance(value, Enum | bool | int | float | UUID | datetime | date) or value is None:
        return value
    if isinstance(value, str):
        return value if name in FIXED or is_digest(value) or not value else put(value)
    if isinstance(value, bytes):
        return put(value.decode("utf-8", "replace")).encode() if name == "raw_path" else value
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return value
    if isinstance(value, list | tuple):
        return type(value)(poisoned(one, put, name) for one in value)
    if isinstance(value, dict):
        return {key: poisoned(one, put) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kind = type(value).__name__
        if kind in {"Question", "Words", "Raster"}:
            return value
        if kind == "TextLayer":
            return dataclasses.replace(value, text=in_place(value.text, put))
        if kind == "Snippet":
            return dataclasses.replace(value, text=in_place(value.text, put))
        if kind == "CustodyLine":
            return dataclasses.replace(
                value, detail={k: put(v) for k, v in value.detail.items()}, agent=put(value.agent)
            )
        changes = {
            f.name: poisoned(getattr(value, f.name), put, f.name)
            for f in dataclasses.fields(value)
            if f.name != "tool" and f.init
        }
        return dataclasses.replace(value, **changes)
    raise AssertionError(f"unknown kind of value: {type(value)}")


def in_place(text: str, put: Put) -> str:
    """Write hostile text over a text of the same length, so that offsets into it still hold."""
    return (put("x") + text)[: len(text)] if len(put("x")) < len(text) else text


class Poisoned(Invented):
    """The invented archive with every free text replaced."""

    def __init__(self, put: Put) -> None:
        super().__init__()
        self.put = put

    def __getattribute__(self, name: str) -> typing.Any:
        found = super().__getattribute__(name)
        if name in {"ask", "open_page", "find_in", "open_item", "open_accession", "accessions", "imports"}:
            return lambda *given: poisoned(found(*given), self.put)
        return found


PAGES = (
    "/search?q=договор",
    "/search?q=договор&accession=A0001&language=-en&page=2",
    "/search?accession={}",
    "/items/A0001-000001/pages/1?q=договор&result=1",
    "/items/A0001-000001/pages/2?q=договор",
    "/items/A0001-000002/pages/1",
    "/items/A0001-000004/pages/2",
    "/items/A0001-000006/pages/1",
    "/items/A0001-000001/pages/1/preview?q=договор",
    "/items/A0001-000001/find?q=договор",
    "/items/A0001-000001",
    "/items/A0001-000007",
    "/accessions",
    "/accessions/A0001",
    "/imports",
    "/imports/A0002",
)


ACTING = {"hx-get", "hx-target", "type", "action", "method", "class"}


def acting(name: str, value: str) -> str:
    """Return the value of an attribute that makes something happen, without an address's arguments."""
    return value.partition("?")[0] if name in ACTING else ""


def skeleton(page: str) -> list[tuple[object, ...]]:
    """Return all tags with their attributes' names, and the values of those that act."""
    made = []
    for element in html5lib.parse(page, namespaceHTMLElements=False).iter():
        if not isinstance(element.tag, str):
            made.append(("comment",))
            continue
        attributes = tuple(
            sorted((str(name), acting(str(name), str(value))) for name, value in element.attrib.items())
        )
        made.append((element.tag, attributes))
    return made


def pages(put: Put) -> Iterator[tuple[str, list[tuple[object, ...]], str]]:
    app = create_app(
        object(),
        dataclasses.replace(READER, name=put("x")),
        consult=Poisoned(put),
        redeem=lambda archive, token: True,
    )
    client = app.test_client()
    client.get("/enter?token=x")
    for address in PAGES:
        page = client.get(address.format("A0001"))
        assert page.status_code == 200, (address, page.status_code)
        yield address, skeleton(page.get_data(as_text=True)), page.get_data(as_text=True)


@pytest.fixture(scope="module")
def harmless() -> dict[str, list[tuple[object, ...]]]:
    return {address: made for address, made, _text in pages(lambda text: HARMLESS)}


def settled(one: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Leave out what may differ with harmless reason: break offers in names and language tags."""
    kept = []
    for tag, *rest in one:
        if tag == "wbr":
            continue
        attributes = [tuple(pair for pair in part if pair[0] != "lang") for part in rest]
        kept.append((tag, *attributes))
    return kept


@pytest.mark.parametrize("hostile", HOSTILE)
def test_documents_cannot_add_markup(hostile: str, harmless: dict[str, list[tuple[object, ...]]]) -> None:
    """With hostile words in every field the skeleton of every page is that of harmless words."""
    for address, made, text in pages(lambda text: hostile):
        assert settled(made) == settled(harmless[address]), address
        assert "\u202e" not in text
        assert "\x1b" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_addresses_cannot_add_markup(client: FlaskClient, hostile: str) -> None:
    """What stands in an address is text too: query, filter, order, view, back link."""
    for address in (
        "/search",
        "/items/A0001-000001/pages/1",
        "/items/A0001-000001/find",
        "/accessions/A0001",
    ):
        given = [
            "q",
            "accession",
            "language",
            "order",
            "page",
            "view",
            "zoom",
            "hit",
            "asked",
            "state",
            "after",
            "peek",
            "unknown",
        ]
        page = client.get(
            address, query_string=dict.fromkeys([*given, "result"], hostile.replace('"', "") + " " + HARMLESS)
        )
        plain = client.get(address, query_string=dict.fromkeys([*given, "result"], HARMLESS))
        assert page.status_code == plain.status_code
        assert settled(skeleton(page.get_data(as_text=True))) == settled(
            skeleton(plain.get_data(as_text=True))
        ), address


def test_the_test_has_teeth(harmless: dict[str, list[tuple[object, ...]]]) -> None:
    """A template that forgets to escape one field is found."""
    app = create_app(
        object(), READER, consult=Poisoned(lambda text: HOSTILE[1]), redeem=lambda archive, token: True
    )
    source, *_ = app.jinja_env.loader.get_source(app.jinja_env, "item.html")  # type: ignore[union-attr]  # set by Flask
    careless = DictLoader({"item.html": source.replace("{{ item.name|caption }}", "{{ item.name|safe }}")})
    app.jinja_env.loader = ChoiceLoader([careless, app.jinja_env.loader])  # type: ignore[list-item]  # set by Flask
    client = app.test_client()
    client.get("/enter?token=x")
    made = skeleton(client.get("/items/A0001-000001").get_data(as_text=True))
    assert settled(made) != settled(harmless["/items/A0001-000001"])
