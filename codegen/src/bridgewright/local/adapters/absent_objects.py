# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""S3 tells a caller that an object is absent only if the caller may list the bucket; ministack tells everyone.

Source: GetObject and HeadObject in the S3 API reference ("If you don't have the s3:ListBucket permission, Amazon S3
returns an HTTP status code 403 error"). A program that reads 404 as "not there yet" would work here and fail on AWS.
"""

from __future__ import annotations

from typing import Any

from ministack import app
from ministack.core import iam_evaluator
from ministack.core.responses import get_region
from ministack.core.router import extract_access_key_id
from ministack.services import s3


def install() -> None:
    """Wraps the handler of S3."""
    handle = app.SERVICE_HANDLERS["s3"]

    async def handler(method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, Any]) -> Any:
        answer = await handle(method, path, headers, body, query)
        bucket, _, key = path.lstrip("/").partition("/")
        if not app.AUTH or answer[0] != 404 or method not in {"GET", "HEAD"} or not key:
            return answer
        caller = extract_access_key_id(headers, query)
        denied = iam_evaluator.enforce(
            caller, "s3:ListBucket", "s3", get_region(), resource_arn=f"arn:aws:s3:::{bucket}"
        )
        return s3._error("AccessDenied", "Access Denied", 403, path) if denied else answer

    app.SERVICE_HANDLERS["s3"] = handler
