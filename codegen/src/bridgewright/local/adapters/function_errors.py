# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""A function's error names its exception: `errorType` is the class, with `requestId` and `stackTrace`.

ministack says Runtime.HandlerError whatever was raised, so a record at OnFailure could not tell one fault from another.
Source: "AWS Lambda function errors in Python" (python-exceptions) in the Lambda developer guide.
"""

from __future__ import annotations

import re
from contextvars import ContextVar
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc

_trace: ContextVar[str] = ContextVar("trace_of_last_error", default="")
_CLASS = re.compile(r"(?:[A-Za-z_]\w*\.)*([A-Za-z_]\w*)")


def install() -> None:
    """Lets the trace that a worker returns reach the payload of the error."""
    invoke, execute = lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm

    def traced(worker: Any, event: Any, request_id: str, **options: Any) -> dict[str, Any]:
        result: dict[str, Any] = invoke(worker, event, request_id, **options)
        _trace.set(result.get("trace") or "")
        return result

    def executed(function: dict[str, Any], event: Any, request_id: str) -> dict[str, Any]:
        _trace.set("")
        result: dict[str, Any] = execute(function, event, request_id)
        body, trace = result.get("body"), _trace.get()
        if result.get("error") and trace and isinstance(body, dict):
            body |= error_of(trace, body["errorMessage"]) | {"requestId": request_id}
        return result

    lambda_runtime.Worker.invoke, lambda_svc._execute_function_warm = traced, executed


def error_of(trace: str, message: str) -> dict[str, Any]:
    """`errorType` and `stackTrace` from Python's own text of a traceback and the exception's message."""
    text = trace.rstrip()
    last = text.removesuffix(message.rstrip()).rstrip(": ").rpartition("\n")[2]
    found = _CLASS.fullmatch(last)
    frames = re.findall(r"^  File .*\n(?:    .*\n)*", text, flags=re.MULTILINE)
    own = [frame for frame in frames if "_worker.py" not in frame]
    return ({"errorType": found.group(1)} if found else {}) | {"stackTrace": own}
