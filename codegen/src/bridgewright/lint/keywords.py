"""Keywords of Schema Objects: known to OpenAPI 3.0, where they have an effect, and not against each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from bridgewright.contracts.model import Catalog
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.lint.rule import Mistake, listed, own_documents, schemas_of
from bridgewright.schemas.formats import FORMATS
from bridgewright.schemas.judge import compiles
from bridgewright.schemas.keywords import COMBINED, IN_OPENAPI, INSTEAD, OPENAPI_OPERANDS, TYPE_OF
from bridgewright.schemas.regex.portability import Hindrance, hindrance
from bridgewright.schemas.walking import REF_PREFIX, places_at

_TYPE_OF = {keyword: of for keyword, of in TYPE_OF.items() if keyword in IN_OPENAPI and keyword != "format"}
"""A format may be a string's or a number's."""
_SAID_OTHERWISE = {
    Hindrance.FLAGS: "say it without, like [Aa]",
    Hindrance.GROUP: "say it without; bindings check patterns with Rust's engine",
    Hindrance.SYNTAX: "spell sets out, like [A-Za-z]",
}
_OUR_EXTENSIONS = ("x-sensitive", "x-extensible-enum")


def unknown_keyword(catalog: Catalog) -> Iterator[Mistake]:
    """A keyword that OpenAPI 3.0 doesn't know."""
    for document, pointer, schema in _schemas(catalog):
        if "$ref" in schema:
            continue
        for keyword in schema:
            if keyword not in OPENAPI_OPERANDS and not keyword.startswith("x-"):
                at = document.at(f"{pointer}/{escaped(keyword)}")
                yield Mistake(at, f"OpenAPI 3.0 ignores `{keyword:.60}`", _instead(keyword))


def extension_misspelt(catalog: Catalog) -> Iterator[Mistake]:
    """A key that is nearly one of this tool's own extensions."""
    for document, pointer, schema in _schemas(catalog):
        for keyword in schema:
            if keyword in _OUR_EXTENSIONS or not keyword.lower().startswith("x"):
                continue
            meant = get_close_matches(keyword.lower().replace("_", "-"), _OUR_EXTENSIONS, n=1, cutoff=0.8)
            if meant:
                at = document.at(f"{pointer}/{escaped(keyword)}")
                yield Mistake(at, f"`{keyword}` means nothing here", f"write {meant[0]}")


def format_unknown(catalog: Catalog) -> Iterator[Mistake]:
    """A format that nothing here checks, with the known one that is nearest."""
    for document, pointer, schema in _schemas(catalog):
        if "$ref" not in schema and schema.get("format", "date") not in FORMATS:
            near = get_close_matches(schema["format"].lower().replace("_", "-"), FORMATS, n=1, cutoff=0.5)
            hint = f"did you mean `{near[0]}`?" if near else "say it with `pattern`"
            at = document.at(f"{pointer}/format")
            yield Mistake(at, f"no value is checked against the format {schema['format']!r:.60}", hint)


def ref_has_siblings(catalog: Catalog) -> Iterator[Mistake]:
    """Keys beside a `$ref`."""
    for document, pointer, schema in _schemas(catalog):
        others = [keyword for keyword in schema if keyword != "$ref"]
        if "$ref" in schema and others:
            at = document.at(f"{pointer}/{escaped(others[0])}")
            hint = "write `allOf: [{ $ref: … }]` beside it, or move it into the component"
            yield Mistake(at, f"OpenAPI 3.0 ignores {listed(others)} beside a $ref", hint)


def keyword_does_not_apply(catalog: Catalog) -> Iterator[Mistake]:
    """A keyword beside a `type` that it says nothing about."""
    for document, pointer, schema in _schemas(catalog):
        kind = "number" if schema.get("type") == "integer" else schema.get("type")
        if kind is None or "$ref" in schema:
            continue
        for keyword in schema:
            if _TYPE_OF.get(keyword, kind) != kind:
                at = document.at(f"{pointer}/{escaped(keyword)}")
                of = {"array": "arrays", "object": "objects", "number": "numbers", "string": "strings"}
                message = f"`{keyword}` is for {of[_TYPE_OF[keyword]]}; here the type is {schema['type']}"
                yield Mistake(at, message, "remove it, or mend the type")


def type_missing(catalog: Catalog) -> Iterator[Mistake]:
    """A schema that says neither its type nor what it is composed of."""
    for document, pointer, schema in _schemas(catalog):
        if "type" in schema or "$ref" in schema or "enum" in schema or _is_part(pointer, document):
            continue
        if any(keyword in schema for keyword in (*COMBINED, "not")):
            continue
        kinds = {_TYPE_OF[keyword] for keyword in schema if keyword in _TYPE_OF}
        what = "any value passes" if not kinds else f"only {min(kinds)}s are checked, anything else passes"
        yield Mistake(document.at(pointer), f"the schema has no type: {what}", "say which type")


def nullable_without_effect(catalog: Catalog) -> Iterator[Mistake]:
    """A `nullable` without a `type` beside it, or beside an enum that doesn't list null."""
    for document, pointer, schema in _schemas(catalog):
        if schema.get("nullable") is not True or "$ref" in schema:
            continue
        at = document.at(f"{pointer}/nullable")
        if "type" not in schema:
            yield Mistake(at, "`nullable` has no effect without a `type` beside it", "put both into one schema")
        elif "enum" in schema and None not in schema["enum"]:
            yield Mistake(at, "`nullable` has no effect: the enum doesn't list null", "add null to the enum")


def required_property_undeclared(catalog: Catalog) -> Iterator[Mistake]:
    """A name under `required` that is declared nowhere."""
    for document, pointer, schema in _schemas(catalog):
        if not isinstance(schema.get("required"), list) or "$ref" in schema:
            continue
        if all(name in schema.get("properties", ()) for name in schema["required"]):
            continue
        declared = _declared(document.content, _whole(pointer, document))
        for index, name in enumerate(schema["required"]):
            if name not in declared:
                near = get_close_matches(name, declared, n=1)
                hint = f"did you mean `{near[0]}`?" if near else "declare it under `properties`"
                at = document.at(f"{pointer}/required/{index}")
                yield Mistake(at, f"`{name:.100}` is required, but not declared", hint)


def bounds_contradict(catalog: Catalog) -> Iterator[Mistake]:
    """A lower bound above its upper one, or more required properties than `maxProperties` allows."""
    for document, pointer, schema in _schemas(catalog):
        for low, high in (
            ("minLength", "maxLength"),
            ("minItems", "maxItems"),
            ("minProperties", "maxProperties"),
            ("minimum", "maximum"),
        ):
            if low not in schema or high not in schema or "$ref" in schema:
                continue
            strict = schema.get("exclusiveMinimum") is True or schema.get("exclusiveMaximum") is True
            equal = schema[low] == schema[high] and low == "minimum" and strict
            if schema[low] > schema[high] or equal:
                at = document.at(f"{pointer}/{low}")
                bounds = f"{low} {schema[low]} and {high} {schema[high]}"
                yield Mistake(at, f"nothing fits between {bounds:.200}", "swap or mend them")
        names, limit = schema.get("required", ()), schema.get("maxProperties")
        if limit is not None and len(names) > limit:
            at = document.at(f"{pointer}/maxProperties")
            yield Mistake(
                at, f"{len(names)} properties are required, at most {limit} are allowed", "mend one of the two"
            )


def pattern_not_portable(catalog: Catalog) -> Iterator[Mistake]:
    """A pattern with syntax that not every engine knows."""
    for document, pointer, schema in _schemas(catalog):
        pattern = schema.get("pattern")
        if not isinstance(pattern, str) or "$ref" in schema:
            continue
        found = hindrance(pattern)
        if found is None and not compiles(pattern):
            found = Hindrance.SYNTAX
        if found is not None:
            at = document.at(f"{pointer}/pattern")
            yield Mistake(at, f"the pattern uses {found.value}", _SAID_OTHERWISE[found])


def pattern_not_anchored(catalog: Catalog) -> Iterator[Mistake]:
    """A pattern that matches inside of longer values."""
    for document, pointer, schema in _schemas(catalog):
        pattern = schema.get("pattern")
        if (
            isinstance(pattern, str)
            and "$ref" not in schema
            and not (pattern.startswith("^") and pattern.endswith("$"))
        ):
            at = document.at(f"{pointer}/pattern")
            yield Mistake(
                at, f"the pattern {pattern!r:.100} also matches inside of longer values", "begin with ^, end with $"
            )


def component_unused(catalog: Catalog) -> Iterator[Mistake]:
    """A component that nothing refers to."""
    for document in own_documents(catalog):
        reached = _reached(document.content)
        for name in document.content.get("components", {}).get("schemas", {}):
            if name not in reached and name != "AWSEvent":
                at = document.at(f"/components/schemas/{escaped(name)}")
                yield Mistake(at, f"nothing refers to the component `{name:.100}`", "remove it, or refer to it")


def _schemas(catalog: Catalog) -> Iterator[tuple[Document, str, JsonObject]]:
    for document in own_documents(catalog):
        for pointer, schema in schemas_of(document):
            yield document, pointer, schema


def _instead(keyword: str) -> str:
    if keyword in INSTEAD:
        return INSTEAD[keyword]
    by_letters = {known.lower(): known for known in OPENAPI_OPERANDS if not known.startswith("x-")}
    near = get_close_matches(keyword.lower(), by_letters, n=1, cutoff=0.7)
    return f"did you mean `{by_letters[near[0]]}`?" if near else "remove it, or name it x-… as an extension"


def _is_part(pointer: str, document: Document) -> bool:
    """True when the schema stands in an allOf, anyOf, oneOf or not, and its parent may say the type."""
    return _composing(pointer, document) is not None


def _composing(pointer: str, document: Document) -> str | None:
    """The pointer of the schema whose allOf, anyOf, oneOf or not holds the one at `pointer`."""
    holder, _, last = pointer.rpartition("/")
    if last == "not" and not holder.endswith("/properties"):
        return holder
    parent, _, keyword = holder.rpartition("/")
    is_list = isinstance(value_at(document.content, holder), list)
    return parent if is_list and keyword in COMBINED else None


def _whole(pointer: str, document: Document) -> str:
    """The outermost schema that speaks of the same value as the one at `pointer`."""
    while (parent := _composing(pointer, document)) is not None:
        pointer = parent
    return pointer


def _declared(content: JsonValue, pointer: str) -> set[str]:
    places = places_at(content, {"$ref": f"#{pointer}"}, "", "")
    return {name for _, schema in places for name in schema.get("properties", {})}


def _reached(content: JsonObject) -> set[str]:
    """Names of the components that the document's other parts lead to."""
    components = content.get("components", {}).get("schemas", {})
    stack: list[JsonValue] = [components.get("AWSEvent", {}), content.get("paths", {})]
    stack.extend(part for name, part in content.get("components", {}).items() if name not in ("schemas", "examples"))
    found: set[str] = set()
    while stack:
        value = stack.pop()
        if isinstance(value, Mapping):
            stack.extend(value.values())
        elif isinstance(value, list):
            stack.extend(value)
        elif isinstance(value, str) and value.startswith(REF_PREFIX):  # a $ref, or a discriminator's mapping
            name = value.removeprefix(REF_PREFIX)
            if name in components and name not in found:
                found.add(name)
                stack.append(components[name])
    return found
