"""PDFs made for tests: sound ones, scans, lies and damage, by a few lines of code each."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
import pymupdf
from numpy.typing import NDArray

from kartoteka.reading import program
from kartoteka.reading.frames import DocumentFinding, FrameLimits, parse_document, parse_page
from kartoteka.records.page import Page

RUSSIAN = (
    "Начальнику следственного изолятора",
    "докладываю о проверке условий содержания",
    "заключённых в первом корпусе учреждения.",
    "Осмотрено двадцать камер, жалоб не поступило.",
    "Медицинская помощь оказана семи больным,",
    "двое направлены в областную больницу.",
    "Дежурный помощник начальника смены",
    "капитан внутренней службы Воронцов",
)
FRENCH = (
    "Le directeur de la maison est informé que les",
    "documents demandés par la commission ne sont pas",
    "dans les archives de la ville et qu'une copie de",
    "la lettre est envoyée dans les jours qui suivent.",
    "Les membres de la commission et le secrétaire ont",
    "signé le rapport qui est dans le dossier de l'an",
)
Image = NDArray[np.uint8]


def text_pdf(*pages: Iterable[str], size: float = 12, width: float = 420, height: float = 400) -> bytes:
    """A born-digital document, one page for each list of lines."""
    font = pymupdf.Font("notos")
    document = pymupdf.open()
    for lines in pages:
        page = document.new_page(width=width, height=height)
        writer = pymupdf.TextWriter(page.rect)
        for number, line in enumerate(lines):
            writer.append((40, 60 + number * size * 1.6), line, font=font, fontsize=size)
        writer.write_text(page)
    return bytes(document.tobytes())


def drawn(pdf: bytes, dpi: int = 200) -> Image:
    """The first page of a document as grey pixels."""
    pixels = pymupdf.open(stream=pdf)[0].get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
    return np.frombuffer(pixels.samples, np.uint8).reshape(pixels.height, pixels.width).copy()


def scan_pdf(image: Image, dpi: int = 200, hidden: str = "", rotation: int = 0, quality: int = 90) -> bytes:
    """A scan: one picture as the page, perhaps with invisible text over it and a rotation."""
    document = pymupdf.open()
    page = document.new_page(width=image.shape[1] * 72 / dpi, height=image.shape[0] * 72 / dpi)
    colours = image[..., ::-1] if image.ndim == 3 else image
    page.insert_image(page.rect, stream=cv2.imencode(".jpg", colours, [1, quality])[1].tobytes())
    if hidden:
        writer = pymupdf.TextWriter(page.rect)
        for number, line in enumerate(hidden.split("\n")):
            writer.append((40, 60 + 20 * number), line, font=pymupdf.Font("notos"), fontsize=10)
        writer.write_text(page, render_mode=3)
    page.set_rotation(rotation)
    return bytes(document.tobytes())


def skewed(image: Image, degrees: float) -> Image:
    """The image turned a little, on white."""
    height, width = image.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=(255, 255, 255))


def read(
    pdf: bytes, first: int = 1, last: int = 16, pictures: str = "", **limits: int
) -> tuple[DocumentFinding, list[Page]]:
    """What the program says of a document, checked as the parent checks it."""
    frames: list[tuple[str, Any, bytes]] = []
    asked = {"op": "read", "first": first, "last": last, "languages": "rus+eng", "limits": limits}
    program.run(
        {**asked, "pictures": pictures},
        memoryview(pdf),
        lambda kind, body, payload=b"": frames.append((kind, json.loads(json.dumps(body)), bytes(payload))),
    )
    assert frames[-1][0] == "end"
    pages = [parse_page(body, FrameLimits()) for kind, body, _ in frames if kind == "page"]
    return parse_document(frames[0][1]), pages
