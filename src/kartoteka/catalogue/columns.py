"""How the house's values lie in columns, alike on SQLite and PostgreSQL.

Text that one engine keeps and the other refuses (NUL, lone surrogates) is refused on both. Moments
go in aware and come out in UTC. Digests are 32 bytes. Mappings are JSON text with sorted keys, so
that equal values are equal columns; escapes keep whatever a hostile file claimed of itself.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any, TypeAlias

from sqlalchemy import DateTime, LargeBinary, Row, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from kartoteka.errors import InvalidError
from kartoteka.records.digest import Digest

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row of a statement whose columns are not spelt out in its type."""

_SURROGATE = re.compile("[\ud800-\udfff]")


class PlainText(TypeDecorator[str]):
    """Text that both engines can keep."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 (the interface's)
        """Refuse what PostgreSQL or UTF-8 cannot hold."""
        if value is not None and ("\0" in value or (not value.isascii() and _SURROGATE.search(value))):
            raise InvalidError(
                "a text holds a NUL or half a surrogate pair and cannot be kept",
                code="text-unstorable",
                advice="Write raw bytes for people with `readable_path` before they are catalogued.",
            )
        return value


class Moment(TypeDecorator[datetime]):
    """An aware moment, kept in UTC to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring to UTC; SQLite has no zones, so its column holds UTC without saying so."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone cannot be catalogued")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 (the interface's)
        """Give back an aware moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class DigestColumn(TypeDecorator[Digest]):
    """A digest as its 32 bytes."""

    impl = LargeBinary(32)
    cache_ok = True

    def process_bind_param(self, value: Digest | None, dialect: Dialect) -> bytes | None:  # noqa: ARG002 (the interface's)
        """From 64 hexadecimal digits."""
        if value is None:
            return None
        raw = bytes.fromhex(value)
        if len(raw) != 32:
            raise ValueError(f"a digest has 64 hexadecimal digits, not {len(value)}")
        return raw

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> Digest | None:  # noqa: ARG002 (the interface's)
        """To 64 hexadecimal digits."""
        return None if value is None else Digest(bytes(value).hex())


def to_json(value: object) -> str:
    """Write a mapping or list as JSON text: sorted keys, no spaces, storable on both engines."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def mapping_from_json(text: str) -> dict[str, str]:
    """Read a flat mapping that ``to_json`` wrote."""
    return dict(json.loads(text))
