"""Schemas in the normal form (see `schemas.lowering`) to Schema Objects of OpenAPI 3.0 that say exactly the same.

What OpenAPI 3.0 can't say is a finding at the place where the original says it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.findings import Finding, Location, Severity
from bridgewright.foreign.bundling import BUNDLED
from bridgewright.foreign.openapi30.arrays import say_arrays
from bridgewright.foreign.openapi30.conjunction import Conjunction
from bridgewright.foreign.openapi30.objects import say_objects
from bridgewright.foreign.openapi30.unevaluated import say_unevaluated
from bridgewright.foreign.openapi30.values import say_values
from bridgewright.schemas.formats import IN_OPENAPI
from bridgewright.schemas.judge import compiles
from bridgewright.schemas.walking import REF_PREFIX, walk

_AS_THEY_ARE = ("title", "description", "deprecated", "x-sensitive", "x-extensible-enum")
_ANNOTATIONS = ("default", "readOnly", "writeOnly")


@dataclass(slots=True)
class Rewriter:
    """Rewrites the components of one document in the normal form."""

    components: Mapping[str, JsonObject]
    names: Mapping[str, str]
    """What each component is called in the contract."""
    locate: Callable[[str], Location]
    """Where the original says what stands at a pointer of the form."""
    original: Callable[[str], JsonValue]
    """What the original says of a schema at a pointer of the form."""
    lossy: bool = False
    """Leave out what can't be said, with a warning?"""
    findings: list[Finding] = field(default_factory=list)
    _made: dict[int, tuple[JsonObject, str]] = field(default_factory=dict)
    """id of a rewritten schema -> itself, and the pointer of what it was made of."""

    def component(self, name: str) -> JsonObject:
        """One component, rewritten."""
        return self.schema(self.components[name], f"/components/schemas/{escaped(name)}")

    def schema(self, schema: JsonObject, pointer: str) -> JsonObject:
        """One schema, rewritten."""
        if "$ref" in schema:
            return {"$ref": f"{REF_PREFIX}{self.names[_name(schema)]}"}
        result = Conjunction()
        self._annotate(schema, pointer, result)
        if "pattern" in schema and not compiles(schema["pattern"]):
            message = "`pattern` must be a regular expression (ECMA-262) of moderate size"
            self.findings.append(Finding(self.locate(f"{pointer}/pattern"), "schema-invalid", message, "mend it"))
        arrays = say_arrays(self, schema, pointer, result)
        objects = say_objects(self, schema, pointer, result)
        say_values(schema, {"array": arrays, "object": objects}, result)
        self._say_branches(schema, pointer, result)
        say_unevaluated(self, schema, pointer, result)
        whole = result.whole()
        self._made[id(whole)] = (whole, pointer)
        return whole

    def places(self, schemas: Mapping[str, JsonObject]) -> dict[str, str]:
        """Pointer of each rewritten schema under `components.schemas` -> pointer of what it was made of."""
        found: dict[str, str] = {}
        for name, component in schemas.items():
            for at, schema in walk(component, f"/components/schemas/{escaped(name)}"):
                if id(schema) in self._made:
                    found[at] = self._made[id(schema)][1]
        return found

    def parts(self, schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
        """(pointer, schema) of a schema and of all that surely speaks of the same value: `allOf`, refs."""
        stack, seen = [(pointer, schema)], set()
        while stack:
            at, part = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            yield at, part
            if "$ref" in part:
                name = _name(part)
                stack.append((f"/components/schemas/{escaped(name)}", self.components[name]))
            stack.extend((f"{at}/allOf/{index}", each) for index, each in enumerate(part.get("allOf", ())))

    def inexpressible(self, pointer: str, keyword: str, why: str) -> None:
        """Finds a keyword that OpenAPI 3.0 can't say."""
        severity = Severity.WARNING if self.lossy else Severity.ERROR
        hint = "left out: the contract differs here" if self.lossy else "say it otherwise, or leave it out with --lossy"
        message = f"OpenAPI 3.0 can't say `{keyword}` here: {why}"
        at = self.locate(f"{pointer}/{keyword}")
        self.findings.append(Finding(at, "keyword-inexpressible", message, hint, severity))

    def _annotate(self, schema: JsonObject, pointer: str, result: Conjunction) -> None:
        """What says something to people; a format that the original doesn't assert goes to `x-format`."""
        result.say({key: schema[key] for key in _AS_THEY_ARE if key in schema and _is_fit(key, schema[key])})
        original = self.original(pointer)
        if not isinstance(original, Mapping):
            return
        for key in _ANNOTATIONS:
            if key in original and (key == "default" or isinstance(original[key], bool)):
                result.say({key: original[key]})
        examples = original.get("examples")
        if "example" in original:
            result.say({"example": original["example"]})
        elif isinstance(examples, list) and examples:
            result.say({"example": examples[0]})
        unasserted = original.get("format")
        if isinstance(unasserted, str) and "format" not in schema:
            result.say({"x-format" if unasserted in IN_OPENAPI else "format": unasserted})
        result.say({key: value for key, value in original.items() if _is_extension(key)})

    def _say_branches(self, schema: JsonObject, pointer: str, result: Conjunction) -> None:
        """`allOf`, `anyOf`, `oneOf`, `not`, and `if` as: not the condition, or what follows from it."""
        for keyword in ("allOf", "anyOf", "oneOf"):
            said = [self.schema(each, f"{pointer}/{keyword}/{i}") for i, each in enumerate(schema.get(keyword, ()))]
            if keyword == "allOf":
                for each in said:
                    result.add(each)
            elif said:
                result.add({keyword: said})
        if "not" in schema:
            result.add({"not": self.schema(schema["not"], f"{pointer}/not")})
        if "if" in schema:
            condition = self.schema(schema["if"], f"{pointer}/if")
            if "then" in schema:
                result.add({"anyOf": [{"not": condition}, self.schema(schema["then"], f"{pointer}/then")]})
            if "else" in schema:
                result.add({"anyOf": [condition, self.schema(schema["else"], f"{pointer}/else")]})


def _name(ref: JsonObject) -> str:
    return unescaped(ref["$ref"].removeprefix(REF_PREFIX))


def _is_fit(key: str, value: JsonValue) -> bool:
    """True when an annotation has the form that contracts ask for."""
    if key == "x-extensible-enum":
        return isinstance(value, list) and bool(value)
    return isinstance(value, str if key in ("title", "description") else bool)


def _is_extension(key: str) -> bool:
    return key.startswith("x-") and key not in (*_AS_THEY_ARE, BUNDLED) and not key.startswith("x-amazon-")
