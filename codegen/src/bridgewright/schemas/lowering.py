"""Schemas of any dialect in one form: the planner's.

The form is OpenAPI 3.0's Schema Object, with the keywords of 2020-12 that it lacks. In it

- every schema is an object, and every `$ref` stands alone and names a component, `#/components/schemas/<name>`;
- `type` is one name, `null` is said by `nullable` beside it or by `enum`, and `const` by `enum`;
- `exclusiveMinimum` and `exclusiveMaximum` are booleans beside their bounds;
- positions are `prefixItems`, what follows them `items`; `dependencies` are `dependentRequired` and `dependentSchemas`;
- `exactInteger: true` marks an integer that `1.0` is not (draft-04);
- there is no keyword that the dialect doesn't know, and no format that it doesn't assert.
"""

from __future__ import annotations

import operator
import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, unescaped, value_at
from bridgewright.findings import Finding
from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.keywords import (
    DEFINITIONS,
    LEAST,
    LISTS,
    MAPS,
    MOST,
    OPERANDS,
    TYPES,
    UNEVALUATED,
    is_names,
    is_schema,
)
from bridgewright.schemas.references import Scope, references_of
from bridgewright.schemas.types import typed
from bridgewright.schemas.walking import REF_PREFIX

__all__ = ["Lowering"]

_KEPT = ("title", "description", "deprecated", "x-sensitive", "x-extensible-enum")
"""Annotations that bindings use."""
_NAMED_PLACES = (*DEFINITIONS, "schemas")
_SINGLE = ("not", "propertyNames", *UNEVALUATED)
_AS_THEY_ARE = ("enum", "pattern", "multipleOf", "required")
_LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN_HOSTNAME = {"maxLength": 253, "pattern": rf"^{_LABEL}(\.{_LABEL})*$"}
"""RFC 1123, section 2.1."""


class Lowering:
    """Brings what one event needs of a document into the normal form, a component at a time."""

    def __init__(self, document: Document, dialect: Dialect) -> None:
        self.document = document
        self.dialect = dialect
        self.references = references_of(document, dialect)
        self.components: dict[str, dict[str, Any]] = {}
        self.findings: list[Finding] = []
        self._names: dict[tuple[str, Scope], str] = {}
        """Pointer in the document, and the scope in which it is read -> name of its component."""
        self._waiting: deque[tuple[str, Scope]] = deque()
        self._scope = self.references.entered((), "")
        """That of the schema which is lowered."""
        self._places: dict[int, tuple[JsonValue, str]] = {}
        """id of a lowered schema -> itself, and where it came from."""

    def component(self, pointer: str, name: str = "") -> str:
        """The name of the component for the schema that a ref leads to; it is lowered by `run`.

        Where dynamic refs lead elsewhere by one way than by another, the schema has a component for each way.
        """
        place = (pointer, self.references.entered(self._scope, pointer))
        if place not in self._names:
            self._names[place] = self._free_name(name or _name_of(pointer))
            self._waiting.append(place)
        return self._names[place]

    def run(self) -> None:
        """Lowers all that is waiting, and what that refers to."""
        while self._waiting:
            pointer, self._scope = place = self._waiting.popleft()
            self.components[self._names[place]] = self.lowered(value_at(self.document.content, pointer), pointer)

    def places(self) -> dict[str, str]:
        """Pointer of a lowered schema in the planner's document -> where it stands in this one."""
        found: dict[str, str] = {}
        stack: list[tuple[str, JsonValue]] = [("/components/schemas", self.components)]
        while stack:
            at, value = stack.pop()
            if id(value) in self._places:
                found[at] = self._places[id(value)][1]
            if isinstance(value, Mapping):
                stack.extend((f"{at}/{escaped(key)}", member) for key, member in value.items())
            elif isinstance(value, list):
                stack.extend((f"{at}/{index}", member) for index, member in enumerate(value))
        return found

    def lowered(self, schema: JsonValue, pointer: str) -> dict[str, Any]:
        """One schema in the normal form."""
        outer, self._scope = self._scope, self.references.entered(self._scope, pointer)
        if isinstance(schema, bool):
            result: dict[str, Any] = {} if schema else {"not": {}}
        elif isinstance(schema, Mapping):
            result = self._object(schema, pointer)
        else:
            self._invalid(pointer, "a schema must be an object")
            result = {}
        self._scope = outer
        self._places[id(result)] = (result, pointer)
        return result

    def _object(self, schema: JsonObject, pointer: str) -> dict[str, Any]:
        refs = list(self._refs(schema, pointer))
        if refs and self.dialect.lone_refs:
            return refs[0]
        found = self._well_formed(schema, pointer)
        result = self._asserted(found, pointer)
        if refs:
            if len(refs) == 1 and not result and "type" not in found:
                return refs[0]
            result["allOf"] = [*refs, *result.get("allOf", ())]
        typed = self._typed(found, result, pointer)
        kept = {key: schema[key] for key in _KEPT if key in schema and _is_kept(key, schema[key])}
        return {**kept, **typed}

    def _refs(self, schema: JsonObject, pointer: str) -> Iterator[dict[str, Any]]:
        ref = schema.get("$ref")
        if isinstance(ref, str):
            yield self._ref(ref, pointer, "$ref", self.references.target(ref, pointer))
        elif "$ref" in schema:
            self._invalid(f"{pointer}/$ref", "`$ref` must be a text")
        for keyword in ("$recursiveRef", "$dynamicRef"):
            named = schema.get(keyword)
            if keyword not in self.dialect.keywords or not isinstance(named, str):
                continue
            first, _ = self.references.dynamic_target(keyword, named, pointer)
            target = self.references.scoped_target(keyword, named, pointer, self._scope)
            if target is None and first is not None:
                self._unenforced(pointer, keyword, "its meaning depends on the way by which it is reached")
            yield self._ref(named, pointer, keyword, first if target is None else target)

    def _ref(self, ref: str, pointer: str, keyword: str, target: str | None) -> dict[str, Any]:
        if target is None or not is_schema(value_at(self.document.content, target)):
            hint = "mend the ref; what stands in other files must be put into this document first"
            at = self.document.at(f"{pointer}/{keyword}")
            self.findings.append(
                Finding(at, "ref-dangling", f"{ref[:200]!r} leads to no schema of this document", hint)
            )
            return {}
        return {"$ref": f"{REF_PREFIX}{escaped(self.component(target))}"}

    def _well_formed(self, schema: JsonObject, pointer: str) -> dict[str, Any]:
        """The keywords that the dialect knows; a finding for each that holds what it can't."""
        found: dict[str, Any] = {}
        for keyword, value in schema.items():
            if keyword not in self.dialect.keywords:
                continue
            operand = OPERANDS[keyword]
            if operand.is_right(value):
                found[keyword] = value
            else:
                self._invalid(f"{pointer}/{escaped(keyword)}", f"`{keyword}` must be {operand.words}")
        if self.dialect.nullable and schema.get("nullable") is True:
            found["nullable"] = True
        return found

    def _asserted(self, found: JsonObject, pointer: str) -> dict[str, Any]:
        """All keywords but `type`, in the form."""
        result: dict[str, Any] = {}
        for keyword, value in found.items():
            at = f"{pointer}/{keyword}"
            if keyword in LISTS:
                result[keyword] = [self.lowered(part, f"{at}/{index}") for index, part in enumerate(value)]
            elif keyword in _SINGLE:
                result[keyword] = self.lowered(value, at)
            elif keyword in MAPS:
                result[keyword] = self._map(value, at)
            elif keyword in (*LEAST, *MOST):
                result[keyword] = int(value)
            elif keyword in _AS_THEY_ARE:
                result[keyword] = value
        if found.get("uniqueItems") is True:
            result["uniqueItems"] = True
        if found.get("format") == "hostname" and self.dialect.plain_hostnames:
            result["allOf"] = [*result.get("allOf", ()), _PLAIN_HOSTNAME]
        elif found.get("format") in self.dialect.formats:
            result["format"] = found["format"]
        self._objects(found, result, pointer)
        self._const(found, result)
        self._limits(found, result, pointer)
        self._items(found, result, pointer)
        self._contains(found, result, pointer)
        self._condition(found, result, pointer)
        self._dependencies(found, result, pointer)
        return result

    def _map(self, value: JsonObject, pointer: str) -> dict[str, Any]:
        return {name: self.lowered(member, f"{pointer}/{escaped(name)}") for name, member in value.items()}

    def _names_by_name(self, value: JsonObject, pointer: str) -> dict[str, list[str]]:
        found = {}
        for name, names in value.items():
            if is_names(names):
                found[name] = list(names)
            else:
                self._invalid(f"{pointer}/{escaped(name)}", "must be an array of names")
        return found

    def _objects(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        if "additionalProperties" in found:
            others, at = found["additionalProperties"], f"{pointer}/additionalProperties"
            result["additionalProperties"] = others if isinstance(others, bool) else self.lowered(others, at)
        if "dependentRequired" in found:
            needs = found["dependentRequired"]
            result["dependentRequired"] = self._names_by_name(needs, f"{pointer}/dependentRequired")

    @staticmethod
    def _const(found: JsonObject, result: dict[str, Any]) -> None:
        if "const" not in found:
            return
        if "enum" in result:
            result["allOf"] = [*result.get("allOf", ()), {"enum": [found["const"]]}]
        else:
            result["enum"] = [found["const"]]

    def _limits(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        """Bounds with boolean exclusiveness; of an inclusive and an exclusive number, the tighter."""
        for bound, exclusive, tighter in (
            ("minimum", "exclusiveMinimum", operator.ge),
            ("maximum", "exclusiveMaximum", operator.le),
        ):
            limit, other = found.get(bound), found.get(exclusive)
            if limit is not None:
                result[bound] = limit
            if other is True:
                if limit is not None:
                    result[exclusive] = True
            elif other is not None and other is not False and (limit is None or tighter(other, limit)):
                result[bound], result[exclusive] = other, True
            is_old = self.dialect.boolean_bounds
            if other is not None and isinstance(other, bool) is not is_old:
                words = "true or false" if is_old else "a number"
                others = "draft-06 and later drafts" if is_old else "draft-04 and OpenAPI 3.0"
                written = f"{str(other).lower()} is how {others} spell it"
                message = f"`{exclusive}` must be {words} in {self.dialect.name}: {written}"
                self._invalid(f"{pointer}/{exclusive}", message)

    def _items(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        if "items" not in found:
            return
        items = found["items"]
        if not isinstance(items, list):
            result["items"] = self.lowered(items, f"{pointer}/items")
        elif not self.dialect.tuples_in_items:
            self._invalid(f"{pointer}/items", f"`items` must be a schema in {self.dialect.name}")
        else:
            if items:
                result["prefixItems"] = [
                    self.lowered(part, f"{pointer}/items/{index}") for index, part in enumerate(items)
                ]
            if "additionalItems" in found:
                result["items"] = self.lowered(found["additionalItems"], f"{pointer}/additionalItems")

    def _contains(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        if "contains" not in found:
            return
        # 2019-09 says that what it found isn't evaluated for `unevaluatedItems`; its validators say that it is.
        result["contains"] = self.lowered(found["contains"], f"{pointer}/contains")
        result |= {key: int(found[key]) for key in ("minContains", "maxContains") if key in found}

    def _condition(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        if "if" in found:
            result |= {
                key: self.lowered(found[key], f"{pointer}/{key}") for key in ("if", "then", "else") if key in found
            }

    def _dependencies(self, found: JsonObject, result: dict[str, Any], pointer: str) -> None:
        for name, needs in found.get("dependencies", {}).items():
            at = f"{pointer}/dependencies/{escaped(name)}"
            if is_names(needs):
                known = result.setdefault("dependentRequired", {})
                known[name] = [*known.get(name, ()), *needs]
            elif is_schema(needs):
                known = result.setdefault("dependentSchemas", {})
                needed = self.lowered(needs, at)
                known[name] = {"allOf": [known[name], needed]} if name in known else needed
            else:
                self._invalid(at, "must be an array of names, or a schema")

    def _typed(self, found: JsonObject, result: dict[str, Any], pointer: str) -> dict[str, Any]:
        """The form with its `type`."""
        if "type" not in found:
            return result
        wanted = [found["type"]] if isinstance(found["type"], str) else list(dict.fromkeys(found["type"]))
        if unknown := [name for name in wanted if name not in (*TYPES, "null")]:
            self._invalid(f"{pointer}/type", f"{unknown[0][:60]!r} is no type")
            return result
        wanted += ["null"] if found.get("nullable") is True and "null" not in wanted else []
        return typed(wanted, result, exact_integers=self.dialect.exact_integers)

    def _free_name(self, wanted: str) -> str:
        taken = set(self._names.values())
        name, number = wanted, 2
        while name in taken:
            name, number = f"{wanted}{number}", number + 1
        return name

    def _invalid(self, pointer: str, message: str) -> None:
        hint = f"write what {self.dialect.name} allows"
        self.findings.append(Finding(self.document.at(pointer), "schema-invalid", message, hint))

    def _unenforced(self, pointer: str, keyword: str, why: str) -> None:
        at = self.document.at(f"{pointer}/{keyword}")
        hint = "say it with other keywords, or leave it out"
        self.findings.append(Finding(at, "keyword-not-enforced", f"`{keyword}`: {why}", hint))


def _is_kept(key: str, value: JsonValue) -> bool:
    return isinstance(value, str) if key in ("title", "description") else True


def _name_of(pointer: str) -> str:
    """A component's name from where it stands: `/definitions/Line` -> `Line`."""
    tokens = [unescaped(token) for token in pointer.split("/")[1:]]
    if not tokens:
        return "Root"
    if len(tokens) == 1 or tokens[-2] in _NAMED_PLACES:
        return tokens[-1] or "Unnamed"
    words = [token for token in tokens[-4:] if token not in ("properties", *_NAMED_PLACES)]
    text = "".join(part[:1].upper() + part[1:] for word in words[-2:] for part in re.split(r"[^A-Za-z0-9]+", word))
    return text or "Unnamed"
