import struct
from pathlib import Path

import pytest

from pdf_service import fonts
from pdf_service.fonts import PACKAGES, code_points, coverage, folders


def test_fonts_are_the_packages_own() -> None:
    """Each folder is inside its installed package and holds a font: nothing depends on the machine's fonts."""
    assert list(PACKAGES) == [folder.parent.name for folder in folders()]
    assert all(list(folder.glob("*.ttf")) for folder in folders())


@pytest.mark.parametrize("font", [path for folder in folders() for path in sorted(folder.glob("*.ttf"))], ids=str)
def test_both_kinds_of_character_map_are_read(font: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A font that has its map in both formats answers the same from each, up to U+FFFE where format 4 ends."""
    content = font.read_bytes()
    whole = {code for code in code_points(content) if code < 0xFFFF}
    subtables = [place for place in fonts._cmap_subtables(content) if struct.unpack_from(">H", content, place) == (4,)]
    monkeypatch.setattr(fonts, "_cmap_subtables", lambda _: iter(subtables))

    assert whole == set(code_points(content))


def test_font_without_a_known_map_is_an_error() -> None:
    """A font whose letters can't be known must not pass for one that draws none."""
    with pytest.raises(ValueError, match="no character map"):
        list(code_points(b"\0\1\0\0" + b"\0" * 32))


@pytest.mark.parametrize(
    ("place", "letters"),
    [(0, "AZaz09£€éŻł"), (1, "नमस्तेΕλПр"), (2, "محمدپچژگ"), (3, "ݐݑݒ")],
)
def test_each_font_draws_its_script(place: int, letters: str) -> None:
    """Inter has Latin, Noto Sans Devanagari, Plex Arabic its own, Noto Arabic its rarer letters."""
    assert [] == [letter for letter in letters if ord(letter) not in coverage()[place]]
