"""Canonical JSON: one value, one spelling."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.custody.canonical import (
    DEEPEST_NESTING,
    LARGEST_NUMBER,
    canonical_json,
    parse_canonical,
)
from kartoteka.errors import DamagedError, InvalidError

NUMBERS = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_can_be_read(value: Any) -> None:
    """Reading gives back the value, type for type (True is not 1)."""
    read = parse_canonical(canonical_json(value))
    assert read == value
    assert json.dumps(read, sort_keys=True) == json.dumps(value, sort_keys=True)


@given(st.dictionaries(TEXT, NUMBERS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_in_which_keys_came_does_not_matter(value: dict[str, int], rng: random.Random) -> None:
    """Two dicts that are equal have one spelling."""
    keys = list(value)
    rng.shuffle(keys)
    assert canonical_json({key: value[key] for key in keys}) == canonical_json(value)


@given(VALUES)
def test_the_spelling_is_plain_json(value: Any) -> None:
    """Any JSON reader understands it."""
    assert json.loads(canonical_json(value)) == value


# RFC 8785, section 3.2.3: keys are ordered by UTF-16 code units, so U+1F600 (D83D DE00) comes before
# U+FB33, though its code point is higher.
RFC_8785_KEYS = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_keys_stand_in_the_order_of_rfc_8785() -> None:
    """The published sorting example comes out in the published order."""
    body = canonical_json(dict.fromkeys(reversed(RFC_8785_KEYS), 1))
    assert list(json.loads(body)) == RFC_8785_KEYS


SPELLINGS = [
    # RFC 8785, section 3.2.2.2: the string of its example, as it must come out
    ('\u20ac$\u000f\u000aA\'B"\\\\"/', b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
    ("\b\t\n\f\r", b'"\\b\\t\\n\\f\\r"'),  # the five short escapes, and only these
    ("\x00\x1f", b'"\\u0000\\u001f"'),  # other controls in lower-case hex
    ("\x7f\u2028", b'"\x7f\xe2\x80\xa8"'),  # not controls to JSON: written as they are
    ("й", b'"\xd0\xb9"'),  # composed stays composed
    ("и\u0306", b'"\xd0\xb8\xcc\x86"'),  # decomposed stays decomposed: no NFC here
    ({"b": [1, True, None], "a": {}}, b'{"a":{},"b":[1,true,null]}'),
    (-0, b"0"),
    (LARGEST_NUMBER, b"9007199254740991"),
    ([], b"[]"),
    ("", b'""'),
]


@pytest.mark.parametrize(("value", "body"), SPELLINGS)
def test_spelling(value: Any, body: bytes) -> None:
    """Each value is written exactly as RFC 8785 says."""
    assert canonical_json(value) == body


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


REFUSED = [
    (1.0, "a float"),
    (float("nan"), "a float"),
    (LARGEST_NUMBER + 1, "beyond 2\\^53"),
    (-LARGEST_NUMBER - 1, "beyond 2\\^53"),
    ("\ud800", "lone surrogate"),
    ({"\udfff": 1}, "lone surrogate"),
    ({"a": {1: 2}}, "1 as a key"),
    ((1, 2), "a tuple"),  # would come back as a list
    (b"bytes", "a bytes"),
    (nested(DEEPEST_NESTING + 1), "nesting"),
]


@pytest.mark.parametrize(("value", "why"), REFUSED)
def test_what_has_no_single_spelling_is_refused(value: Any, why: str) -> None:
    """A value that two programs would write or read differently is refused, by name."""
    with pytest.raises(InvalidError, match=why) as refused:
        canonical_json(value)
    assert refused.value.code == "not-canonical"


def test_the_deepest_nesting_passes() -> None:
    """The bound itself is allowed."""
    assert parse_canonical(canonical_json(nested(DEEPEST_NESTING))) == nested(DEEPEST_NESTING)


OTHER_SPELLINGS = [
    b'{"b":1,"a":2}',  # key order
    b'{"a": 1}',  # white space
    b'{"a":1}\n',
    b'{"a":1,"a":1}',  # a key twice
    b'"\\u0041"',  # an escape where none is needed
    b'"\\/"',
    b'"\\u000F"',  # upper-case hex
    b'"\\ud800"',  # a lone surrogate, escaped
    b"1.0",
    b"1e3",
    b"-0",
    b"01",
    b"NaN",
    b"9007199254740992",
    b"9" * 5000,  # Python refuses to read numbers this long
    b"[" * 100_000,  # deeper than any reader's stack
    b"\xef\xbb\xbf1",  # byte order mark
    '{"a":1}'.encode("utf-16"),
    b'"\xff"',  # not UTF-8
    b"",
    b"{",
]


@pytest.mark.parametrize("body", OTHER_SPELLINGS, ids=lambda body: repr(body[:20]))
def test_another_spelling_is_damage(body: bytes) -> None:
    """Bytes that mean the same but are spelt differently were not written by us."""
    with pytest.raises(DamagedError, match="not canonical JSON") as damage:
        parse_canonical(body)
    assert damage.value.code == "payload-not-canonical"


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """Nothing but our own error comes out, and what is read is written the same."""
    try:
        value = parse_canonical(body)
    except DamagedError:
        return
    assert canonical_json(value) == body
