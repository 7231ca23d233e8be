"""HTTP APIs: what bindings, contract tests and API Gateway need from an operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bridgewright.contracts.model import HTTP_METHODS, ApiContract, Catalog
from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import escaped
from bridgewright.lint.rule import Mistake
from bridgewright.schemas.walking import resolved


def api_operation_without_id(catalog: Catalog) -> Iterator[Mistake]:
    """An operation that has no operationId."""
    for api, pointer, operation in _operations(catalog):
        if "operationId" not in operation:
            yield Mistake(api.document.at(pointer), "the operation has no operationId", "name it like uploadPayslip")


def api_operation_id_duplicated(catalog: Catalog) -> Iterator[Mistake]:
    """An operationId that another operation of the document has."""
    first: dict[tuple[str, str], str] = {}
    for api, pointer, operation in _operations(catalog):
        name = operation.get("operationId")
        if name is None:
            continue
        other = first.setdefault((api.document.path, name), pointer)
        if other != pointer:
            at = api.document.at(f"{pointer}/operationId")
            yield Mistake(at, f"`{name:.100}` is also the operation at {api.document.at(other)}", "rename one of them")


def api_path_parameter_undeclared(catalog: Catalog) -> Iterator[Mistake]:
    """A `{name}` in a path that no required path parameter declares."""
    for api, pointer, operation in _operations(catalog):
        holder, _, _ = pointer.rpartition("/")
        path = holder.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        item = api.document.content["paths"][path]
        declared = {
            parameter.get("name")
            for listed in (item.get("parameters", ()), operation.get("parameters", ()))
            for _, parameter in (resolved(api.document.content, entry) for entry in listed)
            if parameter.get("in") == "path" and parameter.get("required") is True
        }
        for name in re.findall(r"\{([^{}]*)\}", path):
            if name not in declared:
                hint = "add it under parameters with `in: path` and `required: true`"
                yield Mistake(api.document.at(pointer), f"the path's parameter {{{name}}} isn't declared", hint)


def _operations(catalog: Catalog) -> Iterator[tuple[ApiContract, str, JsonObject]]:
    for api in catalog.apis:
        for path, item in api.document.content["paths"].items():
            for method in HTTP_METHODS:
                if isinstance(item, Mapping) and isinstance(item.get(method), Mapping):
                    yield api, f"/paths/{escaped(path)}/{method}", item[method]
