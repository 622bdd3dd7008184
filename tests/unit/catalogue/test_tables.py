"""Every table says whether it is evidence, and how a change of it is covered."""

from __future__ import annotations

import pytest
from sqlalchemy import Table

from kartoteka.catalogue.tables import EVIDENTIAL, METADATA, OPERATIONAL


def test_every_table_is_declared() -> None:
    """The two lists hold every table once, and agree with what the table says of itself."""
    declared = EVIDENTIAL + OPERATIONAL
    assert sorted(table.name for table in declared) == sorted(METADATA.tables)
    assert {table.info["kind"] for table in EVIDENTIAL} == {"evidential"}
    assert {table.info["kind"] for table in OPERATIONAL} == {"operational"}


def test_the_lists_are_the_written_agreement() -> None:
    """Which tables are evidence is a decision (docs/adr); changing it changes this test."""
    evidence = "archive source accession document item agent page text_layer ledger_entry payload"
    assert [table.name for table in EVIDENTIAL] == evidence.split()
    assert [table.name for table in OPERATIONAL] == ["task", "rereading", "outbox", "pause", "session_token"]


@pytest.mark.parametrize("table", EVIDENTIAL, ids=lambda table: table.name)
def test_a_change_of_evidence_names_its_object(table: Table) -> None:
    """Each evidential table names a kind of object and the column that holds its id."""
    covers = table.info["covers"]
    if covers is None or covers == "ledger":
        assert table.name in {"agent", "ledger_entry", "payload"}
    else:
        kind, key = covers
        assert kind in {"archive", "source", "accession", "item", "document"}
        assert table.c[key].primary_key


@pytest.mark.parametrize("table", EVIDENTIAL + OPERATIONAL, ids=lambda table: table.name)
def test_every_foreign_key_can_be_followed_back(table: Table) -> None:
    """A column that points to another table is the first of an index; agents are never looked back from."""
    first = {next(iter(index.columns)).name for index in table.indexes}
    first |= {next(iter(key.columns)).name for key in table.constraints if getattr(key, "columns", None)}
    for key in table.foreign_keys:
        if key.column.table.name != "agent":
            assert key.parent.name in first or key.parent.primary_key, f"{table.name}.{key.parent.name}"
