"""Canonical JSON: one value, one spelling in bytes, so that a hash of the bytes is a hash of the value.

A subset of the JSON Canonicalization Scheme (RFC 8785). Every output of ``canonical_json`` is what
RFC 8785 prescribes for that value; values on which implementations differ are refused:

- no floating point numbers; whole numbers only within ±(2^53 - 1), the range in which JSON readers of
  all languages agree (RFC 7493). Larger numbers (nanoseconds!) are written as strings by the caller;
- strings are taken as given: no Unicode normalisation; lone surrogates are refused;
- keys are strings, ordered by their UTF-16 code units;
- no white space, UTF-8, no byte order mark.
"""

from __future__ import annotations

import json
from typing import NoReturn

from kartoteka.errors import DamagedError, InvalidError

LARGEST_NUMBER = 2**53 - 1
DEEPEST_NESTING = 32

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


def canonical_json(value: object) -> bytes:
    """Write a value as canonical JSON.

    Args:
        value: str, int, bool, None, or lists and dicts (with str keys) of these, at most
            ``DEEPEST_NESTING`` deep.

    Raises:
        InvalidError: The value holds something that has no single spelling; code ``not-canonical``.
    """
    try:
        return _ENCODER.encode(_ordered(value, 0)).encode("utf-8")
    except UnicodeEncodeError as error:
        raise _refusal(f"a lone surrogate at offset {error.start} of the text") from error


def parse_canonical(untrusted_body: bytes) -> object:
    """Read canonical JSON, and nothing but canonical JSON.

    Args:
        untrusted_body: Bytes that should have come from ``canonical_json``.

    Returns:
        A value for which ``canonical_json(value) == untrusted_body``.

    Raises:
        DamagedError: The bytes are not JSON, or another spelling of it (other key order, white space,
            a key twice, an escape where none is needed); code ``payload-not-canonical``.
    """
    try:
        value: object = json.loads(
            untrusted_body.decode("utf-8"), parse_float=_refuse_number, parse_constant=_refuse_number
        )
        respelt = canonical_json(value)
    except (ValueError, RecursionError, InvalidError) as error:
        raise _damage(str(error)) from error
    if respelt != untrusted_body:
        raise _damage("its spelling is not the canonical one")
    return value


def _ordered(value: object, depth: int) -> object:
    if depth > DEEPEST_NESTING:
        raise _refusal(f"nesting deeper than {DEEPEST_NESTING}")
    if value is None or isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        if abs(value) > LARGEST_NUMBER:
            raise _refusal(f"{value}, a number beyond 2^53 - 1 (write it as a string)")
        return value
    if isinstance(value, list):
        return [_ordered(member, depth + 1) for member in value]
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise _refusal(f"{key!r} as a key; keys are text")
        # Surrogates pass here so that the encoder below names them like any other text's.
        keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
        return {key: _ordered(value[key], depth + 1) for key in keys}
    raise _refusal(f"a {type(value).__name__}")


def _refusal(what: str) -> InvalidError:
    return InvalidError(f"canonical JSON cannot hold {what}", code="not-canonical")


def _damage(why: str) -> DamagedError:
    return DamagedError(
        f"a payload of the ledger is not canonical JSON: {why}",
        code="payload-not-canonical",
        advice="The payload was altered after it was written; compare it with a backup.",
    )


def _refuse_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a whole number")
