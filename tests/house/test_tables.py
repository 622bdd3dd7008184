"""Every table says whether it is evidence."""

from __future__ import annotations


def test_every_table_is_declared() -> None:
    """Each table stands in exactly one of the two lists, and its own mark agrees."""
    from kartoteka.catalogue.tables import EVIDENTIAL, METADATA, OPERATIONAL

    evidential = {table.name for table in EVIDENTIAL}
    operational = {table.name for table in OPERATIONAL}
    assert not evidential & operational
    assert evidential | operational == set(METADATA.tables)
    for table in METADATA.tables.values():
        expected = "evidential" if table.name in evidential else "operational"
        assert table.info["kind"] == expected, table.name
