"""Recognition for tests that need it: Russian language data, loaded once."""

from __future__ import annotations

import pytest

from kartoteka.errors import UnavailableError
from kartoteka.ocr.language_data import require
from kartoteka.reading import program


@pytest.fixture(scope="session")
def recognition() -> None:
    """Engines as the preloaded parent makes them; skips where the language data is missing."""
    try:
        require("rus+eng")
    except UnavailableError as error:
        pytest.skip(f"{error.message}; {error.advice}")
    program.preload({"recognise": True, "languages": "rus+eng"})
