"""A gateway before the local registry that passes requests on, and fails the ones that a test names."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import Request, urlopen


@dataclass(slots=True)
class Fault:
    """The next `times` requests of `method` to a path ending in `path` get this answer.

    `lost` means that the request reaches the registry, and only its answer is replaced.
    """

    method: str
    path: str
    status: int
    code: str
    times: int = 1
    lost: bool = False
    body: bytes | None = None

    def takes(self, method: str, path: str) -> bool:
        """Whether this request is to fail; counts it."""
        if self.times == 0 or method != self.method or not unquote(path).endswith(self.path):
            return False
        self.times -= 1
        return True


@dataclass(slots=True)
class Gateway:
    """`url` is what a client connects to; `requests` is what came, as `METHOD path`."""

    url: str
    upstream: str
    faults: list[Fault] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def writes(self) -> list[str]:
        """The requests that could change the registry."""
        return [request for request in self.requests if not request.startswith("GET ")]


@contextmanager
def gateway_to(upstream: str) -> Iterator[Gateway]:
    """A gateway on a free loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            gateway.requests.append(f"{self.command} {unquote(self.path)}")
            fault = next((f for f in gateway.faults if f.takes(self.command, self.path)), None)
            if fault is None or fault.lost:
                status, content, code = self.passed_on(body)
            if fault is not None:
                status, code = fault.status, fault.code
                content = fault.body if fault.body is not None else json.dumps({"Code": code, "Message": code}).encode()
            self.send_response(status)
            if code:
                self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def passed_on(self, body: bytes) -> tuple[int, bytes, str]:
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "content-length")}
            request = Request(upstream + self.path, data=body or None, headers=headers, method=self.command)
            try:
                with urlopen(request) as answer:
                    return answer.status, answer.read(), ""
            except HTTPError as error:
                return error.code, error.read(), error.headers.get("x-amzn-ErrorType", "")

        def log_message(self, *arguments: object) -> None:
            """Nothing: the test reads `requests`."""

        do_GET = do_POST = do_PUT = do_DELETE = answer  # noqa: N815

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway = Gateway(f"http://127.0.0.1:{server.server_port}", upstream)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()
