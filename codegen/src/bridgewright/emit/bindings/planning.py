"""Schemas of one document to the plan of one module.

The types say as much of a schema as types can, and never refuse what the schema accepts; where they say less than
the schema does, the value is held against the schema itself (`Held`) beside its type.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from bridgewright.documents.document import Document, JsonObject
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.emit.bindings.annotations import Marker, held_against
from bridgewright.emit.bindings.checks import checked_schemas
from bridgewright.emit.bindings.names import class_name, free_class_name
from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.queries import (
    admits_null,
    asserts,
    described,
    everywhere,
    is_model,
    is_object,
    is_sensitive,
    parts,
)
from bridgewright.emit.bindings.strings import unenforced_in_string
from bridgewright.emit.bindings.type_planning import TypePlanner
from bridgewright.findings import Finding
from bridgewright.schemas.keywords import FOREIGN
from bridgewright.schemas.walking import REF_PREFIX

"""Keywords of an object that a class's fields say."""


def plan_module(
    document: Document, roots: Mapping[str, str], models: Collection[str] = (), *, foreign: bool = False
) -> ModulePlan:
    """The classes and aliases that the component schemas `roots` need (component -> wanted class name).

    The roots among `models` become classes, whatever their schemas say. A document that is `foreign` has been
    brought into the form of `schemas.lowering`: beside OpenAPI 3.0's keywords it may have 2020-12's.
    """
    planner = Planner(document, roots, models, foreign=foreign)
    planner.plan()
    schemas = checked_schemas(document.content, planner.checks)
    return ModulePlan(tuple(planner.ordered()), schemas, tuple(planner.findings()))


class Planner:
    """Plans each component once, as it is first met."""

    def __init__(
        self, document: Document, roots: Mapping[str, str], models: Collection[str], *, foreign: bool = False
    ) -> None:
        self.document = document
        self._unknown = frozenset() if foreign else FOREIGN
        self.content = document.content
        self.components: JsonObject = document.content["components"].get("schemas", {})
        self._models = frozenset(models)
        self.checks: dict[str, None] = {}
        """Pointers of schemas that values are held against, in the order of their first use."""
        self.definitions: dict[str, ClassPlan | AliasPlan] = {}
        self.names: dict[str, str] = {}
        """Component -> class or alias name; names of components that are not used are kept free too."""
        self._met: dict[str, None] = {}
        self._waiting: deque[str] = deque()
        self._taken: set[str] = set()
        for name in [*roots, *(name for name in self.components if name not in roots)]:
            self.names[name] = self._free_name(roots.get(name, name))
        self._open: dict[str, str] = {}
        """Pointer -> class of the inline schemas that are being planned."""
        for name in roots:
            self.ref(f"{REF_PREFIX}{name}")

    def plan(self) -> None:
        """Plans all that is waiting, and what that needs."""
        while self._waiting:
            component = self._waiting.popleft()
            name, schema = self.names[component], self.components[component]
            pointer = f"/components/schemas/{escaped(component)}"
            if self.is_class(component):
                self.definitions[name] = self._class(name, schema, pointer)
            else:
                type_ = TypePlanner(self, name, component).planned(schema, pointer)
                self.definitions[name] = AliasPlan(name, type_, described(schema))

    def ref(self, target: str) -> str:
        """The component that a `$ref` names; it is planned, if it is new."""
        component = unescaped(target.removeprefix(REF_PREFIX))
        if component not in self._met:
            self._met[component] = None
            self._waiting.append(component)
        return component

    def is_class(self, component: str) -> bool:
        """True when a component becomes a class, False when it becomes an alias."""
        schema = self.components[component]
        pointer = f"/components/schemas/{escaped(component)}"
        if component in self._models:
            return True
        return "$ref" not in schema and self.is_inline_class(schema, pointer)

    def is_inline_class(self, schema: JsonObject, pointer: str) -> bool:
        """True when a schema becomes a class: it is an object with declared properties."""
        return is_model(self.content, schema, pointer) and is_object(self.content, schema, pointer)

    def inline_class(self, hint: str, schema: JsonObject, pointer: str) -> str:
        """A class for an object schema that stands inside another; named after where it stands.

        A schema that leads back to its own pointer (`allOf` of a component and more, inside of it) is the same class.
        """
        if pointer in self._open:
            return self._open[pointer]
        name = self._free_name(hint)
        self._open[pointer] = name
        self.definitions[name] = self._class(name, schema, pointer)
        del self._open[pointer]
        return name

    def _free_name(self, wanted: str) -> str:
        name = free_class_name(wanted, self._taken)
        self._taken.add(name)
        return name

    def held(self, pointer: str) -> Marker:
        """The marker of a type that is held against the schema at a pointer."""
        self.checks[pointer] = None
        return held_against(pointer)

    def _class(self, name: str, schema: JsonObject, pointer: str) -> ClassPlan:
        found = list(parts(self.content, schema, pointer))
        required = {key for _, part in found for key in part.get("required", ())}
        fields: dict[str, FieldPlan] = {}
        for at, part in found:
            for key, member in part.get("properties", {}).items():
                if key not in fields:
                    inner = f"{at}/properties/{escaped(key)}"
                    fields[key] = self._field(name, key, member, inner, required=key in required)
        sensitive = any(part.get("x-sensitive") is True for _, part in found)
        alone = len(found) == 1 and "patternProperties" not in found[0][1]
        extra = found[0][1].get("additionalProperties", True) if alone else True
        check = found[0][0] if self._says_more(found, fields.keys()) else None
        if check is not None:
            self.checks[check] = None
        values = None
        if isinstance(extra, Mapping) and extra:
            values = TypePlanner(self, f"{name}Value").planned(extra, f"{found[0][0]}/additionalProperties")
        return ClassPlan(
            name=name,
            description=schema.get("description", ""),
            title=schema.get("title", ""),
            fields=tuple(replace(f, sensitive=True) if sensitive else f for f in fields.values()),
            extra=values,
            closed=extra is False,
            check=check,
            pointer=pointer,
        )

    @staticmethod
    def _says_more(found: list[tuple[str, JsonObject]], declared: Collection[str]) -> bool:
        """True when an object schema asserts what its class's fields can't say."""
        required = {key for _, part in found for key in part.get("required", ())}
        if not required <= set(declared):
            return True
        if len(found) == 1:
            only = found[0][1]
            return only.get("type", "object") != "object" or asserts(
                only, "type", "properties", "required", "additionalProperties"
            )
        members = [key for _, part in found for key in part.get("properties", ())]
        return len(members) != len(set(members)) or any(
            part.get("type", "object") != "object" or asserts(part, "type", "properties", "required", "allOf")
            for _, part in found
        )

    def _field(self, owner: str, key: str, schema: JsonObject, pointer: str, *, required: bool) -> FieldPlan:
        return FieldPlan(
            json=key,
            type=TypePlanner(self, f"{owner}{class_name(key)}").planned(schema, pointer),
            required=required,
            nullable=admits_null(self.content, schema),
            description=described(schema),
            sensitive=is_sensitive(self.content, schema),
        )

    def ordered(self) -> Iterator[ClassPlan | AliasPlan]:
        """Every plan after those that it uses; in a cycle, aliases after classes, whose fields may name later ones."""
        done: set[str] = set()
        for root in self.definitions:
            stack = [(root, iter(self.definitions[root].uses))]
            entered = {root}
            while stack:
                name, uses = stack[-1]
                following = next((use for use in uses if use not in done and use not in entered), None)
                if following is not None:
                    entered.add(following)
                    stack.append((following, iter(self.definitions[following].uses)))
                    continue
                stack.pop()
                for ready in self._needed_at_once(name, done):
                    done.add(ready)
                    yield self.definitions[ready]

    def _needed_at_once(self, name: str, done: Collection[str]) -> Iterator[str]:
        """A plan that isn't done, after what its text names as it is read: an alias's does, a class's fields wait."""
        stack, seen = [name], set(done)
        while stack:
            plan = self.definitions[stack[-1]]
            uses = plan.uses if isinstance(plan, AliasPlan) else ()
            needed = next((use for use in uses if use not in seen and use != plan.name), None)
            if needed is not None:
                stack.append(needed)
            elif stack[-1] in seen:
                stack.pop()
            else:
                seen.add(stack[-1])
                yield stack.pop()

    def findings(self) -> Iterator[Finding]:
        """What the bindings can't enforce of the components that they have."""
        hint = "say it with other keywords, or leave it out"
        for component in self._met:
            pointer = f"/components/schemas/{escaped(component)}"
            for at, part in everywhere(self.components[component], pointer):
                unenforced = unenforced_in_string(part)
                unenforced |= {key: "OpenAPI 3.0 has no such keyword" for key in part if key in self._unknown}
                for keyword, why in unenforced.items():
                    location = self.document.at(f"{at}/{escaped(keyword)}")
                    yield Finding(location, "keyword-not-enforced", f"`{keyword}`: {why}", hint)
