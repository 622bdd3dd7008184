"""Pages for the cases of text layers: drawn, with fonts that say other letters than they draw, scanned."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pymupdf

Says = Callable[[str], str]
"""What a font says of a letter that it draws."""

Word = tuple[float, float, float, float, str]
"""x0, y0, x1, y1 in points, and what it says."""


def drawn(lines: Sequence[str], size: float = 11) -> bytes:
    """A born-digital page."""
    font = pymupdf.Font("notos")
    document = pymupdf.open()
    page = document.new_page(width=520, height=max(320, 70 + 18 * len(lines)))
    writer = pymupdf.TextWriter(page.rect)
    for number, line in enumerate(lines):
        if line:
            writer.append((45, 50 + 18 * number), line, font=font, fontsize=size)
    writer.write_text(page)
    return bytes(document.tobytes())


def places(pdf: bytes) -> list[Word]:
    """Where a page's words stand."""
    return [tuple(word[:5]) for word in pymupdf.open(stream=pdf)[0].get_text("words")]


def relabelled(pdf: bytes, says: Says) -> bytes:
    """The page with its fonts saying other letters than they draw."""
    document = pymupdf.open(stream=pdf)
    letters = {chr(code) for code in (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x400, 0x500))}
    for xref in range(1, document.xref_length()):
        kind, value = document.xref_get_key(xref, "ToUnicode")
        if kind != "xref":
            continue
        target = int(value.split()[0])
        text = document.xref_stream(target).decode("latin1")
        table: dict[int, str] = {}
        for low, high, first in re.findall(r"<(\w{4})>\s*<(\w{4})>\s*<(\w{4})>", text):
            for offset in range(min(0x500, int(high, 16) - int(low, 16) + 1)):
                code, letter = int(low, 16) + offset, chr(int(first, 16) + offset)
                if letter in letters and code not in table:  # a blank is a hard space, too
                    said = (" " if letter == "\xa0" else says(letter)).encode("utf-16-be").hex()
                    table[code] = f"<{code:04x}> <{said}>"
        rows = list(table.values())
        blocks = [rows[at : at + 100] for at in range(0, len(rows), 100)]
        body = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
        head, tail = text[: text.index("endcodespacerange") + 17], text[text.index("endcmap") :]
        head = re.sub(r"\d+ beginbfrange.*", "", head, flags=re.DOTALL)
        document.update_stream(target, f"{head}\n{body}\n{tail}".encode("latin1"))
    return bytes(document.tobytes())


def laid_over(under: bytes, over: bytes) -> bytes:
    document = pymupdf.open(stream=under)
    document[0].show_pdf_page(document[0].rect, pymupdf.open(stream=over), 0)
    return bytes(document.tobytes())


def scan(
    pdf: bytes,
    words: Sequence[Word],
    *,
    dpi: int = 170,
    skew: float = 0.0,
    under: bool = False,
    seed: int = 0,
) -> bytes:
    """A page as a scanner gives it, with text over it that nobody sees, or under it."""
    pixels = pymupdf.open(stream=pdf)[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    image = np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width).astype(np.float32)
    noise = np.random.default_rng(seed).normal(0, 6, image.shape)
    image = np.clip(cv2.GaussianBlur(image, (0, 0), 0.7) * 0.92 + 8 + noise, 0, 255).astype(np.uint8)
    if skew:
        matrix = cv2.getRotationMatrix2D((image.shape[1] / 2, image.shape[0] / 2), skew, 1)
        image = cv2.warpAffine(image, matrix, image.shape[::-1], borderValue=240)
    data = cv2.imencode(".jpg", image, [1, 80])[1].tobytes()
    document = pymupdf.open()
    page = document.new_page(width=image.shape[1] * 72 / dpi, height=image.shape[0] * 72 / dpi)
    if not under:
        page.insert_image(page.rect, stream=data)
    font = pymupdf.Font("notos")
    writer = pymupdf.TextWriter(page.rect)
    for x0, y0, x1, y1, text in words:
        size = 0.72 * (y1 - y0)
        natural = font.text_length(text, size)
        size = size * min(1.3, (x1 - x0) / natural) if natural else size
        writer.append((x0, y1 - 0.22 * (y1 - y0)), text, font=font, fontsize=max(1.0, size))
    writer.write_text(page, render_mode=0 if under else 3)
    if under:
        page.insert_image(page.rect, stream=data)
    return bytes(document.tobytes())
