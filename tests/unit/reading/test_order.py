"""Reading order on the proof sheets: whatever order a file has its words in, people's comes out."""

from __future__ import annotations

import json
import time
from itertools import pairwise
from pathlib import Path

import pytest

from kartoteka.formats.contract import PageBounds
from kartoteka.formats.pdf import PdfFormat
from kartoteka.reading.layout import LaidOut, layout
from kartoteka.reading.order import as_found, reading_order
from kartoteka.reading.segments import Boxes

PROOFS = Path(__file__).parents[3] / "fixtures" / "proofs"
TEXT = sorted(path.name for pattern in ("*written.pdf", "*by lines.pdf") for path in PROOFS.glob(pattern))


def laid_out(name: str) -> LaidOut:
    """The page of a proof sheet."""
    document = PdfFormat().open(memoryview((PROOFS / name).read_bytes()), PageBounds(), 10)
    page = document.page(1)
    return layout(
        page.words(), page.width, page.height, rules=page.rules, most_words=9999, most_characters=99_999
    )


def words_of(text: str) -> list[str]:
    """Words, broken ones whole."""
    return text.replace("-\n", "").replace("\u202f", "").replace("-", " ").split()


@pytest.mark.parametrize("name", [name for name in TEXT if not name.startswith("open-rows by")])
def test_neighbours_of_the_truth_are_neighbours_of_the_text(name: str) -> None:
    """At least 95 of 100 words that follow one another are so read, by lines or as written."""
    truth = json.loads((PROOFS / f"{name}.json").read_text("utf-8"))["pages"][0]["text"]
    wanted = list(pairwise(words_of(truth)))
    got = set(pairwise(words_of(laid_out(name).text)))
    assert sum(pair in got for pair in wanted) >= 0.95 * len(wanted)


@pytest.mark.parametrize("way", ["written", "by lines"])
def test_a_ruled_row_is_a_block_of_its_cells(way: str) -> None:
    """Each row's cells follow one another, each whole, whichever way the file has them."""
    blocks = laid_out(f"long-rows {way}.pdf").text.split("\n\n")
    row = next(block for block in blocks if "Подлесных" in block).replace("-\n", "")
    assert row.split("\n")[:3] == ["2", "Подлесных Захар Петрович", "1996"]
    assert row.endswith("ИК-4")


def test_footnotes_of_both_columns_follow_the_body() -> None:
    """The first column's last line goes on in the second column; notes come behind."""
    text = laid_out("two-columns by lines.pdf").text
    assert text.index("1 Приказ управления") > text.index("ного отдела.")
    assert text.index("3 Акт проверки") > text.index("2 Журнал по форме")


def test_text_on_its_side_is_a_block_with_its_letters_in_order() -> None:
    """It stands in nobody's line."""
    assert "Дело № 17 том 3 лист 214 подлежит возврату в архив" in laid_out("upright written.pdf").text.split(
        "\n\n"
    )


def test_what_is_no_number_leaves_words_as_found() -> None:
    """Corners without sense are not measured."""
    nan = float("nan")
    boxes = Boxes([nan, 1.0], [0.0, 0.0], [2.0, 3.0], [1.0, 1.0])
    assert reading_order(boxes, ["а", "б"], [0, 1], [(0, 1), (1, 2)]) == as_found([(0, 1), (1, 2)], [0, 1])


@pytest.mark.parametrize("pattern", ["zigzag", "pile", "grid", "stairs"])
def test_a_page_made_to_be_slow_is_not(pattern: str) -> None:
    """Twenty thousand words cost at most some ten times what two thousand do, and little."""

    def place(n: int) -> tuple[float, float]:
        match pattern:
            case "zigzag":
                return (50.0 + 300 * (n % 2), 0.03 * n)
            case "pile":
                return (100.0 + (n * 7919) % 13, 100.0 + (n * 104729) % 17)
            case "grid":
                return (4.0 * (n % 140), 5.0 * (n // 140))
        return (0.02 * n, 0.03 * n)

    def words(count: int) -> list[tuple[float, float, float, float, str, int, int, int]]:
        corners = [place(n) for n in range(count)]
        return [(x, y, x + 3, y + 4, "сл", n % 50, n % 7, 0) for n, (x, y) in enumerate(corners)]

    begun = time.thread_time()
    layout(words(20_000), 600, 800, most_words=200_000, most_characters=2_000_000)
    assert time.thread_time() - begun < 6
