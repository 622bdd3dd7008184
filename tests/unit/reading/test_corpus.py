"""Real and hostile files through the whole sandbox: every file ends in pages or in a held reason."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from benchmarks.text_layers import TRAPS

from kartoteka.errors import UnavailableError
from kartoteka.ocr.language_data import require
from kartoteka.reading.frames import DocumentFinding, FrameLimits, parse_document, parse_page
from kartoteka.records.page import Page
from kartoteka.sandbox.channel import Frame
from kartoteka.sandbox.children import Children
from kartoteka.sandbox.limits import Limits
from kartoteka.sandbox.parent import Outcome

PROGRAM = "kartoteka.reading.program"
CHUNKS = 24
HELD = {"empty-file", "unsupported-type", "damaged", "password-needed", "zero-pages", "too-many-pages"}


def files(corpus: Path) -> list[Path]:
    with (corpus / "INVENTORY.tsv").open(encoding="utf-8") as inventory:
        return [corpus / row["path"] for row in csv.DictReader(inventory, delimiter="\t")]


@pytest.fixture(scope="module")
def plain() -> Iterator[Children]:
    children = Children(PROGRAM, {}, Limits())
    yield children
    children.close()


@pytest.fixture(scope="module")
def reading() -> Iterator[Children]:
    try:
        require("rus+eng")
    except UnavailableError as error:
        pytest.skip(f"{error.message}; {error.advice}")
    children = Children(PROGRAM, {"recognise": True, "languages": "rus+eng"}, Limits())
    yield children
    children.close()


def read(children: Children, path: Path) -> tuple[Outcome, list[DocumentFinding], list[Page]]:
    findings: list[DocumentFinding] = []
    pages: list[Page] = []

    def hear(frame: Frame) -> None:
        if frame.kind == "document":
            findings.append(parse_document(frame.body))
        elif frame.kind == "page":
            pages.append(parse_page(frame.body, FrameLimits(), expected=len(pages) + 1))

    descriptor = os.open(path, os.O_RDONLY)
    try:
        request = {"op": "read", "first": 1, "last": 6, "languages": "rus+eng"}
        return children.run(request, descriptor, hear, 240), findings, pages
    finally:
        os.close(descriptor)


def check(children: Children, chosen: list[Path]) -> None:
    """Every file is opened or held, every page read or explained, and the parent lives."""
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda path: read(children, path), chosen))
    faults = []
    for path, (outcome, findings, pages) in zip(chosen, answers, strict=True):
        if outcome.status != "done" or len(findings) != 1:
            faults.append((path, outcome))
        elif findings[0].held is not None:
            if findings[0].held.code not in HELD or not findings[0].held.remedy or pages:
                faults.append((path, findings[0].held))
        elif len(pages) != min(6, findings[0].pages):
            faults.append((path, len(pages)))
    assert faults == []
    assert children.starts == 1


def test_a_slice_of_the_corpus(corpus: Path, plain: Children) -> None:
    """About forty files of all kinds, without recognition."""
    check(plain, files(corpus)[7::45])


@pytest.mark.full
@pytest.mark.ocr
@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_the_corpus(corpus: Path, reading: Children, chunk: int) -> None:
    """All of it, recognised, in chunks."""
    check(reading, files(corpus)[chunk::CHUNKS])


@pytest.mark.full
@pytest.mark.ocr
@pytest.mark.parametrize("path", TRAPS, ids=lambda path: path.rsplit("/", 1)[1])
def test_named_liars_of_the_corpus(corpus: Path, reading: Children, path: str) -> None:
    """Files known for text layers that lie are shown as their pictures read; both layers are kept."""
    if not (corpus / path).is_file():
        pytest.skip(f"{path} is not in this corpus")
    number, phrase = TRAPS[path]
    _, _, pages = read(reading, corpus / path)
    page = pages[number - 1]
    assert [layer.origin for layer in page.layers] == ["embedded", "ocr"]
    assert page.layer is not None
    assert page.layer.origin == "ocr"
    assert phrase in page.layer.text or phrase.upper() in page.layer.text.upper()
    assert page.notes["layer"]
