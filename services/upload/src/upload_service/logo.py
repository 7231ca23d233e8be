"""An employer's logo: from untrusted base64 to a small deterministic PNG, or refused."""

import binascii
import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

from upload_service.errors import LogoRefused, LogoTooLarge

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_PIXELS_A_SIDE: Final = 4000
# 300 dots an inch over 68 mm: more than a payslip's letterhead prints.
NORMALISED_PIXELS_A_SIDE: Final = 800


@dataclass(frozen=True, slots=True)
class NormalisedLogo:
    """A logo made safe to print.

    Attributes:
        png: the picture, without metadata; the same upload gives the same bytes.
        sha256: of `png`, in lower-case hex.
        uploaded_sha256: of the bytes that the caller sent; stays the same when the normalisation changes.
    """

    png: bytes
    sha256: str
    uploaded_sha256: str

    @property
    def key(self) -> str:
        """The S3 key: named by content, so that writing twice is harmless."""
        return f"logos/{self.sha256}.png"


def normalised_logo(data: str) -> NormalisedLogo:
    """Decode, check and re-encode a picture that a stranger sent.

    Args:
        data: a PNG, JPEG or WebP picture in base64 (RFC 4648 section 4, with padding, no line breaks).

    Raises:
        LogoTooLarge: more than 2 MB.
        LogoRefused: anything else that can't be taken; no other exception leaves this function.
    """
    uploaded = _bytes_of(data)
    kind = _kind_of(uploaded)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow only warns of decompression bombs and damaged metadata
            png = _png_of(uploaded, kind)
    except LogoRefused:
        raise
    except Exception as error:  # decoders meet hostile bytes, and raise whatever they please
        raise LogoRefused(f"The logo is a {kind} picture that can't be read: it is damaged or cut short.") from error
    return NormalisedLogo(
        png=png,
        sha256=hashlib.sha256(png).hexdigest(),
        uploaded_sha256=hashlib.sha256(uploaded).hexdigest(),
    )


def _bytes_of(data: str) -> bytes:
    if len(data) > (MAX_BYTES + 2) // 3 * 4:
        raise LogoTooLarge("The logo is larger than 2 MB.")
    try:
        uploaded = binascii.a2b_base64(data.encode("ascii"), strict_mode=True)
    except ValueError as error:  # binascii.Error and UnicodeEncodeError are both
        raise LogoRefused("The logo is not valid base64.") from error
    if len(uploaded) > MAX_BYTES:
        raise LogoTooLarge("The logo is larger than 2 MB.")
    return uploaded


def _kind_of(uploaded: bytes) -> str:
    """Say what the first bytes promise; a name or a declared type from outside is never believed."""
    if uploaded.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if uploaded.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if uploaded[:4] == b"RIFF" and uploaded[8:12] == b"WEBP":
        return "WEBP"
    raise LogoRefused("The logo is no PNG, JPEG or WebP picture.")


def _png_of(uploaded: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(uploaded), formats=[kind]) as header:
        if max(header.size) > MAX_PIXELS_A_SIDE:
            raise LogoRefused(f"The logo is larger than {MAX_PIXELS_A_SIDE} x {MAX_PIXELS_A_SIDE} pixels.")
        header.verify()  # reads a PNG to its end, checksums included; leaves the picture unusable

    with Image.open(io.BytesIO(uploaded), formats=[kind]) as picture:
        picture.load()  # of an animation, the first frame
        upright = ImageOps.exif_transpose(picture)
    plain = _eight_bits(upright)
    plain.thumbnail((NORMALISED_PIXELS_A_SIDE, NORMALISED_PIXELS_A_SIDE), Image.Resampling.LANCZOS)
    plain.info.clear()  # colour profiles and text would be written out again

    png = io.BytesIO()
    plain.save(png, format="PNG", compress_level=6)
    return png.getvalue()


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits of grey: a plain conversion would clip all but the darkest to white
        picture = picture.convert("F").point(lambda value: value * (1 / 257) + 0.5).convert("L")
        picture.info.pop("transparency", None)  # it names a 16-bit grey
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
