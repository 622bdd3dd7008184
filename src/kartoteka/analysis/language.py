"""The language of a text, and of each of its lines: Russian, Ukrainian, Belarusian, Kazakh, English,
French or German.

The alphabet that most letters belong to is asked which of its languages has such words: by how three
letters follow one another (``trigrams``), and by small words, which are few in a dictionary and many in
a text. A text of too few letters, or of another language, has none (``""``): search then stems it by
its script.

A line may hold two or three words, too few to be certain of: it is taken for the page's language unless
it speaks clearly for another.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from math import inf

from kartoteka.analysis.trigrams import CYRILLIC, LATIN, tables

LANGUAGES = (*CYRILLIC, *LATIN)
"""ISO 639-1 codes that are told apart."""

_LEAST_LETTERS = 12
_LEAST_LETTERS_OF_A_LINE = 6
_SAMPLE = 300
_SAMPLES = 3
_SURE = 6.0
"""Natural logarithm of the odds from which a line is taken for another language than the page's."""
_WORTH = 3.0
"""The same, of a small word for the language that has it."""
_LEAST_LIKELY = -9.2
"""Mean logarithm of three letters below which a text is of another language."""
_LIKELY = -8.6
"""The same, above which it is well of a language."""
_LEAST_LIKELY_WITHOUT_SMALL_WORDS = -8.0
_LEAST_TO_JUDGE = 24
_LEAST_TO_MISS = 50
"""Letters from which on it says something that a letter is missing."""
_SMALL_WORDS_FROM = 6
_SMALL_WORDS = 0.12
_STRANGE_SHARE = 0.01

_CYRILLIC_WORD = re.compile(r"[\u0400-\u052f]+(?:['’ʼ][\u0400-\u052f]+)*")
_LATIN_WORD = re.compile(r"[A-Za-z\u00aa\u00ba\u00c0-\u024f]+")
_ROMAN = re.compile(r"\b[ІIVXХ]{1,6}\b")

_OTHER_CYRILLIC = frozenset("јљњћђџѓќѕѝѐҗҙҫҡӣӯҳҷӗӑҥҕѣѳѵ")
_ONLY_KAZAKH = "іқғұә"
_LEAST_KAZAKH = 0.02
_BULGARIAN_HARD_SIGNS = 0.008
_OTHER_LATIN = frozenset("łąężśźćńřěšžčůďťňığşțșãõñåøæćđőűāēīūķļģņėįųŧ¿¡")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SMALL: dict[str, frozenset[str]] = {
    "ru": _words(
        "и не что как его её их или если это этот эта из от они также только был была было были при для "
        "по с к во со об но же уже нет который которые все всё где так ещё мне вас нас без до за на у в о "
        "а"
    ),
    "uk": _words(
        "і й та не що як його її їх або якщо це цей ця із від вони також тільки був була було були при "
        "для з зі до про але вже немає який які всі де так ще мені вас нас без за на у в щодо буде є під"
    ),
    "be": _words(
        "і не што як яго яе іх або калі гэта гэты гэтая з ад яны таксама толькі быў была было былі пры "
        "для па да са аб але ўжо няма які якія усе ўсе дзе так яшчэ мне вас нас без за на у ў а ці будзе "
        "ёсць пад"
    ),
    "kk": _words(
        "және мен бен пен үшін бір бұл осы ол деп туралы емес болып да де та те жоқ бар оның олар сол "
        "ғана кейін дейін бойынша арқылы немесе егер болды болады қажет керек барлық әр өз сіз біз"
    ),
    "en": _words(
        "the of and to in is that for it was on as with be by this are or from at have not which an were "
        "has had his her their they he she you your we our will would can may must no if but all been any "
        "one there who what when how does do did please only than also then into about a i"
    ),
    "fr": _words(
        "les des du et une est dans qui pour pas sur au aux cette elle nous vous ont sont avec ces été le "
        "la un en ce que ne se il par plus ou son sa ses leur leurs je mais comme tout tous être avoir "
        "fait à où même sans sous votre vos notre nos l d qu n c j entre après avant aucun deux lors "
        "ainsi donc de"
    ),
    "de": _words(
        "der die das und ist in den von zu mit sich des auf für nicht ein eine einer eines einem einen "
        "als auch es an werden aus er hat dass daß sie nach wird bei noch wie oder war im dem zum zur vom "
        "am sind wurde wurden haben kann können muss müssen ihr ihre ich wir keine kein bitte nur über "
        "unter durch vor wenn aber diese dieser dieses um so bis beim sein seine"
    ),
}
"""Words that a language has and says often."""


def language_of(text: str) -> str:
    """Return the ISO 639-1 code of most of a text's words, one of ``LANGUAGES``; empty: none of them."""
    return _likeliest(_sample_of(text), _LEAST_LETTERS)[0]


def languages_of_lines(lines: Iterable[str], page: str) -> list[str]:
    """Return the language of each line of a page; empty: of another alphabet, and unknown.

    Args:
        lines: Texts of the lines.
        page: The page's own language; a line that says too little for another is taken for it.
    """
    return [_of_line(line, page) for line in lines]


def _of_line(line: str, page: str) -> str:
    language, sure = _likeliest(line, _LEAST_LETTERS_OF_A_LINE, page)
    return language if sure >= _SURE else page


def _sample_of(text: str) -> str:
    """Return a text, or of a long one pieces from its beginning, middle and end."""
    if len(text) <= _SAMPLES * _SAMPLE:
        return text
    step = (len(text) - _SAMPLE) // (_SAMPLES - 1)
    return " ".join(text[at * step : at * step + _SAMPLE] for at in range(_SAMPLES))


def _likeliest(text: str, least: int, than: str = "") -> tuple[str, float]:
    """Return the likeliest language and by how much it is likelier than another.

    Args:
        text: What is judged.
        least: Letters it must have.
        than: The language to compare with; where it is of another alphabet or empty: the next likely.

    Returns:
        The language, empty where it is none of ours, and the logarithm of its odds; 0 where the text says
        too little, infinite where ``than`` is of another alphabet.
    """
    lowered = _ROMAN.sub(" ", text).lower()  # a recogniser writes Roman numbers with the Ukrainian letter
    cyrillic, latin = _CYRILLIC_WORD.findall(lowered), _LATIN_WORD.findall(lowered)
    cyrillic_letters, latin_letters = sum(map(len, cyrillic)), sum(map(len, latin))
    if cyrillic_letters + latin_letters < least:
        return "", 0.0
    in_cyrillic = cyrillic_letters >= latin_letters
    words = cyrillic if in_cyrillic else latin
    table = tables()["cyrillic" if in_cyrillic else "latin"]
    scores, count = table.scores(f" {' '.join(words)} ")
    means = [score / max(1, count) for score in scores]
    said = Counter(words)
    small = [sum(said[word] for word in _SMALL[language] & said.keys()) for language in table.languages]
    scores = [score + _WORTH * hits for score, hits in zip(scores, small, strict=True)]
    order = sorted(range(len(scores)), key=lambda place: -scores[place])
    letters = Counter("".join(words))
    # Russian beside Kazakh has too few Kazakh letters for Kazakh: what is next likely, if it fits well.
    doubted = table.languages[order[0]] == "kk" and means[order[1]] > _LIKELY
    likely = order[:2] if doubted else order[:1]
    shares = [hits / max(1, len(words)) for hits in small]
    best = next(
        (
            place
            for place in likely
            if not _is_another(
                table.languages[place], letters, count, means[place], shares[place], len(words)
            )
        ),
        None,
    )
    language = "" if best is None else table.languages[best]
    if than in LANGUAGES and (than in CYRILLIC) != in_cyrillic:
        return language, inf
    if best is None:
        return "", 0.0
    other = table.languages.index(than) if than in table.languages else next(p for p in order if p != best)
    return language, scores[best] - scores[other]


def _is_another(
    language: str, letters: Counter[str], count: int, mean: float, small: float, words: int
) -> bool:
    """Say whether a text is of none of our languages, although it is likest to one of them."""
    total = letters.total()
    if language in LATIN:
        if sum(letters[letter] for letter in _OTHER_LATIN) > _STRANGE_SHARE * total:
            return True
        if words >= _SMALL_WORDS_FROM:
            return small < _SMALL_WORDS
        return small == 0 and mean < _LEAST_LIKELY_WITHOUT_SMALL_WORDS
    if sum(letters[letter] for letter in _OTHER_CYRILLIC) > _STRANGE_SHARE * total:
        return True
    if total >= _LEAST_TO_MISS:
        if language == "kk" and sum(letters[letter] for letter in _ONLY_KAZAKH) < _LEAST_KAZAKH * total:
            return True  # Kyrgyz, Tatar, Mongolian
        if language == "ru" and not letters["ы"] and letters["ъ"] > _BULGARIAN_HARD_SIGNS * total:
            return True
    return count >= _LEAST_TO_JUDGE and mean < _LEAST_LIKELY
