"""A process that writes units of work as fast as it can and says which were acknowledged.

Run as ``python -m tests.unit.catalogue.crashing_writer ADDRESS``; it ends when it is killed.
"""

from __future__ import annotations

import sys

from tests.unit.catalogue.samples import (
    NOON,
    accession,
    begin,
    digest,
    event,
    item,
    layer,
    link,
    page,
    receive,
)

from kartoteka.catalogue import Catalogue
from kartoteka.records.item import ItemState


def main() -> None:
    """Receive a document in one unit, read it in the next, for ever."""
    with Catalogue.open(sys.argv[1], link, create=True) as catalogue:
        with catalogue.write() as unit:
            unit.tasks.reset_running()
            if unit.accessions.get(1) is None:
                begin(unit)
        while True:
            with catalogue.write() as unit:
                number = unit.items.next_number(accession().id)
                receive(unit, item(number, number))
                unit.tasks.add(digest(number), 1, 3, "rus", accession().id, 1000)
            print("received", number, flush=True)
            with catalogue.write() as unit:
                (task, *_) = unit.tasks.take(1, "me", 60, NOON)
            with catalogue.write() as unit:
                unit.pages.save_many(
                    task.digest, [page(n, layer(1, f"{task.id} слово {n}")) for n in (1, 2, 3)]
                )
                unit.record(event("document", task.digest, "read"))
                unit.tasks.done(task.id)
                for one in unit.items.waiting_of_document(task.digest):
                    unit.items.settle(one.id, ItemState.CATALOGUED, None)
                    unit.record(event("item", one.id, "settled"))
                unit.outbox.put(task.digest)
            print("read", task.digest, flush=True)


if __name__ == "__main__":
    main()
