"""The child's program, in our own process: documents in, checked frames out."""

from __future__ import annotations

from typing import Any

import pymupdf
import pytest
from tests.unit.reading.made import RUSSIAN, read, text_pdf

from kartoteka.formats.pdf import PdfDocument
from kartoteka.reading import program
from kartoteka.reading.frames import FrameLimits, parse_pixels


def encrypted(user: str) -> bytes:
    document = pymupdf.open(stream=text_pdf(RUSSIAN))
    return bytes(document.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw=user))


def without_pages() -> bytes:
    return text_pdf(RUSSIAN).replace(b"/Count 1", b"/Count 0").replace(b"/Kids[", b"/Dogs[")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "empty-file"),
        (b"PK\x03\x04 a parcel", "unsupported-type"),
        (b"%PDF-1.7\nnothing that follows is a document", "damaged"),
        (encrypted("secret"), "password-needed"),
        (without_pages(), "zero-pages"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_opened_is_held_with_a_reason(raw: bytes, code: str) -> None:
    """Each is held, with a sentence and a remedy, and no page is made up."""
    finding, pages = read(raw)
    assert finding.held is not None
    assert (finding.held.code, finding.pages, pages) == (code, 0, [])
    assert finding.held.sentence
    assert finding.held.remedy


def test_a_document_of_too_many_pages_is_held() -> None:
    """The limit is the setting's, and the remedy names it."""
    finding, _ = read(text_pdf(RUSSIAN, RUSSIAN, RUSSIAN), pages=2)
    assert finding.held is not None
    assert finding.held.code == "too-many-pages"
    assert "largest_document_pages" in finding.held.remedy


def test_an_empty_user_password_opens() -> None:
    """Restrictions without a password to open hold nobody up."""
    finding, pages = read(encrypted(""))
    assert finding.held is None
    assert pages[0].layer is not None
    assert pages[0].layer.text.startswith("Начальнику")


def test_a_truncated_file_gives_what_is_left() -> None:
    """A file cut in its last third is repaired, said to be, and read as far as it goes."""
    whole = text_pdf(RUSSIAN, RUSSIAN, RUSSIAN)
    finding, pages = read(whole[: len(whole) - 400])
    assert finding.repaired or finding.held is not None
    assert len(pages) == finding.pages


def test_a_range_is_read_and_no_more() -> None:
    """Pages are counted from 1; the range is cut to the document; facts come with page 1 only."""
    pdf = text_pdf(*([f"Страница {number}"] for number in range(1, 8)))
    finding, pages = read(pdf, first=3, last=5)
    assert (finding.pages, [page.number for page in pages]) == (7, [3, 4, 5])
    assert (finding.claims, finding.hazards) == ({}, ())
    assert pages[0].layer is not None
    assert pages[0].layer.text == "Страница 3"
    assert [page.number for page in read(pdf, first=6, last=99)[1]] == [6, 7]


def test_pages_that_throw_lose_only_themselves() -> None:
    """A file that claims more pages than it has: each missing one has a problem, the others text."""
    pdf = text_pdf(["Первая"], ["Вторая"], ["Третья"])
    assert pdf.count(b"/Count 3") == 1
    finding, pages = read(pdf.replace(b"/Count 3", b"/Count 5"))
    assert (finding.pages, len(pages)) == (5, 5)
    assert [bool(page.problem) for page in pages] == [False, False, False, True, True]
    assert pages[2].layer is not None
    assert pages[2].layer.text == "Третья"
    assert "could not be read" in pages[4].problem


def test_a_page_of_too_many_words_is_cut_and_says_so() -> None:
    """Beyond the limit words are left out, the page has a problem and is still shown."""
    _, pages = read(text_pdf(RUSSIAN), words=10)
    assert pages[0].layer is not None
    assert len(pages[0].layer.words) == 10
    assert "first 10 words" in pages[0].problem


def test_claims_are_kept_as_the_file_makes_them() -> None:
    """Title and author are raw; what no text may hold is replaced."""
    document = pymupdf.open(stream=text_pdf(RUSSIAN))
    document.set_metadata({"title": "Приказ\x07 № 5", "author": "Иванов И. И.", "creationDate": "D:20200101"})
    finding, _ = read(bytes(document.tobytes()))
    assert finding.claims["author"] == "Иванов И. И."
    assert finding.claims["title"] == "Приказ\ufffd № 5"
    assert finding.claims["creationDate"] == "D:20200101"


def test_pixels_of_a_page() -> None:
    """A page is drawn as wide as asked, in RGB, within the bound; a page that is not there is said."""
    frames: list[tuple[str, Any, bytes]] = []

    def ask(page: int, width: int, pixels: int = 60_000_000) -> tuple[str, Any, bytes]:
        program.run(
            {"op": "render", "page": page, "width": width, "limits": {"pixels": pixels}},
            memoryview(text_pdf(RUSSIAN, width=400, height=300)),
            lambda kind, body, payload=b"": frames.append((kind, dict(body), bytes(payload))),
        )
        return frames[-1]

    kind, body, payload = ask(1, 800)
    drawn = parse_pixels(body, payload, FrameLimits())
    assert (kind, drawn.width, drawn.height) == ("pixels", 800, 600)
    assert set(payload) >= {0, 255}
    _, body, payload = ask(1, 100_000, pixels=10_000)
    small = parse_pixels(body, payload, FrameLimits(pixels=10_000))
    assert 9_000 < small.width * small.height <= 10_000
    assert ask(2, 800)[0] == "problem"


def test_an_unknown_request_is_our_own_fault() -> None:
    """It raises; it is never taken for a document's fault."""
    with pytest.raises(ValueError, match="no such request"):
        program.run({"op": "guess"}, memoryview(b""), lambda kind, body, payload=b"": None)


def of_many_pages(count: int) -> bytes:
    """A file of so many pages, each of which says its number; written out, as a library takes long."""
    nodes = -(-count // 100)
    first = 4 + nodes
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{' '.join(f'{4 + node} 0 R' for node in range(nodes))}]/Count {count}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for node in range(nodes):
        kids = range(100 * node, min(count, 100 * node + 100))
        pages = " ".join(f"{first + 2 * place} 0 R" for place in kids)
        objects.append(f"<</Type/Pages/Parent 2 0 R/Kids[{pages}]/Count {len(kids)}>>")
    for place in range(count):
        content = f"BT /F1 12 Tf 20 50 Td (page number {place + 1} of many) Tj ET"
        resources = f"Contents {first + 2 * place + 1} 0 R/Resources<</Font<</F1 3 0 R>>>>"
        objects += [
            f"<</Type/Page/Parent {4 + place // 100} 0 R/MediaBox[0 0 300 100]/{resources}>>",
            f"<</Length {len(content)}>>stream\n{content}\nendstream",
        ]
    parts, offsets, at = ["%PDF-1.4\n"], [], 9
    for number, source in enumerate(objects, start=1):
        offsets.append(at)
        parts.append(f"{number} 0 obj\n{source}\nendobj\n")
        at += len(parts[-1])
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    table = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    end = f"trailer<</Root 1 0 R/Size {size}>>\nstartxref\n{at}\n%%EOF"
    return ("".join(parts) + table + end).encode()


def test_a_file_opened_for_one_page_costs_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 10,000 pages one is loaded, no other is looked at, and what may harm is not searched for again."""
    loaded: list[int] = []
    load = PdfDocument.page
    monkeypatch.setattr(PdfDocument, "page", lambda self, number: loaded.append(number) or load(self, number))
    monkeypatch.setattr(PdfDocument, "hazards", lambda self: pytest.fail("the whole file was searched"))
    monkeypatch.setattr(PdfDocument, "claims", lambda self: pytest.fail("its claims were read again"))
    said: list[tuple[str, dict[str, Any]]] = []
    asked = {"op": "read", "first": 7654, "last": 7654, "languages": ""}
    program.run(
        asked, memoryview(of_many_pages(10_000)), lambda kind, body, payload=b"": said.append((kind, body))
    )
    assert loaded == [7654]
    assert [kind for kind, _ in said] == ["document", "page", "end"]
    assert said[1][1]["layers"][0]["text"] == "page number 7654 of many"


def test_a_child_says_whether_another_document_may_follow() -> None:
    """Ordinary pages, yes; a script, damage, or a page that threw, no."""
    asked = {"op": "read", "first": 1, "last": 16, "languages": ""}

    def ordinary(pdf: bytes) -> bool:
        return program.run(asked, memoryview(pdf), lambda kind, body, payload=b"": None)

    assert ordinary(of_many_pages(3))
    assert not ordinary(of_many_pages(3).replace(b"/Type/Catalog", b"/AA<</O 1 0 R>>/Type/Catalog"))
    assert not ordinary(of_many_pages(3)[:-200])  # no table of objects: rebuilt
    assert not ordinary(b"%PDF- nothing")
