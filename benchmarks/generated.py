"""A generated archive: as many pages as wanted, for measuring finding, showing and cost per page.

    python benchmarks/generated.py --pages 100000 FOLDER
    kartoteka --archive FOLDER serve

The catalogue's rows, ledger and index are made by the program's own code; nothing is read by children.
Each document has a small original that draws a grey bar where each word stands, so that the reader
shows pages; ``--no-originals`` leaves them out. The same numbers give the same archive, times and
salts apart.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from kartoteka.clock import now
from kartoteka.records.agent import Agent
from kartoteka.records.dates import parse_iso
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.item import Item, ItemState, item_id
from kartoteka.records.page import Page, TextLayer, Words
from kartoteka.workflow import events, index, written
from kartoteka.workflow.accession import Delivery, mark_stored, open_accession
from kartoteka.workflow.archive import Archive, init_archive, writing

TOOL = Agent("tool", "generated", "1")
PAGES_A_DOCUMENT = 10
WORDS_A_PAGE = 250
WORDS_A_LINE = 10
DELIVERIES = 4
_PAGES_A_TRANSACTION = 500

_STEMS = """приказ рапорт осуждённ начальник колони отряд журнал провер жалоб прокурор медицинск справк
перевод этап склад договор оборудован задолженност поставк сотрудник дежурн смен режим нарушен взыскан
изолятор карцер показан протокол допрос свидетел следовател адвокат ходатайств постановлен распоряжен
указан инструкц"""
STEMS = _STEMS.split()
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ого", "ому", "ым")
_SYLLABLES = """ба ва га да жа за ка ла ма на ра са та фа ха ча ша бе ве де же зе ле ме не ре се те ко ло мо
по ро со то"""
SYLLABLES = _SYLLABLES.split()


def vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    """Words of which few are frequent and most are rare, as in life; inflected."""
    roots = STEMS + ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(size)]
    return [root + rng.choice(ENDINGS) for root in roots]


def pages(count: int, seed: int = 1, a_document: int = PAGES_A_DOCUMENT) -> Iterator[Page]:
    """Pages of text with words in lines of ten."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    weights = list(itertools.accumulate(1 / (rank + 5) for rank in range(len(words))))
    for number in range(count):
        yield _page(number % a_document + 1, rng.choices(words, cum_weights=weights, k=WORDS_A_PAGE))


def _page(number: int, chosen: list[str]) -> Page:
    starts, ends, at = [], [], 0
    for word in chosen:
        starts.append(at)
        at += len(word) + 1
        ends.append(at - 1)
    places = range(0, len(chosen), WORDS_A_LINE)
    text = "\n".join(" ".join(chosen[place : place + WORDS_A_LINE]) for place in places)
    columns = Words(tuple(starts), tuple(ends), _BOXES, None, _LINES, (0,) * len(chosen))
    layer = TextLayer(1, "embedded", "ru", None, TOOL, text, columns, None)
    return Page(number, 595.0, 842.0, 0, (layer,), 1)


def _box(place: int) -> tuple[int, int, int, int]:
    line, column = divmod(place, WORDS_A_LINE)
    left, top = 4000 + column * 5200, 5000 + line * 3000
    return left, top, left + 4800, top + 1400


_BOXES = tuple(edge for place in range(WORDS_A_PAGE) for edge in _box(place))
_LINES = tuple(place // WORDS_A_LINE for place in range(WORDS_A_PAGE))


def build(
    folder: Path,
    count: int,
    *,
    a_document: int = PAGES_A_DOCUMENT,
    deliveries: int = DELIVERIES,
    originals: bool = False,
) -> Archive:
    """Make an archive of ``count`` pages and index it; returns it opened.

    Args:
        folder: Where it will be; new or empty.
        count: Pages; rounded down to whole documents and equal deliveries.
        a_document: Pages a document.
        deliveries: Accessions that the documents are spread over, of two sources.
        originals: Whether each document has bytes in the store, to be drawn.
    """
    archive = init_archive(folder)
    received = parse_iso("2026-01-01")
    assert received is not None
    made = pages(count, a_document=a_document)
    documents = count // a_document // deliveries
    with writing(archive, "generation"):
        for part in range(deliveries):
            delivery = Delivery(
                Path(f"/generated/{part}"), f"source {part % 2}", received, title=f"Delivery {part}"
            )
            accession, _ = open_accession(archive, delivery)
            _fill(archive, accession, made, documents, a_document, originals=originals)
            mark_stored(archive, accession, documents)
        index.catch_up(archive)
        archive.index.release_writer()
    return archive


def _fill(
    archive: Archive, accession, made: Iterator[Page], documents: int, a_document: int, *, originals: bool
) -> None:
    step = max(1, _PAGES_A_TRANSACTION // a_document)
    for begin in range(1, documents + 1, step):
        numbers = range(begin, min(begin + step, documents + 1))
        bodies = [original(f"{accession.number}/{number}", a_document) for number in numbers]
        if originals:
            with archive.originals.intake() as intake:
                for body in bodies:
                    intake.take_in(BytesIO(body))
        with archive.catalogue.write() as unit:
            for number, body in zip(numbers, bodies, strict=True):
                content = list(itertools.islice(made, a_document))
                _add(archive, unit, accession, number, body, content)


def _add(archive: Archive, unit, accession, number: int, body: bytes, content: list[Page]) -> None:
    digest = Digest(hashlib.sha256(body).hexdigest())
    raw = f"папка {number % 20}/скан_{number:05d}.pdf".encode()
    ids = (item_id(accession.id, raw), accession.id, accession.number, number)
    state = (len(body), None, ItemState.CATALOGUED, None, accession.compartment, now())
    item = Item(*ids, digest, raw, b"", None, *state)
    unit.documents.add(digest, len(body))
    unit.items.add(item)
    unit.record(events.item_received(archive.id, item, archive.person))
    unit.documents.identify(Document(digest, len(body), "application/pdf", len(content)))
    unit.pages.save_many(digest, content)
    read = (1, len(content), written.layers_digest(content), 0, TOOL)
    unit.record(events.pages_read(archive.id, digest, *read))
    unit.outbox.put(digest)


def original(name: str, page_count: int) -> bytes:
    """Write a PDF whose pages show a grey bar where each word stands; ``name`` makes its bytes its own."""
    kids = " ".join(f"{4 + number} 0 R" for number in range(page_count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>/Contents 3 0 R>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {page_count}>>".encode(),
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(_BARS), _BARS),
        *[page] * page_count,
    ]
    file, places = BytesIO(), []
    file.write(b"%PDF-1.4\n% " + name.encode() + b"\n")
    for number, body in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(b"%d 0 obj" % number + body + b"endobj\n")
    table = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.write(b"".join(b"%010d 00000 n \n" % place for place in places))
    file.write(b"trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table))
    return file.getvalue()


_BARS = zlib.compress(
    b"0.6 g\n"
    + b"".join(
        b"%g %g %g %g re f\n" % (left / 100, 842 - bottom / 100, (right - left) / 100, (bottom - top) / 100)
        for left, top, right, bottom in map(_box, range(WORDS_A_PAGE))
    )
)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="where the archive will be; new or empty")
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--a-document", type=int, default=PAGES_A_DOCUMENT, help="pages a document")
    parser.add_argument("--deliveries", type=int, default=DELIVERIES)
    parser.add_argument("--no-originals", dest="originals", action="store_false")
    given = parser.parse_args()
    begun = time.monotonic()
    shape = {"a_document": given.a_document, "deliveries": given.deliveries, "originals": given.originals}
    build(given.folder, given.pages, **shape).close()
    print(f"{given.pages} pages in {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
