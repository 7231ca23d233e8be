"""Valid upload requests that nobody thought of, with logos that a printer could take."""

from __future__ import annotations

import base64
import io
import uuid
from collections.abc import Iterator
from functools import cache
from itertools import count
from random import Random
from typing import Any

from PIL import Image

from bridgewright.contracts.model import ApiContract
from bridgewright.sample import values

KINDS = ("PNG", "JPEG", "WEBP")


@cache
def logo(number: int) -> bytes:
    """A picture: PNG, JPEG or WebP in turn, of some size and colour."""
    rng = Random(number)
    size = (rng.randint(1, 400), rng.randint(1, 200))
    colour = (rng.randint(0, 255), rng.randint(0, 255), rng.randint(0, 255))
    data = io.BytesIO()
    Image.new("RGB", size, colour).save(data, KINDS[number % len(KINDS)])
    return data.getvalue()


def encoded_logo(number: int) -> str:
    """Base64 of one of a few logos."""
    return base64.b64encode(logo(number % 9)).decode()


def valid_uploads(api: ApiContract, seed: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """(idempotency key, body) without end, each of another payslip.

    Another body for the same payslip is refused with 409, so employee ids that came before are made new.
    """
    seen: set[tuple[str, str, str]] = set()
    bodies = values(api.document.content, "/components/schemas/UploadRequest", seed=seed)
    for number, body in zip(count(), bodies, strict=False):
        body["logo"]["data"] = encoded_logo(number)
        if identity(body) in seen:
            body["payslip"]["employee"]["id"] = f"E-{seed}-{number}"
        seen.add(identity(body))
        yield f"upload-{uuid.uuid5(uuid.NAMESPACE_OID, f'{seed} {number}')}", body


def identity(body: dict[str, Any]) -> tuple[str, str, str]:
    """What tells one payslip from another: employer, employee and the period's beginning."""
    payslip = body["payslip"]
    return payslip["employer"]["payeReference"], payslip["employee"]["id"], payslip["period"]["start"]
