"""Agreement: two readings of a page share its words, two papers do not; order and figures are told."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from kartoteka.analysis.agreement import agreement, in_order, resembles, words_of

PAPER = (
    "Начальнику следственного изолятора докладываю о проверке условий содержания заключённых. Осмотрено "
    "двадцать камер, жалоб не поступило. Медицинская помощь оказана семи больным. Дела 1204, 3381, 5550."
)
POOR = (
    "Начальняку следственнoго изолятора докладываю о провeрке условий содержания заключённых. Осмотрепо "
    "двадцать камер, жалоб не постушило. Медицинская номощь оказана семи больным. Дела 1204, 3381, 5550."
)
OTHER = (
    "Продавец обязуется передать кирпич, цемент и песок покупателю. Цена товара определяется договором, "
    "оплата производится переводом. Доставка осуществляется транспортом продавца. Счета 7710, 9023, 4417."
)


def test_a_poor_reading_is_of_the_same_paper() -> None:
    """Letters that are wrong or look alike do not matter; another paper's words do."""
    assert (agreement(POOR, PAPER).share or 0) > 0.9
    assert (agreement(OTHER, PAPER).share or 0) < 0.2
    assert agreement("два слова", PAPER).share is None


def test_figures_are_compared_apart() -> None:
    """The words may be true and the numbers false."""
    numbers = " ".join(str(n) for n in range(1000, 1010))
    found = agreement(PAPER + numbers, PAPER + numbers.replace("100", "777"))
    assert (found.share or 0) == 1.0
    assert (found.figures_share or 0) < 0.5
    assert agreement(PAPER, PAPER).figures_share is None


def test_shuffled_words_are_out_of_order() -> None:
    """Neighbours stay neighbours in an honest reading, also where lines come in another order."""
    shuffled = PAPER.split()
    random.Random(3).shuffle(shuffled)
    halves = PAPER[100:] + " " + PAPER[:100]
    assert (in_order(words_of(PAPER), words_of(halves)) or 0) > 0.8
    assert (in_order(words_of(" ".join(shuffled)), words_of(PAPER)) or 0) < 0.12
    assert in_order(["слово"], ["слово"]) is None


@given(st.text("абвгд ", min_size=1, max_size=80), st.text("абвгд ", max_size=20))
def test_a_line_resembles_what_holds_it(line: str, more: str) -> None:
    """Whatever stands before and behind; and never more than wholly."""
    assert resembles(line, more + line + more) == 1.0
    assert 0.0 <= resembles(line, more) <= 1.0


def test_other_lines_resemble_little() -> None:
    """Chance gives no more than half of the letters in order."""
    assert resembles("докладываю о проверке условий содержания", "осмотрено двадцать камер, жалоб нет") < 0.5
