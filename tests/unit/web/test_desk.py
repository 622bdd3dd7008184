"""The desk hands wishes over with the archive and the reader, and adds nothing."""

from __future__ import annotations

import pytest
from tests.unit.web.invented import READER, Invented, InventedAgain

from kartoteka.errors import MissingError
from kartoteka.settings import DEFAULTS
from kartoteka.web.desk import Desk

AGAIN = InventedAgain()
AGAIN_NAMES = ("offered", "choose")


def test_every_wish_carries_who_asks(invented: Invented) -> None:
    """Archive and reader are the first two arguments of each call."""
    given: list[tuple[object, object]] = []

    class Listening:
        def __getattr__(self, name: str):
            def heard(archive: object, reader: object, *rest: object):
                given.append((archive, reader))
                invents = AGAIN if name in AGAIN_NAMES or len(rest) == 5 else invented
                return getattr(invents, name)(archive, reader, *rest)

            return heard

    archive = object()
    heard = Listening()
    desk = Desk(archive, READER, heard, lambda archive, token: False, DEFAULTS, heard)  # type: ignore[arg-type]  # stand-ins
    desk.open_page("A0001-000001", 1, "", None)
    desk.find_in("A0001-000001", "договор")
    desk.open_item("A0001-000001")
    desk.open_accession("A0001", 0, 10, None)
    desk.accessions()
    desk.imports()
    desk.page_image("A0001-000001", 1, 160)
    desk.is_paused()
    desk.set_paused(paused=False)
    desk.offered_again("A0001-000001", 1)
    desk.read_again("A0001-000001", 1, ["rus"], "best", "redo")
    desk.choose_reading("A0001-000001", 1, 2)
    assert given == [(archive, READER)] * 12


def test_one_import_is_picked_by_its_number(invented: Invented) -> None:
    """Whatever the case of the letter; a number that is none is missing."""
    desk = Desk(object(), READER, invented, lambda archive, token: False, DEFAULTS, AGAIN)  # type: ignore[arg-type]  # a stand-in
    assert desk.import_of("a0002").line.accession.label == "A0002"
    with pytest.raises(MissingError, match="no import A0099"):
        desk.import_of("A0099")
