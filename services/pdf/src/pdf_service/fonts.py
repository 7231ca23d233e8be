"""The fonts that a payslip is set in, and which characters each of them can draw."""

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

PACKAGES = ("fontpkg_inter", "fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
"""In the order in which the template's font stack names their families."""


@cache
def folders() -> tuple[Path, ...]:
    """The folder of each font package; typst searches these and nothing else."""
    return tuple(Path(str(files(package))) / "files" for package in PACKAGES)


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """The code points that each upright font draws, in the order of `PACKAGES`."""
    upright = (min(folder.glob("*.ttf"), key=lambda path: ("Italic" in path.name, path.name)) for folder in folders())
    return tuple(frozenset(_code_points(path.read_bytes())) for path in upright)


def _code_points(font: bytes) -> Iterator[int]:
    """Read a TrueType font's format 12 `cmap` (OpenType 1.9, "cmap", "Format 12: Segmented coverage")."""
    for subtable in _cmap_subtables(font):
        if struct.unpack_from(">H", font, subtable) == (12,):
            (groups,) = struct.unpack_from(">I", font, subtable + 12)
            for start, end, glyph in struct.iter_unpack(">III", font[subtable + 16 : subtable + 16 + 12 * groups]):
                yield from range(start + (glyph == 0), end + 1)
            return
    raise ValueError("The font has no character map of format 12.")


def _cmap_subtables(font: bytes) -> Iterator[int]:
    (tables,) = struct.unpack_from(">H", font, 4)
    for tag, _, cmap, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * tables]):
        if tag == b"cmap":
            (encodings,) = struct.unpack_from(">H", font, cmap + 2)
            for _, _, offset in struct.iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * encodings]):
                yield cmap + offset
