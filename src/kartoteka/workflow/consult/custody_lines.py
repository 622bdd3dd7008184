"""Entries of the ledger, in words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kartoteka.custody.ledger import read_payload
from kartoteka.records.consulted import CustodyLine
from kartoteka.records.ledger import LedgerEntry, Payload


def custody_line(entry: LedgerEntry, payload: Payload | None) -> CustodyLine:
    """Turn an entry and its payload (None: erased) into a line of the chain of custody."""
    if payload is None:
        return CustodyLine(entry.sequence, None, "", "", "", {}, entry.leaf_hash.hex())
    body = read_payload(payload.body)
    detail = body.get("detail", {})
    return CustodyLine(
        sequence=entry.sequence,
        at=datetime.fromisoformat(str(body["at"])),
        event=str(body["type"]).removeprefix("kartoteka:"),
        outcome=str(body["outcome"]),
        agent=_agent(body.get("agent", {})),
        detail={str(key): str(value) for key, value in detail.items() if value is not None},
        leaf_hash=entry.leaf_hash.hex(),
    )


def _agent(agent: Mapping[str, Any]) -> str:
    name = str(agent.get("name", ""))
    version = str(agent.get("version", ""))
    return f"{name} {version}".strip()
