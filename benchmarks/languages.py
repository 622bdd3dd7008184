"""How well languages are told, and how quickly: sentences that no word list has seen, whole and cut short.

    python benchmarks/languages.py                  # the sentences of tests/unit/analysis/sentences.py
    python benchmarks/languages.py --po FOLDER      # also messages of FOLDER/**/CODE/LC_MESSAGES/*.po

Prints, a row a language, how many of a hundred texts are told rightly, whole and by their first five
and three words (of those with 12 letters and more), and the processor time of a page of 3,000 characters.
"""

from __future__ import annotations

import argparse
import logging
import re
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from measure import machine

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.unit.analysis.sentences import OTHERS, SENTENCES

from kartoteka.analysis.language import LANGUAGES, language_of

CUTS = {"whole": 10_000, "five words": 5, "three words": 3}
LEAST = 12
PLACES = re.compile(r"%\(\w+\)[sdr]|%[sd]|\{\w*\}|<[^>]+>|&\w+;")


def messages(folder: Path, code: str) -> list[str]:
    from babel.messages.pofile import read_po

    found: set[str] = set()
    for path in sorted(folder.rglob(f"{code if code != 'en' else 'de'}/LC_MESSAGES/*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                text = message.id if code == "en" else message.string
                text = text[0] if isinstance(text, (tuple, list)) and text else text
                if message.id and text:
                    found.add(" ".join(PLACES.sub("", str(text)).split()))
    return sorted(found)


def told(texts: Sequence[str], code: str, words: int) -> tuple[int, int]:
    cut = [" ".join(text.split()[:words]) for text in texts]
    cut = [text for text in cut if sum(letter.isalpha() for letter in text) >= LEAST]
    return sum(language_of(text) == code for text in cut), len(cut)


def table(title: str, texts: Mapping[str, Sequence[str]]) -> None:
    print(f"\n{title}\n\n| language | {' | '.join(CUTS)} |\n|---|{'---|' * len(CUTS)}")
    sums = dict.fromkeys(CUTS, (0, 0))
    for code in LANGUAGES:
        cells = []
        for name, words in CUTS.items():
            right, total = told(texts.get(code, ()), code, words)
            sums[name] = (sums[name][0] + right, sums[name][1] + total)
            cells.append(f"{100 * right / total:.1f} % of {total}" if total else "")
        print(f"| {code} | {' | '.join(cells)} |")
    print(f"| all | {' | '.join(f'{100 * right / max(1, total):.1f} %' for right, total in sums.values())} |")


def microseconds(run: Callable[[], object], rounds: int = 300) -> float:
    begun = time.process_time()
    for _ in range(rounds):
        run()
    return 1e6 * (time.process_time() - begun) / rounds


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--po", type=Path)
    given = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print(machine())
    table("Sentences of our own", SENTENCES)
    none = sum(not language_of(one) for one in OTHERS)
    print(f"\nOf {len(OTHERS)} sentences in other languages, {none} are none.")
    if given.po:
        table("Messages of programs", {code: messages(given.po, code) for code in LANGUAGES})
    for code in ("ru", "en"):
        page = (" ".join(SENTENCES[code]) * 9)[:3000]
        took = microseconds(lambda page=page: language_of(page))
        print(f"A page of 3,000 characters, {code}: {took:.0f} µs CPU")


if __name__ == "__main__":
    main()
