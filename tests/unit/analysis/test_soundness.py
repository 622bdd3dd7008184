"""Soundness: lies are caught, honest text of any kind is left alone."""

from __future__ import annotations

import random

import pytest

from kartoteka.analysis.soundness import soundness_of

RUSSIAN = (
    "Начальнику следственного изолятора докладываю о проверке условий содержания заключённых в первом "
    "корпусе учреждения. Осмотрено двадцать камер, жалоб не поступило. Медицинская помощь оказана семи "
    "больным, двое направлены в областную больницу. Дежурный помощник начальника смены Воронцов."
)
UKRAINIAN = (
    "Начальнику слідчого ізолятора доповідаю про перевірку умов тримання ув'язнених у першому корпусі "
    "установи. Оглянуто двадцять камер, скарг не надходило. Медична допомога надана сімом хворим."
)
ENGLISH = (
    "The commission visited the prison on the third of March and inspected twenty cells of the first "
    "building. Seven prisoners received medical treatment and two were transferred to the hospital."
)
GERMAN = (
    "Die Kommission besuchte das Gefängnis und besichtigte zwanzig Zellen des ersten Gebäudes. Sieben "
    "Gefangene wurden ärztlich behandelt, zwei davon wurden in das Krankenhaus überstellt worden sein."
)
REGISTER = "\n".join(
    f"{n}. Иванов И. И. 19{n}.03.12 ст. 105 ч. 2 УК РФ ИК-{n} № 0{n}/234-К" for n in range(10, 30)
)
_ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_SHUFFLED = "".join(random.Random(3).sample(_ALPHABET, len(_ALPHABET)))


@pytest.mark.parametrize(
    "text",
    [RUSSIAN, UKRAINIAN, ENGLISH, REGISTER, RUSSIAN.upper(), RUSSIAN + ENGLISH],
    ids=["ru", "uk", "en", "register", "capitals", "mixed"],
)
def test_honest_text_is_sound(text: str) -> None:
    """Prose in four languages, registers of names and figures, capitals."""
    assert soundness_of(text).verdict == "sound"


@pytest.mark.parametrize(
    "lie",
    [
        RUSSIAN.encode("cp1251", "replace").decode("latin1"),
        RUSSIAN.encode("koi8-r", "replace").decode("cp1251"),
        RUSSIAN.encode("cp1251").decode("koi8-r"),
        RUSSIAN.encode("cp866", "replace").decode("cp1251", "replace"),
        RUSSIAN.encode("utf-8").decode("cp1251", "replace"),
        RUSSIAN.encode("utf-8").decode("latin1"),
        UKRAINIAN.encode("cp1251", "replace").decode("latin1"),
        RUSSIAN.translate(str.maketrans(_ALPHABET, _SHUFFLED)),
        "".join(chr(ord(c) + 1) if c.isalpha() else c for c in RUSSIAN),
        "".join(chr(0xE000 + ord(c) % 4096) if c.isalpha() else c for c in RUSSIAN),
        "".join("\ufffd" if n % 9 == 0 else c for n, c in enumerate(RUSSIAN)),
        "".join(chr(ord(c) + 3) if c.isalpha() else c for c in ENGLISH),
        RUSSIAN.translate(str.maketrans("аеосрхкн", "aeocpxkH")),
    ],
    ids=[
        *("latin1", "koi8", "cp1251", "cp866", "utf8-1251", "utf8-latin1", "uk-latin1"),
        *("shuffled", "shifted", "private", "holes", "caesar", "mixed"),
    ],
)
def test_lies_are_unsound(lie: str) -> None:
    """Broken encodings, shuffled glyphs, private use, mixed alphabets; each with a reason."""
    found = soundness_of(lie)
    assert found.verdict == "unsound"
    assert found.reason


@pytest.mark.parametrize(
    "broken",
    [
        RUSSIAN.encode("cp1251", "replace").decode("latin1"),
        RUSSIAN.translate(str.maketrans(_ALPHABET, _SHUFFLED)),
        "Ijkmifkuefij wfilkoxf rkwlxfuk qjvkldfuki wlxfmu",
        "\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd\ufffd\ufffd",
    ],
    ids=["latin1", "shuffled", "heading", "unmapped"],
)
def test_a_broken_stretch_of_a_sound_page_is_found(broken: str) -> None:
    """Half a page or a heading in a broken font: the stretch is named, and little beside it."""
    text = f"{RUSSIAN}\n{ENGLISH}\n{RUSSIAN}\n{broken}\n{UKRAINIAN}\n{RUSSIAN}\n{ENGLISH}"
    start = text.index(broken)
    found = soundness_of(text)
    assert found.verdict in ("broken", "unsound")
    assert found.reason
    for stretch in found.stretches:
        assert start - 30 < stretch.start < stretch.end < start + len(broken) + 30


@pytest.mark.parametrize(
    "honest",
    [
        "Мухаметзянов Абдурахманов Джугашвили Гриценко Пшеничников Хачатурян Цхакая Нурмагомедов",
        "ФСИН УФСИН СИЗО ГУФСИН ФКУ ОТБ ШИЗО ЕПКТ ГБУЗ МВД УПК НКВД ОГПУ",
        "getValue setValue onClick toString HttpRequest XMLParser fromJSON",
        "Сильнѣйшій исторія Іерусалимъ дѣло объ убійствѣ",
        "Przesłuchanie świadka odbyło się w siedzibie prokuratury rejonowej",
    ],
    ids=["surnames", "abbreviations", "code", "old spelling", "polish"],
)
def test_rare_words_are_no_stretch(honest: str) -> None:
    """Columns of names, offices and programs have unknown words in a row and are not broken."""
    assert soundness_of(f"{RUSSIAN}\n{honest}\n{UKRAINIAN}").stretches == ()


def test_another_language_is_not_a_lie() -> None:
    """A language without a lexicon is doubtful at most: recognition would read it no better."""
    assert soundness_of(GERMAN).verdict == "sound"
    for text in (
        "Η επιτροπή επισκέφθηκε τη φυλακή και επιθεώρησε είκοσι κελιά " * 3,
        "La comisión visitó la cárcel el tres de marzo y revisó veinte celdas del primer edificio " * 2,
        "Komisyon cezaevini ziyaret etti ve birinci binanın yirmi hücresini denetledi, yedi mahkum " * 2,
    ):
        assert soundness_of(text).verdict in ("doubtful", "sound")


def test_too_little_is_its_own_answer() -> None:
    """A page number is no text, and few words are not judged by their share."""
    assert soundness_of("Стр. 12").verdict == "too-little"
    assert soundness_of("").verdict == "too-little"
    assert soundness_of("12 345 678 901 234 567 890 123 456 789 012 345 678 901").verdict == "sound"
