"""Agents: each person and each tool with its parameters is one row, named by its derived id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Connection, insert, select

from kartoteka.catalogue.columns import mapping_from_json, to_json
from kartoteka.catalogue.tables import AGENT
from kartoteka.records.agent import Agent


def load_agents(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Agent]:
    """Return agents by id."""
    if not ids:
        return {}
    rows = connection.execute(select(AGENT).where(AGENT.c.id.in_(ids)))
    return {row.id: Agent(row.kind, row.name, row.version, mapping_from_json(row.parameters)) for row in rows}


def save_agents(connection: Connection, agents: Iterable[Agent]) -> dict[int, UUID]:
    """Add agents that are not there yet; return their ids by ``id()`` of the value given."""
    ids: dict[int, UUID] = {}
    by_id: dict[UUID, Agent] = {}
    for agent in agents:
        if id(agent) not in ids:
            ids[id(agent)] = agent.id
            by_id[agent.id] = agent
    if by_id:
        there = set(connection.execute(select(AGENT.c.id).where(AGENT.c.id.in_(by_id))).scalars())
        new = [
            {
                "id": agent_id,
                "kind": agent.kind,
                "name": agent.name,
                "version": agent.version,
                "parameters": to_json(dict(agent.parameters)),
            }
            for agent_id, agent in by_id.items()
            if agent_id not in there
        ]
        if new:
            connection.execute(insert(AGENT), new)
    return ids
