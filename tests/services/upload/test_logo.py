"""What becomes of the picture that a caller sends."""

import base64
import hashlib
import io
import random
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from upload_service.errors import LogoRefused, LogoTooLarge
from upload_service.logo import (
    MAX_BYTES,
    MAX_PIXELS_A_SIDE,
    NORMALISED_PIXELS_A_SIDE,
    NormalisedLogo,
    normalised_logo,
)

RED, BLUE = (200, 0, 0), (0, 0, 200)


def picture_bytes(image: Image.Image, kind: str, **options) -> bytes:
    """The file."""
    target = io.BytesIO()
    image.save(target, format=kind, **options)
    return target.getvalue()


def half_and_half(size: tuple[int, int] = (40, 20)) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def normalised(uploaded: bytes) -> NormalisedLogo:
    """What becomes of a file."""
    return normalised_logo(base64.b64encode(uploaded).decode())


def png_with_header(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header promises any size."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b"")


PICTURES = {
    "png": picture_bytes(half_and_half(), "PNG"),
    "jpeg": picture_bytes(half_and_half(), "JPEG", quality=95),
    "webp": picture_bytes(half_and_half(), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", PICTURES)
def test_each_allowed_kind_becomes_a_png(kind: str):
    """PNG, JPEG and WebP are taken, and all leave as PNG with the same picture in it."""
    logo = normalised(PICTURES[kind])

    with Image.open(io.BytesIO(logo.png)) as image:
        assert (image.format, image.mode, image.size) == ("PNG", "RGB", (40, 20))
        left, right = image.getpixel((5, 10)), image.getpixel((35, 10))
    assert max(abs(a - b) for a, b in zip((*RED, *BLUE), (*left, *right), strict=True)) < 12


@pytest.mark.parametrize("kind", PICTURES)
def test_the_key_is_the_hash_of_the_content(kind: str):
    """The same upload always has the same bytes and so the same key: storing twice is harmless."""
    first, second = normalised(PICTURES[kind]), normalised(PICTURES[kind])

    assert first == second
    assert f"logos/{hashlib.sha256(first.png).hexdigest()}.png" == first.key
    assert hashlib.sha256(PICTURES[kind]).hexdigest() == first.uploaded_sha256


def test_normalising_again_changes_nothing():
    """A normalised logo is its own normal form."""
    once = normalised(PICTURES["jpeg"])

    assert once.png == normalised(once.png).png


@pytest.mark.parametrize(
    "uploaded",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        picture_bytes(half_and_half(), "GIF"),
        picture_bytes(half_and_half(), "BMP"),
        picture_bytes(half_and_half(), "TIFF"),
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"RIFF\0\0\0\0WAVE",
        b"",
    ],
    ids=["svg", "gif", "bmp", "tiff", "pdf", "png-cut-in-magic", "wav", "empty"],
)
def test_other_kinds_are_refused(uploaded: bytes):
    """Only what begins like an allowed kind goes to a decoder; vectors never."""
    with pytest.raises(LogoRefused, match="no PNG, JPEG or WebP"):
        normalised(uploaded)


def test_the_magic_bytes_choose_the_decoder():
    """A GIF behind a PNG's first bytes is a damaged PNG, not a GIF."""
    with pytest.raises(LogoRefused, match="PNG picture that can't be read"):
        normalised(b"\x89PNG\r\n\x1a\n" + picture_bytes(half_and_half(), "GIF"))


@pytest.mark.parametrize("kind", PICTURES)
def test_a_picture_cut_short_is_refused(kind: str):
    """A file that ends early anywhere in its pixels is refused, not printed half."""
    whole = PICTURES[kind] if kind != "jpeg" else picture_bytes(Image.effect_noise((64, 64), 90), "JPEG")

    for end in range(20, len(whole) - 14, max(1, len(whole) // 40)):
        with pytest.raises(LogoRefused):
            normalised(whole[:end])


def test_a_png_with_a_wrong_checksum_is_refused():
    """One flipped bit in the pixels is damage."""
    damaged = bytearray(PICTURES["png"])
    damaged[len(damaged) // 2] ^= 1

    with pytest.raises(LogoRefused, match="damaged"):
        normalised(bytes(damaged))


@pytest.mark.parametrize("text", ["not base64!", "AAA", "AA=A", "iVBO\nRw0K", "a2V5 ", "żółć", "===="])
def test_what_is_not_base64_is_refused(text: str):
    """RFC 4648 section 3.3: characters outside the alphabet are refused, line breaks too."""
    with pytest.raises(LogoRefused, match="base64"):
        normalised_logo(text)


def test_two_megabytes_are_the_limit():
    """2 MB may pass, one byte more may not: whether the base64 shows it or only the decoded bytes do."""
    padded = PICTURES["png"] + b"\0" * (MAX_BYTES - len(PICTURES["png"]))

    assert Image.open(io.BytesIO(normalised(padded).png)).size == (40, 20)
    with pytest.raises(LogoTooLarge):
        normalised(padded + b"\0")
    with pytest.raises(LogoTooLarge):
        normalised_logo("A" * 10_000_000)


@pytest.mark.parametrize(
    ("width", "height"),
    [(MAX_PIXELS_A_SIDE + 1, 1), (1, MAX_PIXELS_A_SIDE + 1), (30_000, 30_000), (2**31 - 1, 2**31 - 1)],
)
def test_a_bomb_is_refused_by_its_header(width: int, height: int):
    """A few bytes that promise gigabytes of pixels are refused before a pixel is decoded."""
    with pytest.raises(LogoRefused):
        normalised(png_with_header(width, height))


def test_a_bomb_in_the_text_of_a_png_is_refused():
    """Compressed metadata counts too: 64 MB of text in a few kilobytes."""
    text = PngInfo()
    text.add_text("Comment", "A" * 70_000_000, zip=True)

    with pytest.raises(LogoRefused):
        normalised(picture_bytes(half_and_half(), "PNG", pnginfo=text))


def test_the_largest_allowed_picture_is_taken():
    """4,000 x 4,000 pixels are allowed, and are shrunk to what a letterhead needs."""
    logo = normalised(picture_bytes(Image.new("L", (MAX_PIXELS_A_SIDE, MAX_PIXELS_A_SIDE), 9), "PNG"))

    assert Image.open(io.BytesIO(logo.png)).size == (NORMALISED_PIXELS_A_SIDE,) * 2


def test_shrinking_keeps_the_shape_and_never_enlarges():
    """The longer side is capped; a small picture stays as it is, and a line stays a line."""
    sizes = [(4000, 1000), (1000, 4000), (30, 10), (4000, 1)]

    found = [Image.open(io.BytesIO(normalised(picture_bytes(half_and_half(size), "PNG")).png)).size for size in sizes]

    assert found == [(800, 200), (200, 800), (30, 10), (800, 1)]


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_an_animation_becomes_its_first_frame(kind: str):
    """A payslip doesn't move."""
    frames = [Image.new("RGB", (8, 8), RED), Image.new("RGB", (8, 8), BLUE)]
    animation = picture_bytes(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, lossless=True)

    assert normalised(picture_bytes(frames[0], "PNG")).png == normalised(animation).png


def test_a_photo_taken_sideways_is_turned_upright():
    """The EXIF orientation is applied before it is stripped: here 6, a quarter turn clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6

    turned = Image.open(io.BytesIO(normalised(picture_bytes(half_and_half(), "PNG", exif=exif)).png))

    assert (turned.size, turned.getpixel((10, 5)), turned.getpixel((10, 35))) == ((20, 40), RED, BLUE)


def test_metadata_is_stripped():
    """Nothing but pixels leaves: no EXIF (a photo's place), no text, no colour profile, no XMP."""
    exif = Image.Exif()
    exif[0x010E] = "SECRET-PLACE"
    text = PngInfo()
    text.add_text("Author", "SECRET-NAME")
    options = {"exif": exif, "pnginfo": text, "icc_profile": b"SECRET-PROFILE", "dpi": (72, 72)}

    with_metadata = normalised(picture_bytes(half_and_half(), "PNG", **options))

    assert b"SECRET" not in with_metadata.png
    assert normalised(PICTURES["png"]).png == with_metadata.png


def test_transparency_is_kept():
    """Transparent pixels stay so, in RGBA and in a palette."""
    clear = Image.new("RGBA", (4, 4), (0, 0, 0, 0))
    palette = Image.new("P", (4, 4), 0)

    rgba = Image.open(io.BytesIO(normalised(picture_bytes(clear, "PNG")).png))
    from_palette = Image.open(io.BytesIO(normalised(picture_bytes(palette, "PNG", transparency=0)).png))

    assert [(image.mode, image.getpixel((0, 0))[3]) for image in (rgba, from_palette)] == [("RGBA", 0), ("RGBA", 0)]


def test_deep_grey_is_scaled_not_clipped():
    """Sixteen bits of grey become eight: mid-grey stays mid-grey, where a plain conversion gives white."""
    grey = normalised(picture_bytes(Image.new("I;16", (4, 4), 0x8000), "PNG"))

    assert Image.open(io.BytesIO(grey.png)).getpixel((0, 0)) == (128, 128, 128)


def test_print_colours_are_converted():
    """A JPEG in CMYK becomes RGB."""
    logo = normalised(picture_bytes(Image.new("CMYK", (8, 8), (0, 0, 0, 0)), "JPEG"))

    assert (
        Image.open(io.BytesIO(logo.png)).mode,
        Image.open(io.BytesIO(logo.png)).getpixel((0, 0)),
    ) == ("RGB", (255, 255, 255))


def outcome(uploaded: bytes) -> NormalisedLogo | LogoRefused:
    """The logo, or the refusal; any other exception fails the test."""
    try:
        return normalised(uploaded)
    except LogoRefused as refused:
        return refused


@given(
    st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF\x20\0\0\0WEBPVP8L"]),
    st.binary(max_size=400),
)
@example(b"\xff\xd8\xff", b"\xe1\x00\x10Exif\0\0II*\0\xff\xff\xff\xff")
def test_garbage_raises_nothing_but_a_refusal(magic: bytes, garbage: bytes):
    """Whatever bytes come, the answer is a logo or `LogoRefused`."""
    assert isinstance(outcome(magic + garbage), NormalisedLogo | LogoRefused)


@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 2**32), st.integers(1, 12))
def test_damage_raises_nothing_but_a_refusal(kind: str, seed: int, hits: int):
    """A good picture with bytes overwritten gives a logo (where the damage is invisible) or `LogoRefused`."""
    chance = random.Random(seed)
    damaged = bytearray(PICTURES[kind])
    for _ in range(hits):
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)

    found = outcome(bytes(damaged))

    if isinstance(found, NormalisedLogo):
        with Image.open(io.BytesIO(found.png)) as image:
            image.load()
            assert max(image.size) <= NORMALISED_PIXELS_A_SIDE


@given(st.text(max_size=60))
def test_any_text_raises_nothing_but_a_refusal(text: str):
    """The base64 itself may be anything."""
    with pytest.raises(LogoRefused):
        normalised_logo(text)


@given(st.integers(1, 60), st.integers(1, 60), st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]))
def test_every_good_png_is_taken(width: int, height: int, mode: str):
    """Each colour mode that a PNG can have comes out with its size unchanged."""
    logo = normalised(picture_bytes(Image.new(mode, (width, height)), "PNG"))

    assert (width, height) == Image.open(io.BytesIO(logo.png)).size
