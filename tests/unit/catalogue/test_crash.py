"""Whoever kills a writer at any moment finds rows and ledger telling the same story."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.unit.catalogue.samples import accession, link

from kartoteka.catalogue import Catalogue, ReadView
from kartoteka.catalogue.engine import sqlite_url
from kartoteka.records.item import ItemState

WRITER = "tests.unit.catalogue.crashing_writer"


def killed_writer(address: str, root: Path, chance: random.Random) -> list[tuple[str, str]]:
    """Let a writer run a moment, kill it, and return what it had acknowledged."""
    process = subprocess.Popen(
        [sys.executable, "-m", WRITER, address],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(chance.uniform(0, 0.2))
        process.kill()
        rest, errors = process.communicate()
    assert first, errors
    lines = [line for line in (first + rest).splitlines(keepends=False) if line]
    return [(line.split()[0], line.split()[1]) for line in lines if len(line.split()) == 2]


def check(view: ReadView, acknowledged: list[tuple[str, str]]) -> None:
    """Look for everything that a torn transaction would leave.

    1. The chain has no gap and every link holds.
    2. What was acknowledged is there.
    3. Every item has its receipt in the ledger, and every receipt its item and document.
    4. A document has all its pages, its reading's entry, a settled item, a finished task and a row
       of the outbox, or none of these.
    """
    entries = view.ledger.entries(limit=100_000)
    previous, told = bytes(32), Counter[str]()
    for number, (entry, payload) in enumerate(entries, 1):
        assert payload is not None
        assert (entry.sequence, payload.sequence, entry.previous) == (number, number, previous)
        previous = entry.leaf_hash
        told[payload.body.decode()] += 1
    items = list(view.items.stream_unrestricted())
    by_number = {str(one.number): one for one in items}
    assert [one.number for one in items] == list(range(1, len(items) + 1))
    done = 0
    for one in items:
        assert one.digest is not None
        assert view.documents.get(one.digest) is not None
        was_read = one.state is ItemState.CATALOGUED
        done += was_read
        assert view.pages.count(one.digest) == (3 if was_read else 0)
        assert told[f"ingestion item {one.id}"] == (2 if was_read else 1)
        assert told[f"kartoteka:text extraction document {one.digest}"] == was_read
        assert view.tasks.unfinished(one.digest) is not was_read
    assert sum(told.values()) == 2 + len(items) + 2 * done
    assert view.outbox.length() == view.tasks.counts(accession().id).done.tasks == done
    for verb, name in acknowledged:
        if verb == "received":
            assert name in by_number
        else:
            assert told[f"kartoteka:text extraction document {name}"] == 1


def trial(tmp_path: Path, root: Path, kills: int, seed: int) -> None:
    """Kill a writer again and again over the same catalogue, and look after each time."""
    address = sqlite_url(tmp_path / "catalogue.sqlite")
    chance = random.Random(seed)
    acknowledged: list[tuple[str, str]] = []
    for _ in range(kills):
        acknowledged += killed_writer(address, root, chance)
        with Catalogue.open(address, link) as catalogue, catalogue.read() as view:
            check(view, acknowledged)
    assert len(acknowledged) > kills
    with Catalogue.open(address, link) as catalogue, catalogue.read() as view:
        connection = view.ledger._connection
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_kill_nine(tmp_path: Path, root: Path) -> None:
    """Four kills at random moments lose nothing that was acknowledged and leave nothing torn."""
    trial(tmp_path, root, kills=4, seed=20261120)


@pytest.mark.full
@pytest.mark.parametrize("seed", range(4))
def test_kill_nine_again_and_again(tmp_path: Path, root: Path, seed: int) -> None:
    """Thirty kills at other random moments, over the same catalogue."""
    trial(tmp_path, root, kills=30, seed=seed)
