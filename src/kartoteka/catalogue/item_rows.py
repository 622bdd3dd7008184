"""Items as rows, and back."""

from __future__ import annotations

from typing import Any

from kartoteka.catalogue.columns import AnyRow
from kartoteka.records.item import FileTimes, Item, ItemState, Reason


def item_of_row(row: AnyRow) -> Item:
    """Make an item of a row of ``items``' selection."""
    modified, changed, born = row[9], row[10], row[11]
    code, sentence, remedy = row[13], row[14], row[15]
    return Item(
        id=row[0],
        accession_id=row[1],
        accession_number=row[2],
        number=row[3],
        digest=row[4],
        raw_path=bytes(row[5]),
        part_path=bytes(row[6]),
        parent_id=row[7],
        size=row[8],
        times=None if modified is None else FileTimes(modified, changed, born),
        state=ItemState(row[12]),
        reason=None if code is None else Reason(code, sentence, remedy),
        compartment=row[16],
        received_at=row[17],
    )


def row_of_item(item: Item) -> dict[str, Any]:
    """Make a row of an item."""
    times, reason = item.times, item.reason
    return {
        "id": item.id,
        "accession_id": item.accession_id,
        "number": item.number,
        "digest": item.digest,
        "raw_path": item.raw_path,
        "part_path": item.part_path,
        "parent_id": item.parent_id,
        "size": item.size,
        "modified_ns": None if times is None else times.modified_ns,
        "changed_ns": None if times is None else times.changed_ns,
        "born_ns": None if times is None else times.born_ns,
        "state": item.state.value,
        "reason_code": None if reason is None else reason.code,
        "reason_sentence": None if reason is None else reason.sentence,
        "reason_remedy": None if reason is None else reason.remedy,
        "compartment": item.compartment,
        "received_at": item.received_at,
    }
