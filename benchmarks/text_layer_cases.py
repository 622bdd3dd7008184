"""Made cases of text layers: lies of many kinds and honest ones, built by code from invented sentences.

Each case is a PDF of one page whose picture is true. A lie's text layer says something else: letters
are mapped to others (as a font's broken ToUnicode map does), a code page is taken for another, a scan
carries a bad reading or another paper's text. All persons, places and numbers are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from benchmarks.text_layer_pages import Says, drawn, laid_over, places, relabelled, scan

RUSSIAN = (
    "Начальнику исправительной колонии докладываю о проведённой проверке.",
    "Осмотрено двадцать камер второго корпуса, жалоб от осуждённых не поступило.",
    "Медицинская помощь оказана семи больным, двое направлены в больницу.",
    "В камере четырнадцать обнаружен запрещённый предмет, составлен акт.",
    "Свидание с родственниками разрешено согласно утверждённому графику.",
    "Посылки и передачи приняты по описи, недостачи не выявлено.",
    "Дежурный помощник начальника предупреждён о соблюдении режима.",
    "Отопление в бараках включено третьего октября, температура в норме.",
    "Питание организовано по установленным нормам, пробы пищи сняты.",
    "Личный состав караула проинструктирован и заступил на службу вовремя.",
    "Этапирование осуждённых назначено на следующую среду утром.",
    "Копия настоящего рапорта направлена прокурору области для сведения.",
)
CAPITALS = tuple(line.upper() for line in RUSSIAN)
OTHER_RUSSIAN = (
    "Договор поставки строительных материалов заключён между сторонами.",
    "Продавец обязуется передать кирпич, цемент и песок покупателю.",
    "Цена товара определяется спецификацией и изменению не подлежит.",
    "Оплата производится безналичным переводом в течение десяти дней.",
    "Доставка осуществляется транспортом продавца до склада.",
    "Качество товара должно соответствовать государственному стандарту.",
    "Споры рассматриваются арбитражным судом по месту нахождения ответчика.",
    "Настоящий договор вступает в силу с момента подписания.",
    "Стороны освобождаются от ответственности при непреодолимой силе.",
    "Приложения являются неотъемлемой частью этого соглашения.",
)
UKRAINIAN = (
    "Начальнику виправної колонії доповідаю про проведену перевірку.",
    "Оглянуто двадцять камер другого корпусу, скарг від засуджених немає.",
    "Медичну допомогу надано сімом хворим, двох направлено до лікарні.",
    "У камері чотирнадцять виявлено заборонений предмет, складено акт.",
    "Побачення з родичами дозволено згідно із затвердженим графіком.",
    "Посилки та передачі прийнято за описом, нестачі не виявлено.",
    "Черговий помічник начальника попереджений про дотримання режиму.",
    "Опалення в приміщеннях увімкнено третього жовтня, температура в нормі.",
    "Харчування організовано за встановленими нормами, проби їжі знято.",
    "Особовий склад варти проінструктовано, служба розпочата вчасно.",
    "Копію цього рапорту надіслано прокурору області до відома.",
)
ENGLISH = (
    "The commission visited the prison on the third of March last year.",
    "Twenty cells of the second building were inspected without notice.",
    "Seven prisoners received medical treatment, two were sent to hospital.",
    "The governor explained that repairs had been delayed by the winter.",
    "Food was prepared according to the rules and samples were kept.",
    "Visits of relatives are allowed twice a month under supervision.",
    "A copy of this report has been sent to the public prosecutor.",
    "The members of the commission signed it and kept one copy each.",
)
FRENCH = (
    "La commission a visité la prison le trois mars de cette année.",
    "Vingt cellules du deuxième bâtiment ont été inspectées sans préavis.",
    "Sept détenus ont reçu des soins et deux ont été conduits à l'hôpital.",
    "Le directeur a expliqué que les travaux avaient pris du retard.",
    "Les repas sont préparés selon le règlement et goûtés chaque jour.",
    "Une copie de ce rapport est envoyée au procureur de la ville.",
)
GERMAN = (
    "Die Kommission besuchte das Gefängnis am dritten März dieses Jahres.",
    "Zwanzig Zellen des zweiten Gebäudes wurden ohne Anmeldung besichtigt.",
    "Sieben Gefangene wurden ärztlich behandelt, zwei kamen ins Krankenhaus.",
    "Eine Abschrift dieses Berichts ging an die Staatsanwaltschaft.",
)
SPANISH = (
    "La comisión visitó la cárcel el tres de marzo y revisó veinte celdas.",
    "Siete presos recibieron atención médica y dos fueron llevados al hospital.",
    "El director explicó que las obras se habían retrasado por el invierno.",
)
TURKISH = (
    "Komisyon cezaevini üç Mart günü ziyaret etti ve yirmi hücreyi denetledi.",
    "Yedi mahkum tedavi gördü, ikisi hastaneye sevk edildi, rapor savcılığa gönderildi.",
)
OLD_RUSSIAN = (
    "Сильнѣйшій морозъ стоялъ въ губернскомъ городѣ третій день.",
    "Арестанты содержались въ тюремномъ замкѣ безъ отопленія.",
)
SURNAMES = (
    *("Воронцов", "Мухаметзянов", "Гриценко", "Абдурахманов", "Пшеничников", "Хачатурян", "Цхакая"),
    *("Нурмагомедов", "Шевчук", "Кузьмицкий", "Жанабаев", "Тхоржевский", "Эшмаматов", "Бжезинский"),
    *("Юнусов", "Щербаков", "Лозовая", "Приходько", "Оганесян"),
)
OFFICES = (
    *("ФСИН", "УФСИН", "СИЗО", "ГУФСИН", "ФКУ", "ОТБ", "ШИЗО", "ЕПКТ", "ГБУЗ"),
    *("МВД", "УПК", "ИК-6", "ИК-14", "КП-3", "ОВД", "СУС", "ПФРСИ", "ЛИУ"),
)


@dataclass(frozen=True)
class Case:
    """A page whose picture is true."""

    name: str
    make: Callable[[], bytes]
    """Makes the file."""
    truth: str
    """What can be read on it."""
    lies: bool
    """Whether its text layer says something else."""
    disagrees: bool = False
    """Whether it is text and says something else, so that the page must be marked."""
    ukrainian: bool = False
    enough: float = 0.9
    """Share of the true words that must stand in what is shown; an honest reading may have errors."""

    @cached_property
    def pdf(self) -> bytes:
        """The file."""
        return self.make()


def cases() -> Iterator[Case]:
    """Make all of them."""
    yield from _code_pages()
    yield from _glyphs()
    yield from _parts()
    yield from _bad_readings()
    yield from _other_papers()
    yield from _honest()
    yield from _honest_over_scans()


# --- lies -----------------------------------------------------------------------------------------

_PAIRS = (
    ("cp1251", "cp1252"), ("koi8-u", "cp1251"), ("cp1251", "koi8-u"), ("cp866", "cp1251"),
    ("cp866", "cp1252"), ("utf-8", "cp1251"), ("utf-8", "cp1252"), ("koi8-u", "latin1"),
    ("cp1251", "cp866"), ("utf-8", "koi8-u"), ("mac-cyrillic", "cp1252"), ("utf-8", "cp866"),
)  # fmt: skip
_UKRAINIAN_PAIRS = (
    ("cp1251", "cp1252"), ("koi8-u", "cp1251"), ("cp1251", "koi8-u"), ("utf-8", "cp1251"),
    ("utf-8", "latin1"), ("cp1125", "cp1251"),
)  # fmt: skip


def _code_pages() -> Iterator[Case]:
    for meant, shown in _PAIRS:
        yield _mapped(f"{meant} as {shown}", RUSSIAN, as_shown(meant, shown))
    for meant, shown in _UKRAINIAN_PAIRS:
        yield _mapped(f"{meant} as {shown}, uk", UKRAINIAN, as_shown(meant, shown), ukrainian=True)


def _glyphs() -> Iterator[Case]:
    yield _mapped("shifted by one", RUSSIAN, shifted(1))
    yield _mapped("shifted by three", RUSSIAN, shifted(3))
    yield _mapped("shuffled letters", RUSSIAN, shuffled(7))
    yield _mapped("private use", RUSSIAN, lambda c: chr(0xE000 + ord(c) % 4096) if c.isalpha() else c)
    yield _mapped("to ASCII", RUSSIAN, lambda c: chr(33 + ord(c) % 90) if ord(c) > 1024 else c)
    yield _mapped("unmapped", RUSSIAN, lambda c: "\ufffd" if ord(c) > 1024 else c)
    yield _mapped("shifted by one, uk", UKRAINIAN, shifted(1), ukrainian=True)
    yield _mapped("shuffled letters, uk", UKRAINIAN, shuffled(8), ukrainian=True)
    yield _mapped("English, shifted by three", ENGLISH, shifted(3))
    yield _mapped("English, shuffled letters", ENGLISH, shuffled(9))


def _parts() -> Iterator[Case]:
    latin, shift = as_shown("cp1251", "cp1252"), shifted(1)
    yield _mapped("half a page, cp1251 as latin", RUSSIAN, latin, part=range(6, 12))
    yield _mapped("half a page, shifted", RUSSIAN, shift, part=range(6))
    yield _mapped("every other line, koi8", RUSSIAN, as_shown("koi8-u", "cp1251"), part=range(0, 12, 2))
    yield _mapped("one paragraph, shuffled", RUSSIAN * 2, shuffled(5), part=range(10, 13))
    yield _mapped("one line, cp1251 as latin", RUSSIAN, latin, part=range(4, 5))
    yield _mapped("one line, shifted", RUSSIAN, shift, part=range(8, 9))
    yield _mapped(
        "half a page, utf-8, uk", UKRAINIAN, as_shown("utf-8", "cp1251"), part=range(5), ukrainian=True
    )
    yield _mapped("one line, cp1251 as latin, uk", UKRAINIAN, latin, part=range(3, 4), ukrainian=True)
    yield _mapped("Russian broken, English sound", (*RUSSIAN[:6], *ENGLISH), latin, part=range(6))
    yield _mapped("heading in a broken font", RUSSIAN, shuffled(6), part=range(1))


def _bad_readings() -> Iterator[Case]:
    for seed, lines in ((1, RUSSIAN), (2, RUSSIAN[::-1]), (3, OTHER_RUSSIAN)):
        yield _scanned(f"Russian read as English {seed}", lines, said=_read_as_english(lines, seed))
    yield _scanned(
        "Ukrainian read as English", UKRAINIAN, said=_read_as_english(UKRAINIAN, 4), ukrainian=True
    )
    yield _scanned("cp1251 as latin over a scan", RUSSIAN, said=_each(RUSSIAN, as_shown("cp1251", "cp1252")))
    yield _scanned("shifted over a scan", RUSSIAN, said=_each(RUSSIAN, shifted(1)))
    yield _scanned("a hopeless reading", RUSSIAN, said=_misread(RUSSIAN, 0.35, 5))
    yield _scanned("English read as Russian", ENGLISH, said=_each(ENGLISH, _read_as_russian))


def _other_papers() -> Iterator[Case]:
    yield _scanned("another paper", RUSSIAN, said=OTHER_RUSSIAN, disagrees=True, own_places=False)
    yield _scanned(
        "another paper of the same office", RUSSIAN, said=_same_office(11), disagrees=True, own_places=False
    )
    yield _scanned(
        "another paper, uk",
        UKRAINIAN,
        said=_ukrainian_again(),
        disagrees=True,
        own_places=False,
        ukrainian=True,
    )
    yield _scanned("English over Russian", RUSSIAN, said=ENGLISH, disagrees=True, own_places=False)
    yield _scanned("Russian over English", ENGLISH, said=OTHER_RUSSIAN, disagrees=True, own_places=False)
    yield _scanned(
        "shuffled words", RUSSIAN, said=_shuffled_words(RUSSIAN, 3), disagrees=True, own_places=False
    )
    yield _scanned(
        "shuffled words, uk",
        UKRAINIAN,
        said=_shuffled_words(UKRAINIAN, 4),
        disagrees=True,
        own_places=False,
        ukrainian=True,
    )
    yield _scanned(
        "another paper under the picture",
        RUSSIAN,
        said=OTHER_RUSSIAN,
        disagrees=True,
        own_places=False,
        under=True,
    )
    register, false = _register(21), _register(22)
    yield _scanned("false numbers and names", register, said=false, disagrees=True, own_places=False)


# --- honest ---------------------------------------------------------------------------------------


def _honest() -> Iterator[Case]:
    yield _plain("Russian", RUSSIAN)
    yield _plain("Ukrainian", UKRAINIAN, ukrainian=True)
    yield _plain("English", ENGLISH)
    yield _plain("French", FRENCH)
    yield _plain("German", GERMAN)
    yield _plain("capitals", CAPITALS)
    yield _plain("Russian and English", (*RUSSIAN[:5], *ENGLISH[:5]))
    yield _plain("a column of surnames", SURNAMES)
    yield _plain("a register", _register(1))
    yield _plain("numbers", _numbers(2))
    yield _plain("abbreviations", [" ".join(random.Random(n).sample(OFFICES, 6)) for n in range(12)])
    fields = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Статья", "Срок", "Начало срока", "Конец срока")
    yield _plain("a form", [f"{label}: ______ {n}" for n, label in enumerate(fields)])
    yield _plain(
        "a program", [f"if (getValue{n}() != null) {{ setOffset(buf_{n}, 0x{n:02X}); }}" for n in range(14)]
    )
    yield _plain("Spanish", SPANISH * 3)
    yield _plain("Turkish", TURKISH * 4)
    yield _plain("old spelling", OLD_RUSSIAN * 4)


def _honest_over_scans() -> Iterator[Case]:
    yield _scanned("a good reading", RUSSIAN, said=RUSSIAN, lies=False)
    yield _scanned("a good reading, uk", UKRAINIAN, said=UKRAINIAN, lies=False, ukrainian=True)
    yield _scanned("a good reading, English", ENGLISH, said=ENGLISH, lies=False)
    yield _scanned("a good reading, French", FRENCH * 2, said=FRENCH * 2, lies=False)
    yield _scanned(
        "a typewriter with few errors", RUSSIAN, said=_misread(RUSSIAN, 0.03, 6), lies=False, enough=0.8
    )
    yield _scanned("a good reading, a little off", RUSSIAN, said=RUSSIAN, lies=False, off=(2.0, 1.5))
    yield _scanned("a register over a scan", _register(31), said=_register(31), lies=False)
    yield _scanned("a good reading under the picture", RUSSIAN, said=RUSSIAN, lies=False, under=True)
    yield _scanned("capitals over a scan", CAPITALS, said=CAPITALS, lies=False)
    yield _scanned("a skewed scan", RUSSIAN, said=RUSSIAN, lies=False, skew=0.7)


# --- saying ---------------------------------------------------------------------------------------


def as_shown(meant: str, shown: str) -> Says:
    """As a program says a letter whose code page it mistakes."""

    def says(letter: str) -> str:
        return "".join(_shown(byte, shown) for byte in letter.encode(meant, "replace"))

    return says


def _shown(byte: int, code_page: str) -> str:
    try:
        return bytes([byte]).decode(code_page)
    except UnicodeDecodeError:
        return chr(byte)


def shifted(by: int) -> Says:
    """Each letter as another a few places on."""
    return lambda letter: chr(ord(letter) + by) if letter.isalpha() else letter


def shuffled(seed: int) -> Says:
    """Each letter as another, by chance, capitals alike."""
    table: dict[str, str] = {}
    for alphabet in ("абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґ", "abcdefghijklmnopqrstuvwxyz"):
        others = "".join(random.Random(seed).sample(alphabet, len(alphabet)))
        table |= dict(zip(alphabet + alphabet.upper(), others + others.upper(), strict=True))
    return lambda letter: table.get(letter, letter)


def _read_as_english(lines: Sequence[str], seed: int) -> list[str]:
    """What a recogniser told of English makes of Cyrillic."""
    drawn = random.Random(seed)
    looks = {
        "а": "a", "б": "6", "в": "B", "г": "r", "д": "n", "е": "e", "ж": "}K", "з": "3", "и": "u", "й": "u",
        "к": "K", "л": "n", "м": "M", "н": "H", "о": "o", "п": "n", "р": "p", "с": "c", "т": "T", "у": "y",
        "ф": "cp", "х": "x", "ц": "u", "ч": "q", "ш": "W", "щ": "Wl", "ъ": "b", "ы": "bl", "ь": "b", "э": "3",
        "ю": "IO", "я": "a", "і": "i", "ї": "i", "є": "e", "ґ": "r", "ё": "e",
    }  # fmt: skip
    other = {
        "н": "H",
        "и": "n",
        "я": "R",
        "п": "II",
        "л": "JI",
        "д": "A",
        "в": "s",
        "к": "x",
        "т": "m",
        "ж": "x",
    }

    def read(letter: str) -> str:
        small = letter.lower()
        return other[small] if small in other and drawn.random() < 0.3 else looks.get(small, letter)

    return _each(lines, read)


def _read_as_russian(letter: str) -> str:
    table = dict(zip("abcdefghijklmnopqrstuvwxyz", "авсаегеъ1]К1тпорчгзкимухуг", strict=True))
    return table.get(letter.lower(), letter)


def _misread(lines: Sequence[str], share: float, seed: int) -> list[str]:
    drawn = random.Random(seed)
    like = dict(zip("инпшщосевалткр", "нпнщшсеезядгхг", strict=True))
    return _each(lines, lambda c: like.get(c, c) if drawn.random() < share * 1.6 else c)


def _each(lines: Sequence[str], says: Says) -> list[str]:
    return ["".join(map(says, line)) for line in lines]


def _shuffled_words(lines: Sequence[str], seed: int) -> list[str]:
    words = " ".join(lines).split()
    random.Random(seed).shuffle(words)
    return [" ".join(words[at : at + 7]) for at in range(0, len(words), 7)]


def _same_office(seed: int) -> list[str]:
    drawn = random.Random(seed)
    return [
        f"Осуждённый {drawn.choice(SURNAMES)} переведён в отряд {drawn.randint(1, 12)} приказом начальника.",
        "Характеристика составлена для представления в районный суд.",
        "За время отбывания наказания нарушений не допускал, поощрялся дважды.",
        "Трудоустроен в швейном цехе, норму выработки выполняет полностью.",
        "Отношения с сокамерниками ровные, конфликтов не создаёт.",
        "Поддерживает переписку с матерью и сестрой, получает бандероли.",
        "Администрация учреждения считает условное освобождение возможным.",
        "Иск потерпевшей стороны погашен в полном объёме в прошлом году.",
        "Окончил вечернюю школу и получил профессию электрика.",
        "Вывод комиссии: характеризуется положительно, ходатайство поддержать.",
    ]


def _ukrainian_again() -> list[str]:
    return [
        "Договір постачання будівельних матеріалів укладено між сторонами.",
        "Продавець зобов'язується передати цеглу, цемент і пісок покупцеві.",
        "Ціна товару визначається специфікацією та не змінюється.",
        "Оплата здійснюється безготівковим переказом протягом десяти днів.",
        "Якість товару повинна відповідати державному стандарту.",
        "Спори розглядає господарський суд за місцем знаходження відповідача.",
        "Цей договір набирає чинності з моменту підписання.",
        "Додатки становлять невід'ємну частину цієї угоди.",
    ]


def _register(seed: int) -> list[str]:
    drawn = random.Random(seed)
    return [
        f"{n} {drawn.choice(SURNAMES)} {drawn.choice('АВГДИ')}.{drawn.choice('АВНПС')}. "
        f"{drawn.randint(1, 28):02d}.{drawn.randint(1, 12):02d}.{drawn.randint(1950, 2000)} "
        f"ст. {drawn.randint(105, 330)} дело {drawn.randint(1000, 9999)}"
        for n in range(1, 19)
    ]


def _numbers(seed: int) -> list[str]:
    drawn = random.Random(seed)
    return [" ".join(f"{drawn.randint(0, 99999):,}".replace(",", " ") for _ in range(6)) for _ in range(18)]


# --- drawing --------------------------------------------------------------------------------------


def _plain(name: str, lines: Sequence[str], *, ukrainian: bool = False) -> Case:
    return Case(f"honest: {name}", lambda: drawn(lines), "\n".join(lines), lies=False, ukrainian=ukrainian)


def _mapped(
    name: str,
    lines: Sequence[str],
    says: Says,
    *,
    part: range | None = None,
    ukrainian: bool = False,
) -> Case:
    """A page drawn with a font whose letters are said to be others, whole or some of its lines."""

    def make() -> bytes:
        broken = [line if part is None or n in part else "" for n, line in enumerate(lines)]
        pdf = relabelled(drawn(broken), says)
        if part is None:
            return pdf
        return laid_over(drawn([line if n not in part else "" for n, line in enumerate(lines)]), pdf)

    return Case(f"font: {name}", make, "\n".join(lines), lies=True, ukrainian=ukrainian)


def _scanned(
    name: str,
    lines: Sequence[str],
    *,
    said: Sequence[str],
    lies: bool = True,
    disagrees: bool = False,
    own_places: bool = True,
    off: tuple[float, float] = (0, 0),
    skew: float = 0.0,
    under: bool = False,
    ukrainian: bool = False,
    enough: float = 0.9,
) -> Case:
    """A scan under invisible text.

    Args:
        name: What it is.
        lines: What the picture shows.
        said: What the layer says.
        lies: Whether that is something else.
        disagrees: Whether it is text all the same.
        own_places: Whether each word lies over the word it stands for.
        off: By how much the layer lies beside it, in points.
        skew: Degrees.
        under: Whether the text is drawn first, visibly, and the picture over it.
        ukrainian: Whether it is Ukrainian.
        enough: As ``Case`` has it.
    """

    def make() -> bytes:
        page = drawn(lines)
        words = places(page)
        texts = " ".join(said).split()
        if own_places and len(texts) == len(words):
            words = [(*word[:4], text) for word, text in zip(words, texts, strict=True)]
        else:
            words = places(drawn(said))
        across, down = off
        moved = [(x0 + across, y0 + down, x1 + across, y1 + down, text) for x0, y0, x1, y1, text in words]
        return scan(page, moved, skew=skew, under=under, seed=len(name))

    truth = "\n".join(lines)
    return Case(
        f"scan: {name}", make, truth, lies=lies, disagrees=disagrees, ukrainian=ukrainian, enough=enough
    )
