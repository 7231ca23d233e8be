"""The fonts that a payslip is set in, and which characters each of them can draw."""

import struct
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

PACKAGES = ("fontpkg_inter", "fontpkg_noto_sans", "fontpkg_ibm_plex_sans_arabic", "fontpkg_noto_sans_arabic")
"""In the order in which the template's font stack names their families.

Noto Sans Arabic draws a letter's dots as glyphs of their own, so that a name can't be copied or read aloud; it
serves for the letters that IBM Plex Sans Arabic lacks.
"""


@cache
def folders() -> tuple[Path, ...]:
    """The folder of each font package; typst searches these and nothing else."""
    return tuple(Path(str(files(package))) / "files" for package in PACKAGES)


@cache
def coverage() -> tuple[frozenset[int], ...]:
    """The code points that each package's upright font draws, in the order of `PACKAGES`."""
    upright = (min(folder.glob("*.ttf"), key=_plainness) for folder in folders())
    return tuple(frozenset(code_points(path.read_bytes())) for path in upright)


def _plainness(font: Path) -> tuple[bool, bool, str]:
    """Sorts a family's files: the variable or regular upright one first."""
    return "Italic" in font.name, "[" not in font.name and "Regular" not in font.name, font.name


def code_points(font: bytes) -> Iterator[int]:
    """The code points for which a TrueType font has a glyph (OpenType 1.9, "cmap", formats 12 and 4)."""
    subtables = {struct.unpack_from(">H", font, offset)[0]: offset for offset in _cmap_subtables(font)}
    if 12 in subtables:
        return _segmented_coverage(font, subtables[12])
    if 4 in subtables:
        return _segments_to_deltas(font, subtables[4])
    raise ValueError("The font has no character map of format 12 or 4.")


def _cmap_subtables(font: bytes) -> Iterator[int]:
    (tables,) = struct.unpack_from(">H", font, 4)
    for tag, _, cmap, _ in struct.iter_unpack(">4sIII", font[12 : 12 + 16 * tables]):
        if tag == b"cmap":
            (encodings,) = struct.unpack_from(">H", font, cmap + 2)
            for _, _, offset in struct.iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * encodings]):
                yield cmap + offset


def _segmented_coverage(font: bytes, table: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">I", font, table + 12)
    for start, end, glyph in struct.iter_unpack(">III", font[table + 16 : table + 16 + 12 * groups]):
        yield from range(start + (glyph == 0), end + 1)


def _segments_to_deltas(font: bytes, table: int) -> Iterator[int]:
    (double,) = struct.unpack_from(">H", font, table + 6)
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{double // 2}H", font, table + place)
        for place in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    for segment, (start, end, delta, offset) in enumerate(zip(starts, ends, deltas, offsets, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = (code + delta) & 0xFFFF
            if offset:
                place = table + 16 + 3 * double + 2 * segment + offset + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", font, place)
            if glyph:
                yield code
