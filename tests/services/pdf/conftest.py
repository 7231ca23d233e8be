import copy
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import yaml
from PIL import Image

from pdf_service.view import Issue

CONTRACTS = Path(__file__).parents[3] / "contracts"
PAYSLIP_ID = "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11"


@pytest.fixture(scope="session")
def uploaded() -> dict[str, Any]:
    """The contract of payslip.uploaded 2.1.0: its schemas and its examples."""
    return yaml.safe_load((CONTRACTS / "events/payslip.uploaded/2.1.0.yaml").read_text())["components"]


@pytest.fixture(scope="session")
def regenerate() -> dict[str, Any]:
    """The contract of the command payslip.regenerate 1.0.0."""
    return yaml.safe_load((CONTRACTS / "commands/payslip.regenerate/1.0.0.yaml").read_text())["components"]


@pytest.fixture
def monthly(uploaded: dict[str, Any]) -> dict[str, Any]:
    """A payslip with every section."""
    return copy.deepcopy(uploaded["examples"]["monthly"]["value"]["data"]["payslip"])


@pytest.fixture
def weekly(uploaded: dict[str, Any]) -> dict[str, Any]:
    """A payslip with the required fields alone, of an employee with an Arabic name."""
    return copy.deepcopy(uploaded["examples"]["weekly"]["value"]["data"]["payslip"])


@pytest.fixture(scope="session")
def issue() -> Issue:
    """The first revision of a document."""
    return Issue(PAYSLIP_ID, 1, datetime(2026, 11, 23, 9, 30, tzinfo=UTC))


@pytest.fixture(scope="session")
def picture() -> Callable[..., bytes]:
    """Makes a PNG of one colour."""

    def make(width: int = 240, height: int = 80, colour: str = "#d6532b") -> bytes:
        file = io.BytesIO()
        Image.new("RGB", (width, height), colour).save(file, "PNG")
        return file.getvalue()

    return make


@pytest.fixture(scope="session")
def logo(picture: Callable[..., bytes]) -> bytes:
    """A logo three times as wide as high."""
    return picture()


@pytest.fixture(scope="session")
def pages() -> Callable[[bytes], list[str]]:
    """Reads the text of each page, as a PDF reader copies it."""

    def read(pdf: bytes) -> list[str]:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]
        finally:
            document.close()

    return read
