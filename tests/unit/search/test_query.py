"""What was typed becomes a tree, or is refused with a reason."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.errors import InvalidError
from kartoteka.search.query import explain, parse
from kartoteka.search.tree import And, Leaf, Node, Not, Or, Phrase, Prefix, Word


def shape(text: str) -> str:
    """Write a tree down briefly."""
    query = parse(text)
    assert query is not None
    return _shape(query.root)


def _shape(node: Node) -> str:
    match node:
        case Word(typed):
            return typed
        case Prefix(typed):
            return f"{typed}*"
        case Phrase(typed, compound=compound):
            return typed if compound else f'"{typed}"'
        case And(parts):
            return f"({' & '.join(map(_shape, parts))})"
        case Or(parts):
            return f"({' | '.join(map(_shape, parts))})"
        case Not(part):
            return f"-{_shape(part)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("а", "а"),
        ("  а \t\n б ", "(а & б)"),
        ("а б в", "(а & б & в)"),
        ("а а б", "(а & б)"),
        ("а И б AND в & г && д", "(а & б & в & г & д)"),
        ("а и б", "(а & и & б)"),
        ("а OR б", "(а | б)"),
        ("а ИЛИ б | в || г", "(а | б | в | г)"),
        ("а|б", "(а | б)"),
        ("а или б", "(а & или & б)"),
        ("а б OR в г", "(а & (б | в) & г)"),
        ("(а б) OR (в г)", "((а & б) | (в & г))"),
        ("а -б", "(а & -б)"),
        ("-б а", "(-б & а)"),
        ("а NOT б НЕ в", "(а & -б & -в)"),
        ("а не б", "(а & не & б)"),
        ("а −б", "(а & -б)"),
        ("а - б", "(а & б)"),
        ("а — б", "(а & б)"),
        ("а --б", "(а & б)"),
        ("а НЕ НЕ НЕ б", "(а & -б)"),
        ("а -(б в)", "(а & -(б & в))"),
        ("а -(б OR в)", "(а & -(б | в))"),
        ("а -(-б -в)", "(а & (б | в))"),
        ("(а (б (в)))", "(а & б & в)"),
        ('"а б"', '"а б"'),
        ('"а"', "а"),
        ('а "" б', "(а & б)"),
        ("«а б» “в г” „д е“ „ж з”", '("а б" & "в г" & "д е" & "ж з")'),
        ("«ООО «Ромашка»» а", '("ООО «Ромашка" & а)'),
        ('-"а б" в', '(-"а б" & в)'),
        ('слово"а б"', '(слово & "а б")'),
        ("осуж*", "осуж*"),
        ("ИК-6", "ИК-6"),
        ("№ 30/2477-ОК,", "30/2477-ОК"),
        ("(а), б!", "(а & б)"),
        ("№ § а", "а"),
        ("№ OR а", "а"),
        ("<script>", "script"),
        ("П\u202fР\u202fИ\u202fК\u202fА\u202fЗ № 5", "(ПРИКАЗ & 5)"),
    ],
)
def test_grammar(text: str, expected: str) -> None:
    """Each way of writing has one meaning."""
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected", "note"),
    [
        ('а "б в', '(а & "б в")', "quotation mark was not closed"),
        ('"', None, None),
        ("(а б", "(а & б)", "bracket was not closed"),
        ("а) б", "(а & б)", "closing bracket without"),
        ("OR а", "а", "“or” with nothing"),
        ("а OR", "а", "“or” with nothing"),
        ("а OR OR б", "(а | б)", "“or” with nothing"),
        ("а OR AND б", "(а & б)", "“or” with nothing"),
        ("(а OR) б", "(а & б)", "“or” with nothing"),
        ("а NOT", "а", "“not” with nothing"),
        ("а NOT OR б", "(а & б)", "“not” with nothing"),
        ("30/2477-О*", "30/2477-О", "star in “30/2477-О*” was left out"),
        ('"а* б"', '"а* б"', "star inside quotation marks"),
    ],
)
def test_leniently_and_says_so(text: str, expected: str | None, note: str | None) -> None:
    """What leads nowhere is left out, and the explanation says it."""
    if expected is None:
        with pytest.raises(InvalidError):
            parse(text)
        return
    assert shape(text) == expected
    query = parse(text)
    assert query is not None
    assert note is not None
    assert any(note in each for each in query.notes)
    assert note in explain(query)


@pytest.mark.parametrize("text", ["", "   ", "\n", "\x00", "\u200f\u202e", "\ufeff "])
def test_nothing_typed(text: str) -> None:
    """Nothing, or nothing that is seen, asks nothing."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("я" * 10_240, "query-too-long"),
        (" ".join(f"слово{number}" for number in range(100)), "query-too-many-terms"),
        ('"' + "а " * 100 + '"', "query-too-many-terms"),
        ("1." * 100, "query-too-many-terms"),
        ("(" * 30 + "а" + ")" * 30, "query-too-deep"),
        ("-черновик", "query-only-not"),
        ("-а -б", "query-only-not"),
        ("НЕ (а б)", "query-only-not"),
        ("а OR -б", "query-only-not"),
        ("а OR (-б -в)", "query-only-not"),
        ("*", "query-star-alone"),
        ("а *", "query-star-alone"),
        ("***", "query-star-alone"),
        ("*слово", "query-star-place"),
        ("сл*во", "query-star-place"),
        ("а*", "query-prefix-short"),
        ("№ § —", "query-nothing-to-find"),
        ('""', "query-nothing-to-find"),
        ("()", "query-nothing-to-find"),
        ("OR", "query-nothing-to-find"),
        ("НЕ", "query-nothing-to-find"),
    ],
)
def test_refused_with_a_reason(text: str, code: str) -> None:
    """A query that cannot be answered is refused at once, with code, reason and advice."""
    started = time.perf_counter()
    with pytest.raises(InvalidError) as caught:
        parse(text)
    assert time.perf_counter() - started < 1
    assert caught.value.code == code
    assert caught.value.message
    assert caught.value.advice
    assert len(caught.value.message) < 200


def test_limits_are_the_callers() -> None:
    """The archive's settings decide how much is read."""
    with pytest.raises(InvalidError, match="at most 5 are read"):
        parse("приказ", 5)
    with pytest.raises(InvalidError, match="more than 2 words"):
        parse("а б в", 100, 2)
    assert parse("а б", 3, 2) is not None


def test_unseen_characters_are_dropped() -> None:
    """Control characters and direction marks change nothing, wherever they stand."""
    assert shape("при\u200fка\x07з\u202e \u2067-чер\u200bновик") == "(приказ & -черновик)"


def test_many_exclusions_are_no_depth() -> None:
    """A thousand NOTs are read one by one, not by recursion."""
    assert shape("а " + "-" * 1001 + "б") == "(а & -б)"
    assert shape("а " + "НЕ " * 600 + "б") == "(а & б)"


def test_compounds_are_found_in_other_writings() -> None:
    """A compound of two also stands for its joined writing, and a joined one for its parts."""
    for text in ("ИК-6", "ИК6"):
        query = parse(text)
        assert query is not None
        assert query.root == Phrase(text, (("ик",), ("6",)), compound=True, joined=("ик6",))
    north = parse("северо-западный")
    assert north is not None
    assert isinstance(north.root, Phrase)
    assert "северозападн" in north.root.joined
    for text in ("10-12", "30/2477-ОК", "а.б", "жар-птица-то"):
        query = parse(text)
        assert query is not None
        assert isinstance(query.root, Phrase)
        assert not query.root.joined


def test_prefix_reaches_into_the_ending() -> None:
    """A beginning that is longer than the stem stands for the stem too."""
    query = parse("осуждённы*")
    assert query is not None
    assert query.root == Prefix("осуждённы", ("осужденны",), ("осужд", "осужден")) or isinstance(
        query.root, Prefix
    )
    assert isinstance(query.root, Prefix)
    assert query.root.beginnings == ("осужденны",)
    assert query.root.terms
    assert all("осужденны".startswith(term) for term in query.root.terms)


def test_positive_leaves() -> None:
    """The leaves that are looked for come once each, without what is excluded."""
    query = parse("а (б OR в) -г -(д е) а")
    assert query is not None
    assert [leaf.typed for leaf in query.positive] == ["а", "б", "в"]


PIECES = st.sampled_from(
    [
        '"',
        "(",
        ")",
        "-",
        "OR",
        "НЕ",
        "И",
        "|",
        "*",
        "а*",
        "приказ",
        "ИК-6",
        "«",
        "»",
        "№",
        "\u202e",
        " ",
        "  ",
    ]
)
TYPED = (
    st.lists(PIECES, max_size=40).map(" ".join)
    | st.lists(PIECES, max_size=40).map("".join)
    | st.text(max_size=300)
)


@settings(max_examples=300)
@given(TYPED)
def test_whatever_is_typed(text: str) -> None:
    """Every text gives nothing, a well-formed tree with an explanation, or an InvalidError; never else."""
    query, code = None, ""
    try:
        query = parse(text)
    except InvalidError as error:
        code = error.code
    assert not code or code.startswith("query-")
    if query is not None:
        assert not isinstance(query.root, Not)
        _well_formed(query.root)
        assert query.positive
        assert explain(query)
        assert parse(text) == query


def _well_formed(node: Node, *, below_and: bool = False) -> None:
    match node:
        case Word(terms=terms):
            assert terms
        case Prefix(beginnings=beginnings):
            assert all(len(each) >= 2 for each in beginnings)
        case Phrase(slots=slots):
            assert len(slots) >= 2
            assert all(slots)
        case And(parts):
            assert len(parts) >= 2
            assert any(not isinstance(part, Not) for part in parts)
            for part in parts:
                _well_formed(part, below_and=True)
        case Or(parts):
            assert len(parts) >= 2
            for part in parts:
                _well_formed(part)
        case Not(part):
            assert below_and
            assert not isinstance(part, Not)
            _well_formed(part)


def test_leaves_are_values() -> None:
    """Equal queries are equal, so that they can be kept and compared."""
    assert parse("а б") == parse("а б")
    leaf: Leaf = Word("а", ("а",))
    assert hash(leaf) == hash(Word("а", ("а",)))
