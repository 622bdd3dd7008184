"""Hazards: each kind is found where it hides, and harmless files have none."""

from __future__ import annotations

import re

import pymupdf
import pytest
from tests.unit.reading.made import RUSSIAN, text_pdf

from kartoteka.formats import pdf_hazards
from kartoteka.formats.contract import PageBounds
from kartoteka.formats.pdf import PdfFormat
from kartoteka.formats.pdf_hazards import MOST_OF_A_KIND
from kartoteka.records.hazard import Hazard


def hazards_of(pdf: bytes) -> tuple[Hazard, ...]:
    return PdfFormat().open(memoryview(pdf), PageBounds(), 100).hazards()


def with_object(source: str, in_catalogue: str = "") -> bytes:
    document = pymupdf.open(stream=text_pdf(RUSSIAN))
    number = document.get_new_xref()
    document.update_object(number, source)
    document.xref_set_key(document.page_xref(0), "Odd", f"{number} 0 R")
    if in_catalogue:
        document.xref_set_key(document.pdf_catalog(), in_catalogue, f"{number} 0 R")
    return bytes(document.tobytes(garbage=0, use_objstms=1, deflate=1))  # hidden in an object stream


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("<</S/JavaScript/JS(app.alert(1))>>", "javascript"),
        ("<</S/Launch/F(cmd.exe)>>", "launch"),
        ("<</AA<</O 1 0 R>>>>", "automatic-action"),
        ("<</Type/Filespec/F(virus.exe)/EF<</F 1 0 R>>>>", "embedded-file"),
        ("<</S/SubmitForm/F(http://example.org)>>", "form-submit"),
        ("<</S/ImportData/F(x.fdf)>>", "form-import"),
        ("<</S/URI/URI(http://example.org/a)>>", "external-link"),
        ("<</S/GoToR/F(\\\\\\\\server\\\\share)>>", "external-file"),
        ("<</Subtype/RichMedia>>", "rich-media"),
        ("<</XFA[(template) 1 0 R]>>", "xfa-form"),
        ("<</S/J#61vaScript/JS(1)>>", "javascript"),  # a name spelt with an escape
    ],
)
def test_each_kind_is_found(source: str, kind: str) -> None:
    """Also in object streams and under escaped names."""
    assert kind in {hazard.kind for hazard in hazards_of(with_object(source))}


def test_an_open_action_counts_only_when_it_acts() -> None:
    """Opening at a page is no hazard; anything else at opening is."""
    assert "open-action" in {h.kind for h in hazards_of(with_object("<</S/JavaScript/JS(1)>>", "OpenAction"))}
    document = pymupdf.open(stream=text_pdf(RUSSIAN))
    document.xref_set_key(document.pdf_catalog(), "OpenAction", f"[{document.page_xref(0)} 0 R/Fit]")
    assert hazards_of(bytes(document.tobytes())) == ()


def test_a_harmless_file_has_none() -> None:
    """Nor does one whose text and addresses only name such things."""
    assert hazards_of(text_pdf(["/JavaScript /Launch /AA"])) == ()
    (link,) = hazards_of(with_object("<</S/URI/URI(http://example.org/JS/Launch /AA)>>"))
    assert link.kind == "external-link"
    assert "http://example.org/JS/Launch /AA" in link.place


def test_many_of_a_kind_are_counted() -> None:
    """A page of links does not drown the others."""
    links = "".join(f"<</S/URI/URI(http://example.org/{n})>>" for n in range(3))
    document = pymupdf.open(stream=with_object("<</S/Launch/F(x)>>"))
    for _ in range(30):
        document.update_object(document.get_new_xref(), f"[{links}]")
    hazards = hazards_of(bytes(document.tobytes(garbage=0)))
    of_links = [hazard for hazard in hazards if hazard.kind == "external-link"]
    assert len(of_links) == MOST_OF_A_KIND + 1
    assert of_links[-1].place == "and 20 more"
    assert "launch" in {hazard.kind for hazard in hazards}


def test_objects_that_cannot_be_read_are_told() -> None:
    """An object stream that nobody can decode may hold anything: that is said, with a number."""
    data = bytearray(with_object("<</S/Launch/F(cmd.exe)>>"))
    document = pymupdf.open(stream=memoryview(data), filetype="pdf")
    begins = data.index(b"stream", data.index(b"/ObjStm")) + len(b"stream\r\n")
    ends = data.index(b"endstream", begins)
    data[begins:ends] = bytes(ends - begins)
    hazards = pdf_hazards.find(document, memoryview(data))
    (told,) = [hazard for hazard in hazards if hazard.kind == pdf_hazards.NOT_SEARCHED]
    assert re.fullmatch(r"[1-9]\d* objects that cannot be read", told.place)


def test_want_of_memory_is_not_taken_for_a_damaged_object() -> None:
    """It ends the child, which has a name for it."""

    class Starved:
        def xref_length(self) -> int:
            return 3

        def xref_object(self, number: int, compressed: bool) -> str:
            raise MemoryError

    with pytest.raises(MemoryError):
        pdf_hazards._search(Starved(), [1])
