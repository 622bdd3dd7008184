"""An agent did something: a person, or a tool with its version and parameters (PREMIS)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from kartoteka.records.identity import derived_id

_AGENTS = UUID("0b4c1f0e-7f0d-5c0e-9a51-6d1f3c0f2a77")


@dataclass(frozen=True, slots=True)
class Agent:
    """Who or what acted. Two agents that are equal in every field are one agent."""

    kind: Literal["person", "tool"]
    """A human being, or a program."""
    name: str
    """A person's name as shown, or a program's name."""
    version: str = ""
    """A program's version; empty for a person."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """What a program was told; empty for a person."""

    @property
    def id(self) -> UUID:
        """The agent's global id, derived from all its fields."""
        parameters = json.dumps(dict(self.parameters), sort_keys=True, ensure_ascii=False)
        return derived_id(
            _AGENTS, self.kind.encode(), self.name.encode(), self.version.encode(), parameters.encode()
        )
