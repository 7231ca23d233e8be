"""One payslip as a PDF: tagged, archivable (PDF/A-2a), accessible (PDF/UA-1), and the same bytes for the same input."""

import json
import struct
import tempfile
import threading
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from pdf_service.errors import RenderFailed
from pdf_service.fonts import folders
from pdf_service.view import Issue, view

LOGO_SIDE = 4_000
"""Pixels; the upload API's limit. Decoding 30,000 x 30,000 takes 2.6 GB."""
LOGO_BOX = (58.0, 17.0)
"""Millimetres, width and height: the logo is fitted into it."""
PIXELS_PER_MILLIMETRE = 96 / 25.4
"""A small logo is printed at 96 dpi and not enlarged further."""
LAST_SECOND = 253_402_300_799
"""9999-12-31T23:59:59Z in Unix time, typst's last; an event may be dated hours later, west of Greenwich."""

_ONE_AT_A_TIME = threading.Lock()


def render(payslip: dict[str, Any], logo: bytes, issue: Issue) -> bytes:
    """Render a contract's `Payslip` (2.x, decoded JSON) with the employer's logo (PNG) to PDF.

    Raises:
        RenderFailed: the logo is no PNG of a printable size, or typst refused the document. Typst's own
            text repeats the document's words, so neither the message nor the cause carries it.
    """
    data = json.dumps({**view(payslip, issue), "logo": _logo(logo)}, ensure_ascii=False)
    with _ONE_AT_A_TIME:
        compiler, folder = _compiler()
        root = Path(folder.name)
        (root / "logo.png").write_bytes(logo)
        try:
            pdf = compiler.compile(
                input=root / "payslip.typ",
                format="pdf",
                sys_inputs={"data": data},
                pdf_standards=["a-2a", "ua-1"],
                timestamp=min(int(issue.issued_at.timestamp()), LAST_SECOND),
            )
        except typst.TypstError:
            pdf = None
    if not isinstance(pdf, bytes):
        raise RenderFailed("Typst refused the document; its words are not repeated here.")
    return pdf


@cache
def _compiler() -> tuple[typst.Compiler, tempfile.TemporaryDirectory[str]]:
    """One compiler per process, and the private folder that is all that it can read."""
    folder = tempfile.TemporaryDirectory(prefix="payslip-")
    root = Path(folder.name)
    (root / "payslip.typ").write_bytes(files("pdf_service").joinpath("payslip.typ").read_bytes())
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))
    nowhere = root / "no-packages"
    return typst.Compiler(root=root, font_paths=fonts, package_path=nowhere, package_cache_path=nowhere), folder


def _logo(png: bytes) -> dict[str, float]:
    """The size in millimetres at which a PNG is printed (its header: PNG 3rd edition, 5.2 and 11.2.1)."""
    if len(png) < 24 or not png.startswith(b"\x89PNG\r\n\x1a\n") or png[12:16] != b"IHDR":
        raise RenderFailed("The logo is no PNG.")
    width, height = struct.unpack(">II", png[16:24])
    if not (0 < width <= LOGO_SIDE and 0 < height <= LOGO_SIDE):
        raise RenderFailed("The logo has no printable size.")
    scale = min(LOGO_BOX[0] / width, LOGO_BOX[1] / height, 1 / PIXELS_PER_MILLIMETRE)
    return {"width": round(width * scale, 3), "height": round(height * scale, 3)}
