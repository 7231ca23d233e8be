"""A rest-json AWS service from botocore's own service model: routing, request checks, response shapes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import botocore.session
from botocore.model import OperationModel, Shape, StructureShape

Response = tuple[int, dict[str, str], bytes]
Operation = Callable[[dict[str, Any]], dict[str, Any]]
_TYPES: Final[dict[str, type[Any]]] = {"string": str, "boolean": bool, "integer": int, "map": dict, "list": list}


class ServiceError(Exception):
    """An error answer of the service: HTTP status, error code, and the text for the caller."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code


@dataclass(frozen=True, slots=True)
class Route:
    """One operation and the requests that reach it; `names` are the members that the groups of `path` hold."""

    method: str
    path: re.Pattern[str]
    names: tuple[str, ...]
    operation: OperationModel


class RestJsonService:
    """Answers requests by `operations`, a function per operation name; what is modelled but missing answers 501."""

    def __init__(self, service: str, operations: Mapping[str, Operation]) -> None:
        """`service` is botocore's name of it, `schemas` for one."""
        model = botocore.session.get_session().get_service_model(service)
        self._routes = [_route(model.operation_model(name)) for name in model.operation_names]
        self._operations = operations

    async def handle_request(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, query_params: Mapping[str, list[str]]
    ) -> Response:
        """The entry point that ministack calls for a service module."""
        del headers
        try:
            operation, in_path = self._match(method, path)
            handler = self._operations.get(operation.name)
            if handler is None:
                raise ServiceError(501, "NotImplemented", f"{operation.name} is not modelled locally")
            answer = handler(_parameters(operation, in_path, query_params, body))
        except ServiceError as error:
            return _error(error)
        return _answer(operation, answer)

    def operation_name(self, method: str, path: str) -> str | None:
        """Which operation a request means, if any: the IAM action without its prefix."""
        try:
            return str(self._match(method, path)[0].name)
        except ServiceError:
            return None

    def _match(self, method: str, path: str) -> tuple[OperationModel, dict[str, str]]:
        for route in self._routes:
            found = route.path.fullmatch(path) if route.method == method else None
            if found:
                return route.operation, dict(zip(route.names, found.groups(), strict=True))
        raise ServiceError(404, "UnknownOperationException", f"no operation at {method} {path}")


def _route(operation: OperationModel) -> Route:
    uri = operation.http["requestUri"]
    # The server has undone the percent-encoding already, so that an ARN in a path may hold slashes.
    parts = [
        ("(.+)" if part.endswith("arn}") else "([^/]+)") if part.startswith("{") else re.escape(part)
        for part in re.split(r"(\{[^}]+\})", uri)
        if part
    ]
    by_wire = {shape.serialization.get("name", name): name for name, shape in _members(operation.input_shape).items()}
    names = tuple(by_wire[wire] for wire in re.findall(r"\{([^}]+)\}", uri))
    return Route(operation.http["method"], re.compile("".join(parts)), names, operation)


def _members(shape: StructureShape | None) -> Mapping[str, Shape]:
    return shape.members if shape is not None else {}


def _parameters(
    operation: OperationModel, in_path: Mapping[str, str], query: Mapping[str, list[str]], body: bytes
) -> dict[str, Any]:
    """The request by member names, checked against the model; raises `ServiceError` 400."""
    try:
        decoded = json.loads(body) if body else {}
    except ValueError:
        raise ServiceError(400, "BadRequestException", "The request body is not valid JSON") from None
    if not isinstance(decoded, dict):
        raise ServiceError(400, "BadRequestException", "The request body is not a JSON object")
    given: dict[str, Any] = dict(in_path)
    members = _members(operation.input_shape)
    for name, member in members.items():
        wire = member.serialization.get("name", name)
        location = member.serialization.get("location")
        if location == "querystring" and wire in query:
            given[name] = _from_query(member, query[wire])
        elif location is None and decoded.get(wire) is not None:
            given[name] = decoded[wire]
    for name in operation.input_shape.required_members if operation.input_shape else ():
        if name not in given:
            raise ServiceError(400, "BadRequestException", f"Missing required parameter: {name}")
    for name, value in given.items():
        _check(name, members[name], value)
    return given


def _from_query(shape: Shape, texts: list[str]) -> Any:
    if shape.type_name == "list":
        return texts
    if shape.type_name == "integer":
        return int(texts[0]) if re.fullmatch(r"-?\d{1,9}", texts[0]) else texts[0]
    return texts[0]


def _check(name: str, shape: Shape, value: Any) -> None:
    """Type, length and enumeration as the model says; raises `ServiceError` 400."""
    if shape.type_name not in _TYPES:
        return
    if not isinstance(value, _TYPES[shape.type_name]):
        raise ServiceError(400, "BadRequestException", f"Invalid type for parameter {name}")
    if shape.type_name == "map" and not all(isinstance(text, str) for text in value.values()):
        raise ServiceError(400, "BadRequestException", f"Invalid type for a value of parameter {name}")
    if isinstance(value, str | list):
        shortest, longest = shape.metadata.get("min", 0), shape.metadata.get("max")
        if len(value) < shortest or (longest is not None and len(value) > longest):
            limit = f"between {shortest} and {longest}"
            raise ServiceError(400, "BadRequestException", f"Invalid length for parameter {name}: must be {limit}")
    choices = shape.metadata.get("enum")
    if choices and value not in choices:
        raise ServiceError(400, "BadRequestException", f"Invalid value for parameter {name}: must be one of {choices}")


def _answer(operation: OperationModel, answer: dict[str, Any]) -> Response:
    status = int(operation.http["responseCode"])
    if operation.output_shape is None:
        return status, {"Content-Type": "application/json"}, b""
    body = _serialized(operation.output_shape, answer)
    return status, {"Content-Type": "application/json"}, json.dumps(body).encode()


def _serialized(shape: Shape, value: Any) -> Any:
    """The wire form of an answer; a name that the model doesn't have is an error of ours (`KeyError`)."""
    if isinstance(shape, StructureShape):
        return {
            shape.members[name].serialization.get("name", name): _serialized(shape.members[name], part)
            for name, part in value.items()
            if part is not None
        }
    if shape.type_name == "list":
        return [_serialized(shape.member, part) for part in value]  # type: ignore[attr-defined]
    if shape.type_name == "timestamp":
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def _error(error: ServiceError) -> Response:
    headers = {"Content-Type": "application/json", "x-amzn-ErrorType": quote(error.code)}
    return error.status, headers, json.dumps({"Code": error.code, "Message": str(error)}).encode()
