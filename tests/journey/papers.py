"""Small PDFs made on the spot, for journeys that need many files and no scans."""

from __future__ import annotations

from pathlib import Path

import pymupdf

WORDS = (
    "приказ",
    "начальника",
    "учреждения",
    "о",
    "переводе",
    "осуждённого",
    "рапорт",
    "дежурного",
    "помощника",
    "докладная",
    "записка",
    "медицинская",
    "часть",
    "журнал",
    "учёта",
    "колония",
    "отряд",
    "режим",
    "проверка",
    "жалоба",
    "прокурору",
    "список",
    "личного",
    "состава",
)
SURNAMES = ("Заболотный", "Кремнёв", "Лыков", "Перепёлкин", "Стужин", "Яровой")


def text_of(number: int, page: int = 1) -> str:
    """The text of a page, different for every number and page."""
    words = [WORDS[(number * 7 + page * 3 + step * (1 + number % 5)) % len(WORDS)] for step in range(40)]
    surname = SURNAMES[number % len(SURNAMES)]
    return f"Документ № {number}/{page}. Осуждённый {surname}. " + " ".join(words) + f". Слово{number}ъ."


def write_pdf(path: Path, number: int, pages: int = 1) -> Path:
    """Write a born-digital PDF; the same arguments give the same bytes."""
    document = pymupdf.open()
    for page in range(1, pages + 1):
        sheet = document.new_page(width=420, height=595)
        box = pymupdf.Rect(40, 40, 380, 555)
        writer = pymupdf.TextWriter(sheet.rect)
        writer.fill_textbox(box, text_of(number, page), font=_font(), fontsize=11)
        writer.write_text(sheet)
    document.set_metadata({"title": f"Документ {number}"})
    path.parent.mkdir(parents=True, exist_ok=True)
    document.save(path, garbage=3, deflate=True, no_new_id=True)
    document.close()
    return path


_FONTS: list[pymupdf.Font] = []


def _font() -> pymupdf.Font:
    if not _FONTS:
        _FONTS.append(pymupdf.Font("notos"))
    return _FONTS[0]


def delivery(folder: Path, files: int = 12) -> Path:
    """A folder with PDFs of 1 to 40 pages, the same bytes twice, a broken file and other things."""
    for number in range(files):
        pages = (1, 2, 1, 5, 40, 1, 3)[number % 7]
        write_pdf(folder / f"папка {number % 3}" / f"скан_{number:04d}.pdf", number, pages)
    twice = folder / "копия.pdf"
    twice.write_bytes((folder / "папка 0" / "скан_0000.pdf").read_bytes())
    (folder / "пусто.pdf").write_bytes(b"")
    (folder / "письмо.txt").write_text("не PDF", "utf-8")
    (folder / "обрыв.pdf").write_bytes((folder / "папка 1" / "скан_0001.pdf").read_bytes()[:700])
    (folder / ".скрытый.pdf").write_bytes((folder / "папка 2" / "скан_0002.pdf").read_bytes() + b"\n%")
    (folder / ".DS_Store").write_bytes(b"\0\0")
    (folder / "ссылка").symlink_to("папка 0")
    return folder
