"""The pages there are, one address each, for what must hold on all of them."""

from __future__ import annotations

PAGES = {
    "start": "/search",
    "results": "/search?q=задолженность договор поставки",
    "narrowed": "/search?q=договор&accession=A0003&language=-en&received=2024",
    "second page": "/search?q=договор&page=2",
    "nothing": "/search?q=нетакогослова другого",
    "refused query": '/search?q="открыто',
    "reader": "/items/A0001-000001/pages/1?q=договор поставки&result=1",
    "reader, text": "/items/A0001-000001/pages/1?q=договор&view=text",
    "reader, image": "/items/A0001-000001/pages/1?q=договор&view=image&zoom=fit",
    "reader, table": "/items/A0001-000001/pages/2",
    "reader, unreadable page": "/items/A0001-000004/pages/2",
    "reader, hazard": "/items/A0001-000002/pages/1",
    "reader, waiting page": "/items/A0002-000002/pages/2",
    "reader, held": "/items/A0001-000006/pages/1",
    "reader, long": "/items/A0003-000026/pages/20?q=задолженность",
    "find": "/items/A0001-000001/find?q=договор",
    "item": "/items/A0001-000001",
    "item, held": "/items/A0001-000007",
    "accessions": "/accessions",
    "accession": "/accessions/A0001",
    "imports": "/imports",
    "import": "/imports/A0002",
    "help": "/help",
    "keys": "/help/keys",
    "missing": "/nowhere",
}
