"""Suspects: the cheap search finds the objects that a look at every object finds, or says it cannot tell."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.reading.made import RUSSIAN, text_pdf

from kartoteka.formats import pdf_hazards
from kartoteka.formats.mupdf import mupdf
from kartoteka.formats.pdf_suspects import Names, Suspects, is_there, suspects

NAMES = Names("JS", "Launch")


def looked_for(pdf: bytes, names: Names = NAMES) -> Suspects | None:
    document = mupdf.open(stream=memoryview(pdf), filetype="pdf")
    return suspects(document, memoryview(pdf), range(1, document.xref_length()), names)


def with_objects(*sources: str, packed: bool) -> bytes:
    document = pymupdf.open(stream=text_pdf(RUSSIAN))
    for source in sources:
        document.update_object(document.get_new_xref(), source)
    return bytes(document.tobytes(garbage=0, use_objstms=int(packed), deflate=int(packed)))


@pytest.mark.parametrize("packed", [False, True], ids=["in plain sight", "in an object stream"])
def test_the_object_that_holds_a_name_is_named(packed: bool) -> None:
    """One of two objects holds it; escapes hide nothing, longer names are other names."""
    for name in ("JS", "J#53", "#4aS", "Launch", "L#61unch"):
        pdf = with_objects("<</Other 1>>", f"<</{name} 1>>", packed=packed)
        found = looked_for(pdf)
        assert found is not None
        (number,) = found.objects
        assert any(NAMES.places(f"<</{name} 1>>".encode()))
        document = pymupdf.open(stream=pdf)
        assert document.xref_object(number, compressed=True) in ("<</JS 1>>", "<</Launch 1>>")
    assert looked_for(with_objects("<</JSX 1/Launcher 2/My#20JS 3>>", packed=packed)) == Suspects((), ())


def test_a_file_without_any_is_told_at_once() -> None:
    """Its table of objects is not even walked."""
    assert looked_for(text_pdf(RUSSIAN)) == Suspects((), ())


def test_a_name_that_is_led_to_the_wrong_object_is_not_believed() -> None:
    """An object that begins inside another's string draws what stands behind it to itself."""
    inner = b"9 0 obj null endobj"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 8 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>",
        b"null",
        b"null",
        b"null",
        b"null",
        b"<</Pad(" + inner + b")/S/JavaScript/JS(app.alert)>>",
    ]
    pdf, offsets = b"%PDF-1.4\n", []
    for number, source in enumerate(objects, start=1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n" % number + source + b"\nendobj\n"
    offsets.append(pdf.index(inner))
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"xref\n0 10\n0000000000 65535 f \n" + table + b"trailer<</Root 1 0 R/Size 10>>\nstartxref\n"
    pdf += end + b"%d\n%%%%EOF" % len(pdf)
    found = looked_for(pdf)
    assert found is not None
    assert found.objects == (9,)  # misled, and harmless: the caller sees that 9 holds no such thing
    document = mupdf.open(stream=memoryview(pdf), filetype="pdf")
    assert not document.is_repaired
    kinds = {hazard.kind for hazard in pdf_hazards.find(document, memoryview(pdf))}
    assert {"javascript", "open-action"} <= kinds


def test_absent_objects_are_told_from_unreadable_ones() -> None:
    """A number that the table skips is not there."""
    document = mupdf.open(stream=memoryview(text_pdf(RUSSIAN)), filetype="pdf")
    assert is_there(document, 1)
    assert not is_there(document, document.xref_length() + 5)


@given(some.text(alphabet="JSLaunch#53/ <>()", max_size=60))
def test_places_are_where_the_names_stand(text: str) -> None:
    """Each place is a slash, and the name is one that was looked for."""
    data = text.encode()
    for at, name in NAMES.places(data):
        assert data[at : at + 1] == b"/"
        assert name in {b"JS", b"Launch", b"ObjStm"}


@pytest.mark.full
def test_real_files_are_searched_alike(corpus: Path) -> None:
    """On every file of the corpus the cheap search finds what the look at every object finds."""
    for path in sorted(corpus.rglob("*.pdf")):
        data = path.read_bytes()
        try:
            document = mupdf.open(stream=memoryview(data), filetype="pdf")
            if document.needs_pass or document.page_count < 1:
                continue
        except Exception:  # noqa: BLE001 - damaged files are part of the corpus
            continue
        objects = range(1, min(document.xref_length(), pdf_hazards.MOST_OBJECTS))
        whole = pdf_hazards._search(document, objects)
        assert whole is not None
        found = [h for h in pdf_hazards.find(document, memoryview(data)) if h.kind != "not-searched"]
        assert found == sorted(whole[0], key=lambda hazard: hazard.kind), path
