"""Agents: each person and each tool with its parameters is one row, named by its derived id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from sqlalchemy import Connection, bindparam, insert, select

from kartoteka.catalogue.columns import mapping_from_json, to_json
from kartoteka.catalogue.tables import AGENT
from kartoteka.records.agent import Agent

_THERE = select(AGENT.c.id).where(AGENT.c.id.in_(bindparam("wanted", expanding=True)))


def load_agents(connection: Connection, ids: Collection[UUID]) -> dict[UUID, Agent]:
    """Return agents by id."""
    if not ids:
        return {}
    rows = connection.execute(select(AGENT).where(AGENT.c.id.in_(ids)))
    return {row.id: Agent(row.kind, row.name, row.version, mapping_from_json(row.parameters)) for row in rows}


def save_agents(connection: Connection, agents: Iterable[Agent], there: set[UUID]) -> dict[int, UUID]:
    """Add agents that are not there yet; return their ids by ``id()`` of the value given.

    Args:
        connection: In a unit of work.
        agents: Who acted.
        there: Ids that this unit of work has found or added before; grows.
    """
    ids: dict[int, UUID] = {}
    by_id: dict[UUID, Agent] = {}
    for agent in agents:
        if id(agent) not in ids:
            ids[id(agent)] = agent.id
            by_id[agent.id] = agent
    unsure = by_id.keys() - there
    if unsure:
        there.update(connection.execute(_THERE, {"wanted": list(unsure)}).scalars())
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
            there.update(by_id)
    return ids
