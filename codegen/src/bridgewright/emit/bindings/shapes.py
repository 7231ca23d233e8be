"""Schemas of one document to the plan of one module.

The types say as much of a schema as types can, and never refuse what the schema accepts; where they
say less than the schema, the value is also held against the schema itself (`checks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bridgewright.emit.bindings.names import class_name, free_class_name
from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.strings import quoted, string_type
from bridgewright.findings import Finding
from bridgewright.model import Document, JsonObject, JsonValue
from bridgewright.schema import REF_PREFIX, escaped, resolved, unescaped, value_at

_BOUNDS = (("minimum", "exclusiveMinimum", "ge", "gt"), ("maximum", "exclusiveMaximum", "le", "lt"))
_COMBINED = ("allOf", "anyOf", "oneOf")


def plan_module(document: Document, roots: Mapping[str, str]) -> ModulePlan:
    """The classes and aliases that the component schemas `roots` need (component -> wanted class name)."""
    planner = _Planner(document, roots)
    for name in roots:
        planner.component(name)
    return ModulePlan(tuple(planner.ordered()), planner.checked(), tuple(planner.findings))


class _Planner:
    def __init__(self, document: Document, roots: Mapping[str, str]) -> None:
        self.document = document
        self.content = document.content
        self.components: JsonObject = document.content["components"]["schemas"]
        self.findings: list[Finding] = []
        self.checks: dict[str, JsonValue] = {}
        self.definitions: dict[str, ClassPlan | AliasPlan | None] = {}
        """Class or alias name -> its plan; None while it is being made."""
        self.names: dict[str, str] = {}
        wanted = dict(roots)
        for name in [*roots, *self.components]:
            if name not in self.names:
                self.names[name] = free_class_name(wanted.get(name, name), self.names.values())

    def component(self, name: str) -> str:
        """The name of a component's class or alias, planned if it is new."""
        plan_name = self.names[name]
        if plan_name not in self.definitions:
            pointer = f"/components/schemas/{escaped(name)}"
            self.definitions[plan_name] = None
            self.definitions[plan_name] = self._definition(plan_name, self.components[name], pointer)
        return plan_name

    def ordered(self) -> Iterator[ClassPlan | AliasPlan]:
        """Every plan after the plans that it uses; in a cycle, in the order of the document."""
        done: set[str] = set()
        for root in list(self.definitions):
            stack = [(root, iter(self._uses(root)))]
            entered = {root}
            while stack:
                name, uses = stack[-1]
                following = next((u for u in uses if u not in done and u not in entered), None)
                if following is not None:
                    entered.add(following)
                    stack.append((following, iter(self._uses(following))))
                    continue
                stack.pop()
                definition = self.definitions[name]
                if name not in done and definition is not None:
                    done.add(name)
                    yield definition

    def _uses(self, name: str) -> tuple[str, ...]:
        definition = self.definitions[name]
        if isinstance(definition, ClassPlan):
            return (*(use for field in definition.fields for use in field.uses), *definition.extra_uses)
        return definition.uses if definition else ()

    def checked(self) -> JsonValue:
        """The schemas that checks read."""
        return self.checks or None

    def _definition(self, name: str, schema: JsonObject, pointer: str) -> ClassPlan | AliasPlan:
        if "$ref" not in schema and self._is_class(schema):
            return self._class(name, schema, pointer)
        type_ = _Type(self, name)
        text = type_.of(schema, pointer, named=True)
        return AliasPlan(name, text, schema.get("description", ""), tuple(type_.uses))

    def _is_class(self, schema: JsonObject) -> bool:
        if schema.get("type", "object") != "object" or "enum" in schema:
            return False
        if any(keyword in schema for keyword in ("anyOf", "oneOf")):
            return False
        if "allOf" in schema:
            return bool(self._merged(schema))
        return schema.get("type") == "object" and bool(schema.get("properties"))

    def _merged(self, schema: JsonObject) -> dict[str, tuple[str, JsonObject]] | None:
        """Property -> (pointer, schema) of an allOf of plain objects; None when the parts are something else."""
        found: dict[str, tuple[str, JsonObject]] = {}
        stack = [schema]
        while stack:
            _, part = resolved(self.content, stack.pop())
            if part.get("type", "object") != "object" or any(k in part for k in ("anyOf", "oneOf", "not", "enum")):
                return None
            if part.get("nullable") or "additionalProperties" in part:
                return None
            for key, member in part.get("properties", {}).items():
                if key in found and found[key][1] != member:
                    return None
                found[key] = ("", member)
            stack.extend(reversed(part.get("allOf", [])))
        return found or None

    def _class(self, name: str, schema: JsonObject, pointer: str) -> ClassPlan:
        fields: dict[str, FieldPlan] = {}
        for at, part in self._parts(schema, pointer):
            required = part.get("required", ())
            for key, member in part.get("properties", {}).items():
                if key not in fields:
                    fields[key] = self._field(name, key, member, f"{at}/properties/{escaped(key)}", key in required)
        required_anywhere = {key for _, part in self._parts(schema, pointer) for key in part.get("required", ())}
        sensitive = schema.get("x-sensitive") is True
        return ClassPlan(
            name,
            pointer,
            schema.get("description", ""),
            tuple(
                _with(f, required=f.required or f.json in required_anywhere, sensitive=f.sensitive or sensitive)
                for f in fields.values()
            ),
            *self._extra(name, schema, pointer),
        )

    def _parts(self, schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
        at, part = resolved(self.content, schema, pointer)
        yield at, part
        for index, member in enumerate(part.get("allOf", ())):
            yield from self._parts(member, f"{at}/allOf/{index}")

    def _extra(self, name: str, schema: JsonObject, pointer: str) -> tuple[str | None, str | None, tuple[str, ...]]:
        extra = schema.get("additionalProperties", True)
        check = self._class_check(schema, pointer)
        if extra is True or extra == {}:
            return None, check, ()
        if extra is False:
            return "", check, ()
        type_ = _Type(self, f"{name}Value")
        return type_.of(extra, f"{pointer}/additionalProperties"), check, tuple(type_.uses)

    def _class_check(self, schema: JsonObject, pointer: str) -> str | None:
        declared = {key for _, part in self._parts(schema, pointer) for key in part.get("properties", {})}
        required = {key for _, part in self._parts(schema, pointer) for key in part.get("required", ())}
        hard = any(key in schema for key in ("not", "minProperties", "maxProperties"))
        return self.check(pointer) if hard or required - declared else None

    def check(self, pointer: str) -> str:
        """Marks the schema at a pointer as one that values are held against."""
        schema = value_at(self.content, pointer)
        self.unenforced(pointer, next(iter(sorted(set(schema or {}) - {"type", "description"})), ""), "not yet checked")
        return pointer

    def unenforced(self, pointer: str, keyword: str, why: str) -> None:
        """Reports a keyword that the bindings can't enforce."""
        at = self.document.at(f"{pointer}/{keyword}")
        hint = "say it with other keywords, or leave it out"
        self.findings.append(Finding(at, "keyword-not-enforced", f"`{keyword}`: {why}", hint))

    def _field(self, owner: str, key: str, schema: JsonObject, pointer: str, required: bool) -> FieldPlan:  # noqa: FBT001
        type_ = _Type(self, f"{owner}{class_name(key)}")
        text = type_.of(schema, pointer)
        return FieldPlan(
            json=key,
            annotation=text,
            required=required,
            nullable=text.endswith("| None") or text == "None" or self.admits_null(schema),
            description=schema.get("description", ""),
            sensitive=self.is_sensitive(schema),
            uses=tuple(type_.uses),
        )

    def admits_null(self, schema: JsonObject) -> bool:
        """Does the schema, or what its refs lead to, accept null?"""
        _, target = resolved(self.content, schema)
        if "enum" in target and None not in target["enum"]:
            return False
        if "type" in target:
            return target.get("nullable") is True
        return not any(k in target for k in _COMBINED) or all(
            any(self.admits_null(s) for s in target[k]) if k != "allOf" else all(self.admits_null(s) for s in target[k])
            for k in _COMBINED
            if k in target
        )

    def is_sensitive(self, schema: JsonObject) -> bool:
        """Is the value, or any part of it that no model of its own hides, personal data?"""
        stack, seen = [schema], set()
        while stack:
            part = stack.pop()
            if id(part) in seen:
                continue
            seen.add(id(part))
            if part.get("x-sensitive") is True:
                return True
            if "$ref" in part:
                stack.append(resolved(self.content, part)[1])
                continue
            stack.extend(s for k in ("items", "additionalProperties") if isinstance(s := part.get(k), Mapping))
            stack.extend(s for k in _COMBINED for s in part.get(k, ()))
        return False

    def inline_class(self, hint: str, schema: JsonObject, pointer: str) -> str:
        """A class for an object schema that stands inside another; named after where it stands."""
        name = free_class_name(hint, {*self.names.values(), *self.definitions})
        self.definitions[name] = None
        self.definitions[name] = self._class(name, schema, pointer)
        return name

    def is_inline_class(self, schema: JsonObject) -> bool:
        """Does an inline schema deserve a class?"""
        return self._is_class(schema)

    def ref(self, schema: JsonObject) -> str:
        """The class or alias of a `$ref`."""
        return self.component(unescaped(schema["$ref"].removeprefix(REF_PREFIX)))

    def in_progress(self, name: str) -> bool:
        """Is a definition being made that is an alias? An alias can't name itself."""
        return name in self.definitions and self.definitions[name] is None


class _Type:
    """Python text of one type; collects the names that it uses."""

    def __init__(self, planner: _Planner, hint: str) -> None:
        self.planner = planner
        self.hint = hint
        self.uses: list[str] = []

    def of(self, schema: JsonObject, pointer: str, *, named: bool = False) -> str:
        if "$ref" in schema:
            return self._ref(schema)
        if list(schema.get("allOf", ())) and len(schema["allOf"]) == 1 and not _asserts(schema, beside="allOf"):
            return self.of(schema["allOf"][0], f"{pointer}/allOf/0")
        text = self._of_type(schema, pointer, named=named)
        nullable = schema.get("nullable") is True and "type" in schema and None not in schema.get("enum", [None])
        del nullable
        if schema.get("nullable") is True and "type" in schema and "enum" not in schema:
            return f"{text} | None"
        return text

    def _ref(self, schema: JsonObject) -> str:
        name = self.planner.ref(schema)
        self.uses.append(name)
        _, target = resolved(self.planner.content, schema)
        is_model = isinstance(self.planner.definitions[name], ClassPlan) or self.planner.is_inline_class(target)
        return f"{name} | None" if is_model and target.get("nullable") is True else name

    def _of_type(self, schema: JsonObject, pointer: str, *, named: bool) -> str:
        if "enum" in schema:
            return self._enum(schema, pointer)
        if any(keyword in schema for keyword in ("anyOf", "oneOf", "not")):
            return self._combined(schema, pointer)
        if self.planner.is_inline_class(schema):
            name = self.planner.inline_class(self.hint, schema, pointer)
            self.uses.append(name)
            return name
        type_ = schema.get("type")
        if type_ is None:
            return self._untyped(schema, pointer)
        if type_ == "string":
            text, unenforced = string_type(schema)
            for keyword, why in unenforced:
                self.planner.unenforced(pointer, keyword, why)
            return text
        if type_ in ("integer", "number"):
            return _number(schema, type_)
        if type_ == "array":
            return self._array(schema, pointer)
        if type_ == "object":
            return self._map(schema, pointer)
        return "bool"

    def _enum(self, schema: JsonObject, pointer: str) -> str:
        values = list(dict.fromkeys(v for v in schema["enum"] if isinstance(v, str)))
        others = [v for v in schema["enum"] if not isinstance(v, str | None)]
        if others or _asserts(schema, beside="enum"):
            self.planner.check(pointer)
        null = None in schema["enum"] and (schema.get("nullable") is True or "type" not in schema)
        text = f"Literal[{', '.join(quoted(value) for value in values)}]" if values else "Any"
        return f"{text} | None" if null else text

    def _untyped(self, schema: JsonObject, pointer: str) -> str:
        if _asserts(schema, beside=""):
            self.planner.check(pointer)
        return "Any"

    def _combined(self, schema: JsonObject, pointer: str) -> str:
        self.planner.check(pointer)
        keyword = next((k for k in ("oneOf", "anyOf") if k in schema), None)
        if keyword is None:
            return "Any"
        options = [self.of(option, f"{pointer}/{keyword}/{i}") for i, option in enumerate(schema[keyword])]
        return " | ".join(dict.fromkeys(options))

    def _array(self, schema: JsonObject, pointer: str) -> str:
        inner = _Type(self.planner, f"{self.hint}Item")
        items = inner.of(schema["items"], f"{pointer}/items") if "items" in schema else "Any"
        self.uses.extend(inner.uses)
        arguments = [
            f"{name}={schema[keyword]}"
            for keyword, name in (("minItems", "min_length"), ("maxItems", "max_length"))
            if keyword in schema
        ]
        if schema.get("uniqueItems") is True:
            arguments.append("unique=True")
        return f"Annotated[list[{items}], _t.Items({', '.join(arguments)})]" if arguments else f"list[{items}]"

    def _map(self, schema: JsonObject, pointer: str) -> str:
        if any(k in schema for k in ("minProperties", "maxProperties", "required", "allOf")):
            self.planner.check(pointer)
        extra = schema.get("additionalProperties", True)
        if extra is False:
            self.planner.check(pointer)
        if not isinstance(extra, Mapping):
            return "dict[str, Any]"
        inner = _Type(self.planner, f"{self.hint}Value")
        values = inner.of(extra, f"{pointer}/additionalProperties")
        self.uses.extend(inner.uses)
        return f"dict[str, {values}]"


_SILENT = frozenset(
    {
        *("title", "description", "example", "default", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml"),
        *("nullable", "x-sensitive", "type", "x-extensible-enum"),
    }
)


def _asserts(schema: JsonObject, *, beside: str) -> bool:
    """Has the schema a keyword that can refuse something, beside one?"""
    return any(key not in _SILENT and key != beside and not key.startswith("x-") for key in schema)


def _number(schema: JsonObject, type_: str) -> str:
    arguments: list[str] = []
    for bound, exclusive, inclusive_name, exclusive_name in _BOUNDS:
        if bound in schema:
            name = exclusive_name if schema.get(exclusive) is True else inclusive_name
            arguments.append(f"{name}={schema[bound]!r}")
    if "multipleOf" in schema:
        arguments.append(f"multiple_of={schema['multipleOf']!r}")
    marker, plain = ("Whole", "int") if type_ == "integer" else ("Number", "float")
    return f"Annotated[{plain}, _t.{marker}({', '.join(arguments)})]"


def _with(field: FieldPlan, *, required: bool, sensitive: bool) -> FieldPlan:
    from dataclasses import replace  # noqa: PLC0415

    return replace(field, required=required, sensitive=sensitive)


def reachable(content: JsonValue, names: Iterable[str]) -> tuple[str, ...]:
    """Component names that schemas refer to, directly or not, the given ones first."""
    return tuple(names)
