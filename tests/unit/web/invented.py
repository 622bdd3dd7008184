"""An invented archive for the door's tests: real records, made-up documents, no floor below needed.

``Invented`` has the functions of ``workflow.consult``; pages are set with Pillow, so that word boxes
lie where the words are drawn. All persons, places and institutions are invented.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from uuid import UUID, uuid5

from PIL import Image, ImageDraw, ImageFont

from kartoteka.errors import InvalidError, MissingError
from kartoteka.records.accession import Accession
from kartoteka.records.agent import Agent
from kartoteka.records.consulted import (
    AccessionLine,
    CustodyLine,
    FindHit,
    HitMark,
    ImportLine,
    Neighbours,
    OpenedAccession,
    OpenedItem,
    OpenedPage,
    PageSummary,
    Receipt,
    StripPage,
)
from kartoteka.records.dates import parse_iso
from kartoteka.records.digest import Digest
from kartoteka.records.document import Document
from kartoteka.records.hazard import Hazard
from kartoteka.records.identity import parse_label
from kartoteka.records.item import FileTimes, Item, ItemState, Reason
from kartoteka.records.page import Box, Page, TextLayer, Words
from kartoteka.records.question import Answer, Facet, FacetValue, ItemHit, PageHit, Question, Snippet
from kartoteka.records.reader import GENERAL, Reader
from kartoteka.records.recognisable import OfferedReading, Recognisable
from kartoteka.records.rereading import PageAgain
from kartoteka.records.source import Source

SPACE = UUID("7b1f9d5e-0000-4000-8000-000000000001")
READER = Reader("Л. К.", frozenset({GENERAL}))
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
OCR = Agent("tool", "tesseract", "5.3.0", {"languages": "rus+eng"})
TYPED = Agent("tool", "pymupdf", "1.28.2")
FONTS = (
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
)
WIDTH, HEIGHT = 595.0, 842.0

MEMO = """МИНИСТЕРСТВО ПУТЕЙ СООБЩЕНИЯ ЗАРЕЧНОГО КРАЯ
УПРАВЛЕНИЕ РЕЖИМА И КОНВОЯ

24.09.2014 № 75/5289-с                                 г. Краснохолмск

Начальнику управления
Замятнину Е. Ю.

ДОКЛАДНАЯ ЗАПИСКА
О задолженности по договору поставки

В соответствии с постановлением от 18 ноября 2013 г. № 908 и в целях обеспечения бесперебойной работы \
структурных подразделений прошу Вас в срок до 19.02.2015 представить уточнённые сведения о наличии и \
техническом состоянии имущества, числящегося на балансе колонии.

По состоянию на 08.08.2014 общая задолженность по договору № 30/2477-ОК составляет 414 651 858,58 \
руб., из них просроченная свыше девяноста дней — 868 451,46 руб. Должник уведомлён надлежащим \
образом, однако мер к погашению до настоящего времени не принял.

Принимая во внимание сложную эпидемиологическую обстановку, до особого распоряжения запретить \
проведение массовых мероприятий, а совещания проводить преимущественно в режиме видеосвязи.

Поставка оборудования осуществляется силами и за счёт исполнителя по адресу: г. Приозёрный, ул. \
Заводская, д. 40, корп. 2. Срок поставки — не позднее 35 календарных дней с момента подписания \
спецификации обеими сторонами.

Акт составлен в двух экземплярах, имеющих одинаковую юридическую силу, по одному для каждой из \
сторон. Претензий по объёму, качеству и срокам оказания услуг заказчик не имеет.

Руководитель проекта                                   Эткинд-Горский Н. И."""

REGISTER = """РЕЕСТР
материальных ценностей, подлежащих передаче

№        Наименование              Договор          Сумма
1        насос топливный ТНВД      58/7283-дсп      90 406,68
2        кабель ВВГ 3х2,5          58/7283-дсп      12 118,00
3        матрас ватный             30/2477-ОК       4 560,00
4        одеяло байковое           30/2477-ОК       3 990,50

Сдал                               Принял
Дроздовский И. Р.                  Вострецов Н. И."""

ORDER = """ПРИКАЗ № 114
о результатах служебной проверки

14 марта 1999 г.                                       г. Среднереченск

По результатам служебной проверки, проведённой комиссией под председательством Дроздовского И. Р., \
выявлен ряд нарушений порядка учёта и хранения материальных ценностей на складе № 24. Задолженность \
по договору поставки не погашена.

ПРИКАЗЫВАЮ объявить выговор начальнику отряда Вострецову Н. И. Бухгалтерии произвести удержание в \
размере 32 процентов должностного оклада.

Контроль за исполнением приказа оставляю за собой."""

ENGLISH = """MEMORANDUM
To the transport office

The debt under the supply contract was not paid. The convoy leaves on Tuesday; the list of names \
follows by courier. Keep no copy of this letter.

Signed, the deputy head of supply"""

DRUMS = """РАПОРТ
об утрате документов

Докладываю, что 03.04.2017 при передаче дел не обнаружен журнал учёта этапов. Поставка бланков \
осуществляется силами и за счёт исполнителя. Заводская, д. 144."""


@lru_cache(maxsize=64)
def font(size: int) -> ImageFont.FreeTypeFont:
    for path in FONTS:
        try:
            return ImageFont.truetype(path, size)
        except OSError:
            continue
    return ImageFont.load_default(size)  # pragma: no cover


@dataclass
class Setting:
    """A page being set: lines of words with boxes in points."""

    size: float = 11.5
    left: float = 62.0
    right: float = 540.0
    top: float = 66.0
    lines: list[list[tuple[str, Box]]] = field(default_factory=list)
    blocks: list[list[int]] = field(default_factory=list)

    def set(self, text: str) -> Setting:
        face = font(round(self.size * 4))

        def width(piece: str) -> float:
            return face.getlength(piece) / 4

        y = self.top
        for block in text.split("\n\n"):
            rows = block.split("\n")
            prose = len(rows) == 1 and width(rows[0]) > 300 and "     " not in rows[0]
            self.blocks.append([])
            for row in rows:
                centred = row.isupper() or (row[:1].islower() and not prose)
                x = self.left + (28 if prose else 0)
                if centred:
                    x = (WIDTH - width(row)) / 2
                line: list[tuple[str, Box]] = []
                for gap, word in re.findall(r"(\s*)(\S+)", row):
                    x += width(gap) if len(gap) > 1 else (width(" ") if line else 0)
                    if x + width(word) > self.right and prose:
                        self._close(line)
                        line, x, y = [], self.left, y + self.size * 1.42
                    line.append((word, Box(x, y, x + width(word), y + self.size)))
                    x += width(word)
                self._close(line)
                y += self.size * 1.42
            y += self.size * 0.6
        return self

    def _close(self, line: list[tuple[str, Box]]) -> None:
        self.blocks[-1].append(len(self.lines))
        self.lines.append(line)

    def layer(self, origin: str, language: str, confidence: int | None, tool: Agent) -> TextLayer:
        starts, ends, boxes, lines, blocks, confidences = [], [], [], [], [], []
        text = ""
        for number, block in enumerate(self.blocks):
            if number:
                text += "\n\n"
            for place, line in enumerate(block):
                if place:
                    text += "\n"
                for index, (word, box) in enumerate(self.lines[line]):
                    if index:
                        text += " "
                    starts.append(len(text))
                    text += word
                    ends.append(len(text))
                    boxes.extend(round(value * 100) for value in box)
                    lines.append(line)
                    blocks.append(number)
                    shaky = int(hashlib.sha256(word.encode()).hexdigest(), 16) % 23 == 0
                    confidences.append(48 if shaky else 96)
        words = Words(
            tuple(starts),
            tuple(ends),
            tuple(boxes),
            tuple(confidences) if origin == "ocr" else None,
            tuple(lines),
            tuple(blocks),
        )
        return TextLayer(1, origin, language, confidence, tool, text, words, None)


def a_page(
    number: int, text: str, origin: str = "ocr", language: str = "ru", confidence: int | None = 96
) -> Page:
    tool = OCR if origin == "ocr" else TYPED
    layer = Setting().set(text).layer(origin, language, confidence if origin == "ocr" else None, tool)
    return Page(number, WIDTH, HEIGHT, 0, (layer,), 1)


def unread_page(number: int, problem: str) -> Page:
    return Page(number, WIDTH, HEIGHT, 0, (), None, problem)


def draw(page: Page | None, width: int) -> bytes:
    scale = width / WIDTH
    image = Image.new("RGB", (width, round(HEIGHT * scale)), (250, 249, 246))
    pen = ImageDraw.Draw(image)
    layer = page.layer if page else None
    if layer is not None:
        for word in layer.words:
            face = font(max(4, round((word.box.y1 - word.box.y0) * scale)))
            pen.text(
                (word.box.x0 * scale, word.box.y0 * scale - scale),
                layer.text[word.start : word.end],
                (28, 28, 30),
                face,
            )
        pen.ellipse(
            [v * scale for v in (330, 640, 430, 740)], outline=(90, 90, 150), width=max(1, round(2 * scale))
        )
    else:
        pen.line(
            [v * scale for v in (60, 90, 520, 700)], fill=(200, 198, 190), width=max(1, round(3 * scale))
        )
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()


@dataclass(frozen=True)
class AFilter:
    parameter: str
    label: str
    help: str = ""


FILTERS = (
    AFilter("accession", "Accession", "The delivery, by its printed number."),
    AFilter("source", "Source", "The source, by its id."),
    AFilter("language", "Language", "Of most pages."),
    AFilter("received", "Received", "A year, month, day or span."),
    AFilter("read-by", "Read by", "Typed text or OCR."),
    AFilter("state", "State", "Where the file stands."),
)


def source(code_name: str) -> Source:
    return Source(uuid5(SPACE, code_name), code_name)


def accession(
    number: int, title: str, from_whom: Source, received: str, channel: str, stored: bool = True
) -> Accession:
    date = parse_iso(received)
    assert date is not None
    return Accession(
        id=uuid5(SPACE, f"accession {number}"),
        number=number,
        source_id=from_whom.id,
        channel=channel,
        received=date,
        received_by="arch-2",
        title=title,
        compartment=GENERAL,
        root=b"/media/disk",
        languages="rus+eng",
        opened_at=NOW,
        stored_at=NOW if stored else None,
    )


@dataclass
class Holding:
    """An item with what it holds."""

    item: Item
    document: Document | None
    pages: dict[int, Page]


class Invented:
    """The functions of ``workflow.consult`` over invented holdings."""

    def __init__(self) -> None:
        self.paused = False
        self.sources = [source("otter"), source("heron")]
        otter, heron = self.sources
        self.accession_list = [
            accession(1, "Irkutsk, disk B", otter, "2024-05-02", "courier"),
            accession(2, "почта 3 мая", heron, "2024-05", "drop box"),
            accession(3, "paper, scanned", otter, "2024/2025", "", stored=False),
        ]
        self.holdings: list[Holding] = []
        memo = [a_page(1, MEMO), a_page(2, REGISTER, confidence=88), a_page(3, ORDER, confidence=61)]
        self.hold(
            1,
            b"1999/03/\xd0\xb4\xd0\xbe\xd0\xba\xd0\xbb\xd0\xb0\xd0\xb4\xd0\xbd\xd0\xb0\xd1\x8f_0114.pdf",
            memo,
            claims={"title": "Докладная", "author": "user-pc3", "creationdate": "D:20110211093000Z"},
        )
        self.hold(
            1,
            "1999/03/Приказ о результатах служебной проверки.pdf".encode(),
            [a_page(1, ORDER, confidence=88)],
            hazards=(Hazard("javascript", "page 1, on open"),),
        )
        self.hold(1, "склад/реестр.pdf".encode(), [a_page(1, REGISTER, "embedded", "ru", None)])
        self.hold(
            1,
            "рапорт, утрата.pdf".encode(),
            [a_page(1, DRUMS, confidence=61), unread_page(2, "The picture is cut off after 41 kB.")],
            state=ItemState.CATALOGUED_IN_PART,
            reason=Reason(
                "pages-unreadable",
                "1 of 2 pages could not be read: 2.",
                "Look at the pages; ask the source for another copy if they matter.",
            ),
        )
        self.hold(1, b"letters/memo to transport.pdf", [a_page(1, ENGLISH, "embedded", "en", None)])
        self.hold(
            1,
            "закрыто/список состава.pdf".encode(),
            [],
            state=ItemState.HELD,
            reason=Reason(
                "password-needed",
                "The file asks for a password.",
                "Ask the source for it, then import the same folder again.",
            ),
        )
        self.hold(
            1,
            b"bad \xff\xfe name.pdf",
            [],
            state=ItemState.HELD,
            reason=Reason("damaged", "The file ends in the middle.", "Ask the source for another copy."),
        )
        self.hold(
            1,
            b"Thumbs.db",
            [],
            state=ItemState.SKIPPED,
            reason=Reason("system-file", "Left behind by an operating system; skipped by its name."),
        )
        self.hold(
            2,
            "скан_31.pdf".encode(),
            memo,
            same_as=self.holdings[0],
            state=ItemState.RECEIVED_AGAIN,
            reason=Reason(
                "same-bytes", "The same bytes were received before; they are stored and read once."
            ),
        )
        self.hold(2, "протокол.pdf".encode(), [a_page(1, ORDER)], page_count=3, state=ItemState.WAITING)
        for n in range(1, 26):
            self.hold(
                3,
                f"папка/договор поставки {n:02}.pdf".encode(),
                [a_page(1, ORDER.replace("114", str(n)), confidence=70 + n)],
            )
        self.hold(
            3,
            "свод.pdf".encode(),
            [a_page(n, (MEMO if n % 7 == 0 else DRUMS), "embedded", "ru", None) for n in range(1, 41)],
        )

    def hold(
        self,
        number: int,
        raw: bytes,
        pages: list[Page],
        *,
        state: ItemState = ItemState.CATALOGUED,
        reason: Reason | None = None,
        claims: dict[str, str] | None = None,
        hazards: tuple[Hazard, ...] = (),
        same_as: Holding | None = None,
        page_count: int | None = None,
    ) -> Holding:
        one = self.accession_list[number - 1]
        digest = Digest(hashlib.sha256(raw).hexdigest()) if same_as is None else same_as.item.digest
        place = 1 + sum(1 for held in self.holdings if held.item.accession_number == number)
        item = Item(
            id=uuid5(one.id, raw.hex()),
            accession_id=one.id,
            accession_number=number,
            number=place,
            digest=digest,
            raw_path=raw,
            part_path=b"",
            parent_id=None,
            size=184_320 + 977 * place,
            times=FileTimes(1_300_000_000_123_456_789, 1_400_000_000_000_000_000),
            state=state,
            reason=reason,
            compartment=GENERAL,
            received_at=NOW,
        )
        document = None
        if digest is not None and state is not ItemState.SKIPPED:
            count = page_count or len(pages) or None
            document = Document(
                digest, item.size, "application/pdf" if pages else "", count, claims or {}, hazards
            )
        holding = Holding(item, document, {page.number: page for page in pages})
        self.holdings.append(holding)
        return holding

    # what the door calls -------------------------------------------------------------------------

    def filters(self):
        return FILTERS

    def ask(self, archive, reader, question: Question) -> Answer:
        words = self._words(question.text)
        found = [
            held
            for held in self.holdings
            if held.item.state is not ItemState.SKIPPED and self._answers(held, words)
        ]
        narrowed = [held for held in found if self._kept(held, question)]
        shown = narrowed[question.offset : question.offset + question.limit]
        pages = sum(len(self._hits(held, words)) for held in narrowed) if words else 0
        understood = " and ".join(words) + ", all forms, within a document." if words else ""
        sentences = {
            (name, raw): self._sentence(name, raw)
            for name, values in question.filters.items()
            for raw in values
        }
        return Answer(
            question,
            understood,
            sentences,
            len(narrowed),
            pages,
            tuple(self._hit(held, words) for held in shown),
            self._facets(found, question),
            0,
        )

    def open_page(self, archive, reader, label, number, text="", listing=None, brief=False) -> OpenedPage:
        held = self._held(label)
        words = self._words(text)
        document = held.document or Document(held.item.digest or Digest(""), held.item.size, "", None)
        count = document.page_count or 1
        if not 1 <= number <= count:
            raise MissingError(
                f"{held.item.label} has no page {number}",
                code="page-not-found",
                advice=f"It has {count} pages.",
            )
        hits = self._hits(held, words)
        page = held.pages.get(number)
        one = self._accession(held.item.accession_number)
        return OpenedPage(
            item=held.item,
            accession=one,
            source=self._source(one),
            document=document,
            number=number,
            page_count=count,
            page=page,
            marks=self._marks(page, words),
            strip=tuple(
                StripPage(
                    n,
                    WIDTH,
                    HEIGHT,
                    hits.get(n, 0),
                    held.pages[n].problem if n in held.pages else "",
                    n not in held.pages,
                )
                for n in range(1, count + 1)
            ),
            hits_before=sum(v for n, v in hits.items() if n < number),
            hits_total=sum(hits.values()),
            previous_hit_page=max((n for n in hits if n < number), default=None),
            next_hit_page=min((n for n in hits if n > number), default=None),
            neighbours=self._neighbours(held, listing),
            also=tuple(r for r in self._receipts(held) if r.item.id != held.item.id),
            custody_entries=4,
        )

    def find_in(self, archive, reader, label, text, limit=200):
        held = self._held(label)
        words = self._words(text)
        made = []
        for number, page in sorted(held.pages.items()):
            for mark in self._marks(page, words):
                text_ = page.layer.text
                made.append(
                    FindHit(
                        number,
                        text_[max(0, mark.start - 60) : mark.start],
                        text_[mark.start : mark.end],
                        text_[mark.end : mark.end + 60],
                    )
                )
        return made[:limit]

    def open_item(self, archive, reader, label) -> OpenedItem:
        held = self._held(label)
        one = self._accession(held.item.accession_number)
        pages = tuple(
            PageSummary(
                n,
                page.width,
                page.height,
                page.layer.origin if page.layer else "",
                page.layer.language if page.layer else "",
                page.layer.confidence if page.layer else None,
                page.problem,
            )
            for n, page in sorted(held.pages.items())
        )
        return OpenedItem(
            held.item, one, self._source(one), held.document, pages, self._receipts(held), self._custody(held)
        )

    def open_accession(self, archive, reader, label, after=0, limit=100, state=None) -> OpenedAccession:
        parsed = parse_label(label)
        if parsed is None or not 1 <= parsed[0] <= len(self.accession_list):
            raise MissingError(
                f"there is no accession {label}", code="accession-not-found", advice="The list shows them."
            )
        items = [
            h.item
            for h in self.holdings
            if h.item.accession_number == parsed[0]
            and h.item.number > after
            and state in (None, h.item.state)
        ]
        return OpenedAccession(
            self._line(parsed[0]),
            tuple(items[:limit]),
            items[limit - 1].number if len(items) > limit else None,
            self._custody(None),
        )

    def accessions(self, archive, reader):
        return [self._line(one.number) for one in reversed(self.accession_list)]

    def imports(self, archive, reader):
        return [
            ImportLine(
                self._line(one.number),
                2 if one.number == 2 else 0,
                1 if one.number == 2 else 0,
                0,
                tuple(
                    h.item
                    for h in self.holdings
                    if h.item.accession_number == one.number and h.item.state is ItemState.HELD
                ),
            )
            for one in reversed(self.accession_list)
        ]

    def is_paused(self, archive, reader) -> bool:
        return self.paused

    def set_paused(self, archive, reader, paused) -> None:
        self.paused = paused

    def page_image(self, archive, reader, label, number, width) -> bytes:
        held = self._held(label)
        if held.document is None or not 1 <= number <= (held.document.page_count or 0):
            raise MissingError(f"{label} has no page {number} to draw", code="page-not-found")
        return draw(
            held.pages.get(number), next((w for w in (160, 320, 800, 1200, 1600) if w >= width), 2400)
        )

    # how it answers --------------------------------------------------------------------------------

    def _words(self, text: str) -> tuple[str, ...]:
        if text.count('"') % 2:
            raise InvalidError(
                "The quotation mark at the end is not closed.",
                code="query-quote-open",
                advice='Write "so" or leave it out.',
            )
        return tuple(word.lower()[:6] for word in re.findall(r"\w+", text) if len(word) > 2)

    def _marks(self, page: Page | None, words) -> tuple[HitMark, ...]:
        layer = page.layer if page else None
        if layer is None or not words:
            return ()
        return tuple(
            HitMark(word.start, word.end, (word.box,))
            for word in layer.words
            if layer.text[word.start : word.end].lower().startswith(words)
        )

    def _hits(self, held: Holding, words) -> dict[int, int]:
        counts = {number: len(self._marks(page, words)) for number, page in held.pages.items()}
        return {number: count for number, count in sorted(counts.items()) if count}

    def _answers(self, held: Holding, words) -> bool:
        text = " ".join(page.layer.text.lower() for page in held.pages.values() if page.layer)
        return all(word in text for word in words)

    def _hit(self, held: Holding, words) -> ItemHit:
        one = self._accession(held.item.accession_number)
        hits = self._hits(held, words)
        pages = []
        for number in list(hits)[:3]:
            page = held.pages[number]
            marks = self._marks(page, words)
            left = max(0, marks[0].start - 30)
            text = page.layer.text[left : left + 170].replace("\n", " ")
            spans = tuple((m.start - left, m.end - left) for m in marks if m.end - left <= len(text))
            pages.append(PageHit(number, Snippet(text, spans), len(marks)))
        layers = [page.layer for page in held.pages.values() if page.layer]
        sure = [layer.confidence for layer in layers if layer.confidence is not None]
        document = held.document or Document(held.item.digest or Digest(""), held.item.size, "", None)
        return ItemHit(
            held.item,
            one,
            document,
            layers[0].origin if layers else "",
            layers[0].language if layers else "",
            min(sure) if sure else None,
            len({r.source.id for r in self._receipts(held)}) or 1,
            tuple(pages),
            len(hits),
        )

    def _values(self, held: Holding) -> dict[str, tuple[str, str]]:
        one = self._accession(held.item.accession_number)
        layer = next((page.layer for page in held.pages.values() if page.layer), None)
        values = {
            "accession": (one.label, f"{one.label} {one.title}"),
            "source": (str(one.source_id), self._source(one).code_name),
            "received": (str(one.received.earliest.year), str(one.received.earliest.year)),
            "state": (str(held.item.state), str(held.item.state)),
        }
        if layer:
            values["language"] = (layer.language, {"ru": "Russian", "en": "English"}[layer.language])
            values["read-by"] = (layer.origin, {"ocr": "OCR", "embedded": "typed text"}[layer.origin])
        return values

    def _kept(self, held: Holding, question: Question) -> bool:
        for name, raws in question.filters.items():
            value = self._values(held).get(name, ("", ""))[0]
            wanted = [raw for raw in raws if not raw.startswith("-")]
            if (wanted and value not in wanted) or f"-{value}" in raws:
                return False
        return True

    def _facets(self, found, question: Question) -> tuple[Facet, ...]:
        made = []
        for one in FILTERS:
            others = replace(
                question, filters={n: v for n, v in question.filters.items() if n != one.parameter}
            )
            counts: dict[tuple[str, str], int] = {}
            for held in found:
                if self._kept(held, others) and one.parameter in self._values(held):
                    key = self._values(held)[one.parameter]
                    counts[key] = counts.get(key, 0) + 1
            active = question.filters.get(one.parameter, ())
            values = tuple(
                FacetValue(value, label, count, value in active)
                for (value, label), count in sorted(counts.items(), key=lambda pair: -pair[1])
            )
            made.append(
                Facet(
                    one.parameter, one.label, "date-span" if one.parameter == "received" else "links", values
                )
            )
        return tuple(made)

    def _sentence(self, name: str, raw: str) -> str:
        label = next((one.label for one in FILTERS if one.parameter == name), name)
        value = raw.removeprefix("-")
        known = {
            pair[0]: pair[1]
            for held in self.holdings
            for key, pair in self._values(held).items()
            if key == name
        }
        return f"{label}: {'not ' if raw != value else ''}{known.get(value, value)}"

    def _neighbours(self, held: Holding, listing: Question | None) -> Neighbours | None:
        if listing is None:
            return None
        answer = self.ask(None, READER, replace(listing, offset=0, limit=10_000))
        labels = [hit.item.label for hit in answer.hits]
        if held.item.label not in labels:
            return None
        at = labels.index(held.item.label)

        def step(i):
            if not 0 <= i < len(labels):
                return None
            return labels[i], answer.hits[i].pages[0].page if answer.hits[i].pages else 1

        return Neighbours(at + 1, len(labels), step(at - 1), step(at + 1))

    def _held(self, label: str) -> Holding:
        parsed = parse_label(label)
        for held in self.holdings:
            if parsed == (held.item.accession_number, held.item.number):
                return held
        raise MissingError(
            f"there is no item {label}", code="item-not-found", advice="Item numbers look like A0007-000123."
        )

    def _accession(self, number: int) -> Accession:
        return self.accession_list[number - 1]

    def _source(self, one: Accession) -> Source:
        return next(s for s in self.sources if s.id == one.source_id)

    def _receipts(self, held: Holding) -> tuple[Receipt, ...]:
        if held.item.digest is None:
            return ()
        same = [other for other in self.holdings if other.item.digest == held.item.digest]
        return tuple(
            Receipt(
                o.item,
                self._accession(o.item.accession_number),
                self._source(self._accession(o.item.accession_number)),
            )
            for o in same
        )

    def _line(self, number: int) -> AccessionLine:
        counts: dict[ItemState, int] = {}
        mine = [h for h in self.holdings if h.item.accession_number == number]
        for held in mine:
            counts[held.item.state] = counts.get(held.item.state, 0) + 1
        layers = [page.layer for h in mine for page in h.pages.values() if page.layer]
        one = self._accession(number)
        return AccessionLine(
            one, self._source(one), counts, len(layers), sum(1 for layer in layers if layer.origin == "ocr")
        )

    def _custody(self, held: Holding | None) -> tuple[CustodyLine, ...]:
        opened = CustodyLine(
            12,
            NOW,
            "accession",
            "success",
            "Л. К.",
            {"channel": "courier", "received": "2024-05-02", "languages": "rus+eng"},
            "7be19c04" * 8,
        )
        if held is None:
            return (
                opened,
                CustodyLine(90, NOW, "transfer", "success", "Л. К.", {"files": "8"}, "11aa22bb" * 8),
            )
        item = held.item
        return (
            opened,
            CustodyLine(
                13,
                NOW,
                "ingestion",
                "waiting",
                "Л. К.",
                {"digest": str(item.digest), "size": str(item.size), "raw path": item.raw_path.hex()},
                "9f3c07be" * 8,
            ),
            CustodyLine(
                40,
                NOW,
                "format identification",
                "success",
                "kartoteka 0.1.0",
                {"media type": "application/pdf", "pages": "3"},
                "0a0b0c0d" * 8,
            ),
            CustodyLine(41, None, "", "", "", {}, "55667788" * 8),
            CustodyLine(
                44,
                NOW,
                "text extraction",
                "success",
                "kartoteka 0.1.0",
                {"first": "1", "last": "3", "layers": "ab" * 32, "problems": "0"},
                "deadbeef" * 8,
            ),
            CustodyLine(
                45,
                NOW,
                "kartoteka:state",
                str(item.state),
                "kartoteka 0.1.0",
                {"reason": item.reason.code if item.reason else ""},
                "c0ffee00" * 8,
            ),
        )


class InventedAgain:
    """Stands where ``workflow.page_again`` does: remembers what was asked, says how it was told."""

    def __init__(self) -> None:
        self.again: PageAgain | None = None
        self.why_not = ""
        self.asked: list[tuple[str, int, list[str], str, str]] = []
        self.chosen: list[tuple[str, int, int]] = []

    def offered(self, archive: object, reader: Reader, label: str, number: int) -> OfferedReading:
        """Two languages; Russian is the usual one."""
        languages = tuple(
            Recognisable(name, code, tesseract, "/data", "fast", 1, tesseract, by_default=True)
            for name, code, tesseract in (("Russian", "ru", "rus"), ("German", "de", "deu"))
        )
        return OfferedReading(label, number, True, languages, ("rus",), self.again)

    def ask(
        self,
        archive: object,
        reader: Reader,
        label: str,
        number: int,
        languages: Sequence[str],
        profile: str,
        mode: str,
    ) -> str:
        """Remember it."""
        self.asked.append((label, number, list(languages), profile, mode))
        return self.why_not

    def choose(self, archive: object, reader: Reader, label: str, number: int, layer: int) -> None:
        """Remember it."""
        self.chosen.append((label, number, layer))
