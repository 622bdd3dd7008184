"""Any reading of a page can be shown, and the choice can be taken back; each has an entry."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from tests.unit.workflow.reread_archive import LABEL, Script, again, archive_in, pages_of

from kartoteka.catalogue.engine import open_engine, writing
from kartoteka.errors import MissingError
from kartoteka.records.question import Question
from kartoteka.records.reader import Reader
from kartoteka.records.rereading import Chosen
from kartoteka.workflow import audit, consult, layers
from kartoteka.workflow import catalogue_place as place
from kartoteka.workflow.archive import Archive


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    """Page 2 has two readings."""
    script = Script()
    script.confidence = 90
    with archive_in(tmp_path, script) as made:
        again(made, Chosen((f"{LABEL}/2",)))
        yield made


def test_a_choice_and_back(archive: Archive) -> None:
    """Back and forth: what is shown changes, what was read does not, and the ledger agrees each time."""
    reader = consult.local_reader(archive)
    before = pages_of(archive)[2]
    assert before.shown == 2
    for layer in (1, 2, 1, 1):
        layers.choose(archive, reader, LABEL, 2, layer, index_now=True)
        page = pages_of(archive)[2]
        assert (page.shown, page.layers) == (layer, before.layers)
        assert audit.verify(archive).faults == ()
    assert page.notes["layer"].startswith("chosen by ")
    assert consult.ask(archive, reader, Question("дonpoшен")).total == 1


def test_a_reading_that_is_not_there(archive: Archive) -> None:
    """Each mistake has its own sentence."""
    reader = consult.local_reader(archive)
    with pytest.raises(MissingError, match="no reading 3"):
        layers.choose(archive, reader, LABEL, 2, 3)
    with pytest.raises(MissingError, match="no page 9"):
        layers.readings_of(archive, reader, LABEL, 9)
    with pytest.raises(MissingError, match="no item A0001-000009"):
        layers.readings_of(archive, reader, "A0001-000009", 1)
    with pytest.raises(MissingError, match="no item"):
        layers.choose(archive, Reader("ann", frozenset()), LABEL, 2, 1)


def test_an_altered_layer_is_seen_whenever_it_was_read(archive: Archive) -> None:
    """Taking pages back to how they stood does not hide a text that somebody changed."""
    reader = consult.local_reader(archive)
    layers.choose(archive, reader, LABEL, 2, 1)
    hand = open_engine(place.address(archive.layout, archive.marker))  # past the watch
    with writing(hand) as raw:
        raw.execute(
            text("UPDATE text_layer SET text = replace(text, 'свидетель', 'обвиняемый') WHERE number = 2")
        )
    hand.dispose()
    faults = audit.verify(archive).faults
    assert {fault.code for fault in faults} == {"layers-differ"}
    assert len(faults) == 2  # the reading again, and the choice after it; the first reading still holds
