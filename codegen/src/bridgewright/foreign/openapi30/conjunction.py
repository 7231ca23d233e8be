"""All that must hold of one value, gathered and then said by one schema."""

from __future__ import annotations

from dataclasses import dataclass, field

from bridgewright.documents.document import JsonObject, JsonValue

NEVER: JsonObject = {"not": {}}
"""What no value follows."""
_SILENT = frozenset({"title", "description", "default", "example", "deprecated", "readOnly", "writeOnly"})


@dataclass(slots=True)
class Conjunction:
    """Keywords that stand together, and schemas beside them."""

    own: dict[str, JsonValue] = field(default_factory=dict)
    beside: list[JsonObject] = field(default_factory=list)

    def say(self, keywords: JsonObject) -> None:
        """Keywords that may stand beside all the others here."""
        self.own.update(keywords)

    def add(self, schema: JsonObject) -> None:
        """A schema that must hold, too."""
        if schema:
            self.beside.append(schema)

    def whole(self) -> JsonObject:
        """One schema that says all of it."""
        own = dict(self.own)
        beside: list[JsonObject] = []
        for schema in self.beside:
            (keyword, *more) = schema
            if keyword in ("anyOf", "oneOf", "not") and not more and keyword not in own:
                own[keyword] = schema[keyword]
            elif keyword == "allOf" and not more:
                beside.extend(schema[keyword])
            else:
                beside.append(schema)
        if len(beside) == 1 and own.keys() <= _SILENT:
            return beside[0]
        if beside:
            own["allOf"] = beside
        return own
