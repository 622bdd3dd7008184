"""The desk hands wishes over with the archive and the reader, and adds nothing."""

from __future__ import annotations

import pytest
from tests.unit.web.invented import READER, Invented

from kartoteka.errors import MissingError
from kartoteka.settings import DEFAULTS
from kartoteka.web.desk import Desk


def test_every_wish_carries_who_asks(invented: Invented) -> None:
    """Archive and reader are the first two arguments of each call."""
    given: list[tuple[object, object]] = []

    class Listening:
        def __getattr__(self, name: str):
            def heard(archive: object, reader: object, *rest: object):
                given.append((archive, reader))
                return getattr(invented, name)(archive, reader, *rest)

            return heard

    archive = object()
    desk = Desk(archive, READER, Listening(), lambda archive, token: False, DEFAULTS)  # type: ignore[arg-type]  # a stand-in
    desk.open_page("A0001-000001", 1, "", None)
    desk.find_in("A0001-000001", "договор")
    desk.open_item("A0001-000001")
    desk.open_accession("A0001", 0, 10, None)
    desk.accessions()
    desk.imports()
    desk.page_image("A0001-000001", 1, 160)
    desk.is_paused()
    desk.set_paused(paused=False)
    assert given == [(archive, READER)] * 9


def test_one_import_is_picked_by_its_number(invented: Invented) -> None:
    """Whatever the case of the letter; a number that is none is missing."""
    desk = Desk(object(), READER, invented, lambda archive, token: False, DEFAULTS)  # type: ignore[arg-type]  # a stand-in
    assert desk.import_of("a0002").line.accession.label == "A0002"
    with pytest.raises(MissingError, match="no import A0099"):
        desk.import_of("A0099")
