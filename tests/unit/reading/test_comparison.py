"""A sample of a layer: lines from all over the page, the same for the same text, none that cannot tell."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.reading.comparison import LINES, sample_of
from kartoteka.reading.layout import LaidOut, layout


def laid_out(lines: list[str]) -> LaidOut:
    """Lines twenty points apart, a word every sixty points."""
    words = [
        (40.0 + 60 * place, 40.0 + 20 * n, 95.0 + 60 * place, 52.0 + 20 * n, word, n, 0, place)
        for n, line in enumerate(lines)
        for place, word in enumerate(line.split())
    ]
    return layout(words, 600, 4000, most_words=10_000, most_characters=100_000)


@given(
    st.lists(st.sampled_from(["слово дело начальника", "ИК-6", "12", "докладываю о проверке"]), max_size=60)
)
def test_a_sample_is_spread_and_repeatable(lines: list[str]) -> None:
    """No more lines than wanted, each with enough letters, from the top of the page to its bottom."""
    page = laid_out(lines)
    sample = sample_of(page)
    fit = sum(sum(map(str.isalnum, line)) >= 12 for line in lines)
    assert len(sample) <= min(LINES, fit)
    assert sample == sample_of(page)
    assert [line.box[1] for line in sample] == sorted(line.box[1] for line in sample)
    if fit >= 8:
        assert len(sample) == LINES


def test_long_lines_are_cut() -> None:
    """A few words say enough."""
    (line,) = sample_of(laid_out(["начальнику колонии области докладываю о проверке условий содержания"]))
    assert line.text == "начальнику колонии области"
    assert line.box[2] - line.box[0] < 300


def test_another_text_gives_other_lines() -> None:
    """Who makes a false layer cannot know which lines are looked at without making the whole of it."""
    lines = [f"строка номер {n} этого документа" for n in range(40)]
    chosen = {tuple(line.text for line in sample_of(laid_out([*lines, f"конец {n}"]))) for n in range(8)}
    assert len(chosen) > 4
