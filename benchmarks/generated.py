"""A generated archive: as many pages as wanted, without files, for measuring finding and showing."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from kartoteka.clock import now
from kartoteka.records.agent import Agent
from kartoteka.records.dates import parse_iso
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.item import Item, ItemState, item_id
from kartoteka.records.page import Page, TextLayer, Words
from kartoteka.workflow import events, index, written
from kartoteka.workflow.accession import Delivery, open_accession
from kartoteka.workflow.archive import Archive, init_archive, writing

TOOL = Agent("tool", "generated", "1")
PAGES_A_DOCUMENT = 10
WORDS_A_PAGE = 250

STEMS = [
    "приказ",
    "рапорт",
    "осуждённ",
    "начальник",
    "колони",
    "отряд",
    "журнал",
    "провер",
    "жалоб",
    "прокурор",
    "медицинск",
    "справк",
    "перевод",
    "этап",
    "склад",
    "договор",
    "оборудован",
    "задолженност",
    "поставк",
    "сотрудник",
    "дежурн",
    "смен",
    "режим",
    "нарушен",
    "взыскан",
    "изолятор",
    "карцер",
    "показан",
    "протокол",
    "допрос",
    "свидетел",
    "следовател",
    "адвокат",
    "ходатайств",
    "постановлен",
    "распоряжен",
    "указан",
    "инструкц",
]
ENDINGS = ("", "а", "у", "ом", "е", "ы", "ов", "ам", "ами", "ах", "ого", "ому", "ым")
SYLLABLES = [
    "ба",
    "ва",
    "га",
    "да",
    "жа",
    "за",
    "ка",
    "ла",
    "ма",
    "на",
    "ра",
    "са",
    "та",
    "фа",
    "ха",
    "ча",
    "ша",
    "бе",
    "ве",
    "де",
    "же",
    "зе",
    "ле",
    "ме",
    "не",
    "ре",
    "се",
    "те",
    "ко",
    "ло",
    "мо",
    "по",
    "ро",
    "со",
    "то",
]


def vocabulary(rng: random.Random, size: int = 20_000) -> list[str]:
    """Words of which few are frequent and most are rare, as in life; inflected."""
    roots = STEMS + ["".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(size)]
    return [root + rng.choice(ENDINGS) for root in roots]


def pages(count: int, seed: int = 1) -> Iterator[Page]:
    """Pages of text with words in lines of ten."""
    rng = random.Random(seed)
    words = vocabulary(rng)
    weights = [1 / (rank + 5) for rank in range(len(words))]
    for number in range(count):
        chosen = rng.choices(words, weights, k=WORDS_A_PAGE)
        yield _page(number % PAGES_A_DOCUMENT + 1, chosen)


def _page(number: int, chosen: list[str]) -> Page:
    starts, ends, boxes, lines, parts, at = [], [], [], [], [], 0
    for place, word in enumerate(chosen):
        line, column = divmod(place, 10)
        starts.append(at)
        ends.append(at + len(word))
        boxes += [4000 + column * 5200, 5000 + line * 3000, 4000 + column * 5200 + 4800, 6400 + line * 3000]
        lines.append(line)
        parts.append(word)
        at += len(word) + 1
    text = "".join(word + ("\n" if place % 10 == 9 else " ") for place, word in enumerate(parts))[:-1]
    count = len(chosen)
    columns = Words(tuple(starts), tuple(ends), tuple(boxes), None, tuple(lines), (0,) * count)
    layer = TextLayer(1, "embedded", "ru", None, TOOL, text, columns, None)
    return Page(number, 595.0, 842.0, 0, (layer,), 1)


def build(folder: Path, count: int) -> Archive:
    """Make an archive of ``count`` pages and index it; returns it opened."""
    archive = init_archive(folder)
    received = parse_iso("2026-01-01")
    assert received is not None
    made = pages(count)
    with writing(archive, "generation"):
        for part in range(4):
            accession, _ = open_accession(
                archive,
                Delivery(
                    Path(f"/generated/{part}"), f"source {part % 2}", received, title=f"Delivery {part}"
                ),
            )
            _fill(archive, accession, made, count // PAGES_A_DOCUMENT // 4)
        index.catch_up(archive)
        archive.index.release_writer()
    return archive


def _fill(archive: Archive, accession, made: Iterator[Page], documents: int) -> None:
    for begin in range(0, documents, 50):
        with archive.catalogue.write() as unit:
            for number in range(begin + 1, min(begin + 50, documents) + 1):
                digest = Digest(hashlib.sha256(f"{accession.number}/{number}".encode()).hexdigest())
                raw = f"папка {number % 20}/скан_{number:05d}.pdf".encode()
                ids = (item_id(accession.id, raw), accession.id, accession.number, number)
                state = (1000, None, ItemState.CATALOGUED, None, accession.compartment, now())
                item = Item(*ids, digest, raw, b"", None, *state)
                content = [next(made) for _ in range(PAGES_A_DOCUMENT)]
                unit.documents.add(digest, 1000)
                unit.items.add(item)
                unit.record(events.item_received(archive.id, item, archive.person))
                document = Document(digest, 1000, "application/pdf", PAGES_A_DOCUMENT)
                unit.documents.identify(document)
                unit.pages.save_many(digest, content)
                unit.record(
                    events.pages_read(
                        archive.id, digest, 1, PAGES_A_DOCUMENT, written.layers_digest(content), 0, TOOL
                    )
                )
                unit.outbox.put(digest)
